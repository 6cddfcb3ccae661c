"""Centres are opened, changed and closed; every verb asks for a duty over the place."""

import json
import secrets
from collections.abc import Sequence
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.centres.facts import CentreClosed, CentreOpened
from carenet.centres.rules import (
    OBSERVABLE_FOR,
    SHORT_CODE_ALPHABET,
    SHORT_CODE_LENGTH,
    hours_fit,
)
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.places.services import close_office, open_office, rename_office

MAY_OPEN: Final = ("city", "county", "township", "director")
MAY_APPROVE: Final = ("city", "county", "township")


class HoursDoNotFit(Refusal):
    """A centre that closes before it opens."""

    msgid = N_("A centre opens before it closes.")


class ClosedAlready(Refusal):
    """The centre is closed."""

    msgid = N_("This centre is closed.")


class ChildrenStillHere(Refusal):
    """Sessions of children lie after the wished closing day."""

    msgid = N_("There are still %(n)s sessions here after that day. Move or call them off first.")


async def _hold(db: Any, centre: UUID, by: Actor, *, lead_too: bool = False) -> Any:
    """The centre's row, locked, if the actor's duty covers it.

    Raises:
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    row = await db.fetchrow("select * from centres where id = $1 for update", centre)
    allowed = row is not None and (
        (by.has(*MAY_OPEN) and by.covers(row["village"])) or (lead_too and by.holds(centre))
    )
    if not allowed:
        raise NotFound
    if row["closed_on"] is not None:
        raise ClosedAlready
    return row


async def _audit(db: Any, verb: str, centre: UUID, **detail: Any) -> None:
    await db.execute(
        "select app.audit($1, $2, $3)", verb, f"centre:{centre}", json.dumps(detail, default=str)
    )


async def open_centre(
    kind: str, name: str, village: str, capacity: int, opened_on: date, *, by: Actor
) -> UUID:
    """Write a centre down, with a short code for its door.

    Raises:
        MayNot: the actor's duties open no centres.
        NotFound: the village lies outside them.

    """
    by.needs(*MAY_OPEN)
    id_ = uuid7()
    short = "".join(secrets.choice(SHORT_CODE_ALPHABET) for _ in range(SHORT_CODE_LENGTH))
    async with transaction(by) as db:
        await open_office(id_, "centre", name, village, opened_on, by=by)
        await db.execute(
            """insert into centres (id, kind, name, village, short_code, capacity, opened_on)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            id_, kind, name, village, short, capacity, opened_on,
        )  # fmt: skip
        await _audit(db, "open centre", id_, village=village)
        await announce(CentreOpened(id_, opened_on))
    return id_


async def replace_centre(centre: UUID, *, name: str, capacity: int, by: Actor) -> None:
    """Another name, another number of places.

    Raises:
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    async with transaction(by) as db:
        await _hold(db, centre, by)
        await db.execute(
            "update centres set name = $2, capacity = $3 where id = $1", centre, name, capacity
        )
        await rename_office(centre, name, by=by)
        await _audit(db, "change centre", centre, capacity=capacity)


async def add_room(centre: UUID, name: str, places: int, *, by: Actor) -> UUID:
    """A room with its places.

    Raises:
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    id_ = uuid7()
    async with transaction(by) as db:
        await _hold(db, centre, by, lead_too=True)
        await db.execute(
            "insert into rooms (id, organisation, name, places) values ($1, $2, $3, $4)",
            id_, centre, name, places,
        )  # fmt: skip
        await _audit(db, "add room", centre, room=id_)
    return id_


async def end_room(centre: UUID, room: UUID, *, by: Actor) -> None:
    """A room is no longer used, from today.

    Raises:
        NotFound: no such room or centre within reach.
        ClosedAlready: the centre is closed.

    """
    async with transaction(by) as db:
        await _hold(db, centre, by, lead_too=True)
        ended = await db.execute(
            "update rooms set ended_on = $3 where id = $1 and organisation = $2 and ended_on is null",
            room, centre, clock.today(),
        )  # fmt: skip
        if not ended:
            raise NotFound
        await _audit(db, "end room", centre, room=room)


