"""Adults come and go: by the code at the place or by the lead's tick; the minutes become hours."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.rules.attesting import CannotAttest, require_attestable, require_given
from carenet.scheduling.rules.check_in import MEASURED, way_of
from carenet.scheduling.rules.hours import CannotCheckIn, counted_minutes, require_window
from carenet.scheduling.services.holding import hold_session, require_runs
from carenet.scheduling.services.series import check_in_code

TICK: Final = "tick"
SELF: Final = "self"
CLOSING: Final = "closing"
ATTESTED: Final = "attested"
LIVE: Final = """
select u.* from sign_ups u where u.care_session = $1 and u.person = $2 and u.withdrawn_at is null"""


async def check_in(session: UUID, code: str, *, by: Actor) -> None:
    """Come, by the code on the screen or the paper at the place; a second time changes nothing.

    Raises:
        CannotCheckIn: another session's code, one of some minutes ago, too early, or over.
        NotFound: the person is not signed up.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        require_window(now, held["starts_at"], held["ends_at"])
        how = way_of(code, session, held["check_in_code"], now, blind)
        await _come(db, held, by.me, how, by)


async def fresh_paper_code(session: UUID, *, by: Actor) -> None:
    """Another code for the paper: the old one, photographed and sent on, opens nothing any more."""
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        if held["ends_at"] <= clock.now():
            raise CannotCheckIn(N_("It is over: there is nothing to check in to."))
        await db.execute(
            "update care_sessions set check_in_code = $2 where id = $1", session, check_in_code()
        )


async def tick_adult(session: UUID, person: UUID, *, by: Actor) -> None:
    """The lead saw that an adult came.

    Raises:
        CannotCheckIn: too early, too late, or the adult has no place in the session.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        require_window(clock.now(), held["starts_at"], held["ends_at"])
        await _come(db, held, person, TICK, by)


async def _come(
    db: Scope,
    held: Any,
    person: UUID,
    how: str,
    by: Actor,
    *,
    at: datetime | None = None,
    because: str | None = None,
) -> None:
    row = await db.fetchrow(LIVE, held["id"], person)
    if row is None and person != by.me:
        raise CannotCheckIn(
            N_("This adult has no place in this session. Please sign them up first.")
        )
    if row is None:
        raise NotFound(N_("You have no place in this session. Please ask the lead on the spot."))
    now = clock.now()
    await db.execute(
        """insert into adult_attendances (id, sign_up, person, centre, village, came_at, came_by,
             recorded_by, recorded_at, because)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (sign_up) do nothing""",
        uuid7(), row["id"], person, held["centre"], held["village"], at or now, how, by.id, now,
        because,
    )  # fmt: skip


async def check_out(
    session: UUID, *, by: Actor, person: UUID | None = None, code: str | None = None
) -> int:
    """Go; the minutes that count. With the code it is known that one left from the place.

    Raises:
        NotFound: the person has not come.
        CannotCheckIn: the code is another session's, or lapsed.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        who, now = person or by.me, clock.now()
        how = SELF
        if who != by.person:
            await require_runs(held["centre"], by=by, db=db)
            how = TICK
        row = await db.fetchrow(
            """select a.* from adult_attendances a join sign_ups u on u.id = a.sign_up
               where u.care_session = $1 and a.person = $2""",
            session, who,
        )  # fmt: skip
        if row is None:
            raise NotFound(N_("Check in first, so that the minutes count."))
        if row["went_at"] is not None:
            return int(row["minutes"])
        if code is not None:
            how = way_of(code, session, held["check_in_code"], now, blind)
        return await _go(db, held, row, now, how)


async def settle_adults(db: Scope, held: Any, went_at: datetime) -> int:
    """Whoever came and never checked out went when the register closed; how many that were."""
    rows = await db.fetch(
        """select a.* from adult_attendances a join sign_ups u on u.id = a.sign_up
           where u.care_session = $1 and a.went_at is null""",
        held["id"],
    )
    for row in rows:
        await _go(db, held, row, max(went_at, row["came_at"]), CLOSING)
    return len(rows)


async def attest(
    session: UUID, person: UUID, came_at: datetime, went_at: datetime, because: str, *, by: Actor
) -> int:
    """The lead stands for somebody's hours whom no code has seen; another has to agree. The minutes.

    Raises:
        CannotAttest: the times do not do, the hours are written down, or the person had no place.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        require_attestable(came_at, went_at, held["starts_at"], held["ends_at"], clock.now())
        place = await db.fetchrow(LIVE, session, person)
        if place is None:
            raise CannotAttest(N_("This person had no place in this session."))
        await _come(db, held, person, ATTESTED, by, at=came_at, because=because)
        row = await db.fetchrow(
            "select * from adult_attendances where sign_up = $1 for update", place["id"]
        )
        if row is None:
            raise NotFound
        require_given(written=row["went_at"] is not None)
        return await _go(
            db, held, row, max(went_at, row["came_at"]), ATTESTED, by=by, because=because
        )


async def _go(
    db: Scope,
    held: Any,
    row: Any,
    went_at: datetime,
    how: str,
    *,
    by: Actor | None = None,
    because: str | None = None,
) -> int:
    """The going, and the entry in the ledger: measured where a code saw the coming, else attested."""
    minutes = counted_minutes(row["came_at"], went_at, held["starts_at"], held["ends_at"])
    await db.execute(
        """update adult_attendances set went_at = $2, minutes = $3, went_by = $4,
             because = coalesce(because, $5) where id = $1""",
        row["id"], went_at, minutes, how, because,
    )  # fmt: skip
    if minutes:
        measured = row["came_by"] in MEASURED and how != ATTESTED
        typed_by = None if measured else by.id if by else row["recorded_by"]
        await db.execute(
            """insert into service_hours (id, person, centre, village, kind, on_day, minutes,
                 attendance, entered_at, typed_by, because)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
            uuid7(), row["person"], held["centre"], held["village"],
            "measured" if measured else "attested", held["on_day"], minutes, row["id"],
            clock.now(), typed_by, because,
        )  # fmt: skip
    return minutes
