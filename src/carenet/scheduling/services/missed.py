"""A place that was taken and nobody came: written down by whoever runs the place, never by itself.

What follows by the county's rules is written down with it. A word against it is decided by another.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.scheduling.queries.missed_counts import counted, living, rules_at
from carenet.scheduling.rules.missed import (
    STANDING,
    CannotJudge,
    CannotNote,
    Follows,
    following,
    require_noted_in_time,
)
from carenet.scheduling.services.holding import hold_session, require_runs
from carenet.scheduling.wording import details_of

TOLD: Final = "place.missed"
ANSWERED: Final = "place.missed_answer"
STANDING_ENDED: Final = N_("set aside for a while after missed places")
PLACE: Final = """
select id from sign_ups where care_session = $1 and person = $2 and withdrawn_at is null"""


async def note_missed(
    session: UUID, person: UUID, because: str | None, *, excused: bool, by: Actor
) -> tuple[Follows, ...]:
    """Somebody had a place and did not come, or is excused for a reason; what follows.

    Pressed twice it is written down once.

    Raises:
        CannotNote: too early or too late, the person came, had no place, or serves by duty.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        if held["cancelled_at"] is not None:
            raise CannotNote(N_("This was called off: nobody was missing."))
        require_noted_in_time(now, held["starts_at"], held["ends_at"])
        if excused and not because:
            raise CannotNote(N_("Please say why: excused has a reason."))
        made = await _write(db, held, person, because, excused, now, by)
        if made is None or excused:
            return ()
        found = await _follow(db, held, made, person, now)
        values: dict[str, Any] = details_of(held)
        await remind(TOLD, f"missed:{made}", person, now, **values)
    return tuple(found)


async def _write(
    db: Scope, held: Any, person: UUID, because: str | None, excused: bool, now: datetime, by: Actor
) -> UUID | None:
    place = await db.fetchval(PLACE, held["id"], person)
    if place is None:
        raise CannotNote(N_("This person had no place in this session."))
    try:
        async with transaction(by):
            made: UUID | None = await db.fetchval(
                """insert into no_shows (id, sign_up, care_session, centre, village, person, on_day,
                     excused, because, at, by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                   on conflict (sign_up) where lifted_at is null do nothing returning id""",
                uuid7(), place, held["id"], held["centre"], held["village"], person,
                held["on_day"], excused, because, now, by.id,
            )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN007":
            raise CannotNote(N_("This adult was there: it stands in the register.")) from None
        if wrong.sqlstate == "CN008":
            raise CannotNote(
                N_("This adult serves by duty: missed places are written down for volunteers only.")
            ) from None
        raise
    return made


async def _follow(db: Scope, held: Any, made: UUID, person: UUID, now: datetime) -> list[Follows]:
    rules = await rules_at(db, held["village"])
    counts = await counted(db, rules, [person], held["on_day"], held["centre"])
    live = await living(db, [person], now)
    found = following(rules, counts[person], live[person], now)
    for one in found:
        await db.execute(
            """insert into no_show_consequences (id, no_show, centre, village, person, kind, times,
                 within_days, starts_at, until_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
            uuid7(), made, held["centre"], held["village"], person, one.kind, one.times,
            one.within_days, now, one.until_at,
        )  # fmt: skip
        if one.kind == STANDING:
            await db.execute(
                """update standing_sign_ups set ended_at = $3, ended_because = $4
                   where person = $1 and centre = $2 and ended_at is null""",
                person, held["centre"], now, STANDING_ENDED,
            )  # fmt: skip
    return found


async def take_back(no_show: UUID, *, by: Actor) -> UUID:
    """It was written down by mistake: it counts no more, and what followed ends; its session.

    Raises:
        CannotJudge: a word against it waits, which another answers.
        NotFound: no such thing at one's places, or it was taken back.

    """
    async with transaction(by) as db:
        row = await db.fetchrow("select * from no_shows where id = $1 for update", no_show)
        if row is None or row["lifted_at"] is not None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if await db.fetchval(
            "select exists (select from no_show_appeals where no_show = $1 and decided_at is null)",
            no_show,
        ):
            raise CannotJudge(
                N_(
                    "They say it is not right: somebody other than the person who wrote it down answers."
                )
            )
        await lift(db, row, "mistake", by=by)
        if not row["excused"]:
            await remind(ANSWERED, f"missed:{no_show}", row["person"], clock.now())
    session: UUID = row["care_session"]
    return session


async def lift(db: Scope, row: Mapping[str, Any], because: str, *, by: Actor) -> None:
    """A missed place counts no more; the database ends what followed from it, and keeps the rows."""
    await db.execute(
        """update no_shows set lifted_at = $2, lifted_by = $3, lifted_because = $4
           where id = $1 and lifted_at is null""",
        row["id"], clock.now(), by.id, because,
    )  # fmt: skip


async def note_talk(consequence: UUID, note: str | None, *, by: Actor) -> None:
    """The lead and the volunteer spoke about it.

    Raises:
        NotFound: no such talk is open at one's places.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select centre from no_show_consequences
               where id = $1 and kind = 'talk' and ended_at is null""",
            consequence,
        )
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        await db.execute(
            """update no_show_consequences set ended_at = $2, ended_by = $3, ended_because = 'talked',
                 note = $4 where id = $1 and ended_at is null""",
            consequence, clock.now(), by.id, note,
        )  # fmt: skip