async def set_hours(
    centre: UUID, season: str, hours: Sequence[tuple[int, time, time]], *, by: Actor
) -> None:
    """When the centre is open in a season: (weekday, opens, closes); other weekdays are closed.

    Raises:
        HoursDoNotFit: it would close before it opens.
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    if not all(hours_fit(opens, closes) for _, opens, closes in hours):
        raise HoursDoNotFit
    async with transaction(by) as db:
        await _hold(db, centre, by, lead_too=True)
        await db.fetchval("select app.close_weekdays($1, $2)", centre, season)
        await db.executemany(
            """insert into opening_hours (centre, season, weekday, opens_at, closes_at)
               values ($1, $2, $3, $4, $5)""",
            [(centre, season, weekday, opens, closes) for weekday, opens, closes in hours],
        )
        await _audit(db, "set hours", centre, season=season)


async def hand_key(centre: UUID, person: UUID, *, by: Actor) -> None:
    """Somebody holds the key from today; who held it before has given it back.

    Raises:
        NotFound: no such centre or person within reach.
        ClosedAlready: the centre is closed.

    """
    today = clock.today()
    async with transaction(by) as db:
        await _hold(db, centre, by, lead_too=True)
        known = await db.fetchval(
            """select true from people where id = $1
               union select true from app.key_candidates($2) k where k.id = $1""",
            person, centre,
        )  # fmt: skip
        if not known:
            raise NotFound
        await db.execute(
            "update key_holders set ends_on = $2 where centre = $1 and ends_on is null",
            centre, today,
        )  # fmt: skip
        await db.execute(
            "insert into key_holders (centre, person, starts_on) values ($1, $2, $3)",
            centre, person, today,
        )  # fmt: skip
        await _audit(db, "hand key", centre, person=person)


async def approve_observable(centre: UUID, *, by: Actor) -> date:
    """The place was seen: open door, seen from road or office. The day it is looked at again.

    Raises:
        MayNot: a director or lead does not approve the own place.
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    by.needs(*MAY_APPROVE)
    until = clock.today() + OBSERVABLE_FOR
    async with transaction(by) as db:
        await _hold(db, centre, by)
        await db.execute(
            "update centres set observable_until = $2, observable_approved_by = $3 where id = $1",
            centre, until, by.id,
        )  # fmt: skip
        await _audit(db, "approve observable", centre, until=until)
    return until


async def end_observable(centre: UUID, because: str, *, by: Actor) -> None:
    """The place is no longer observable, from today.

    Raises:
        MayNot: a director or lead does not decide this.
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.

    """
    by.needs(*MAY_APPROVE)
    async with transaction(by) as db:
        await _hold(db, centre, by)
        await db.execute(
            "update centres set observable_until = null, observable_approved_by = null where id = $1",
            centre,
        )
        await _audit(db, "end observable", centre, because=because)


async def close_centre(centre: UUID, closed_on: date, because: str, *, by: Actor) -> None:
    """A centre closes, with a reason; not while children are expected there afterwards.

    Raises:
        MayNot: a lead does not close a centre.
        NotFound: no such centre within reach.
        ClosedAlready: it is closed.
        ChildrenStillHere: sessions lie after that day.

    """
    by.needs(*MAY_OPEN)
    async with transaction(by) as db:
        await _hold(db, centre, by)
        left = await db.fetchval(
            """select count(*) from care_sessions where centre = $1 and on_day > $2
               and cancelled_at is null""",
            centre, closed_on,
        )  # fmt: skip
        if left:
            raise ChildrenStillHere(n=left)
        await db.execute(
            "update centres set closed_on = $2, closed_because = $3 where id = $1",
            centre, closed_on, because,
        )  # fmt: skip
        await close_office(centre, closed_on, by=by)
        await _audit(db, "close centre", centre, because=because)
        await announce(CentreClosed(centre, closed_on, because))
