"""Taking a place in a session, and giving it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_, MayNot, NotFound, Refusal
from carenet.escalation.rules import UNCOVERED
from carenet.people.services.times import AlreadyTaken, commit_time, release_time
from carenet.scheduling.facts import SignedUp, Withdrew
from carenet.scheduling.rules.asking import NeedsWord
from carenet.scheduling.rules.signing import (
    Away,
    CalledOff,
    CannotSignUp,
    CannotWithdraw,
    Full,
    NoLocalAdult,
    NotCleared,
    NotIndependent,
    NoVisit,
    Over,
    giving_back,
    require_reason,
)
from carenet.scheduling.services.asking import answered_yes, ask_for_place
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.services.opening import leave_for_standing, opened, require_no_word
from carenet.scheduling.services.telling import remind_adults, take_back
from carenet.scheduling.services.ways import require_way

TOLD: dict[str, type[Refusal]] = {
    "CN001": NotCleared, "CN002": CalledOff, "CN003": Full, "CN006": NeedsWord, "CN045": NoLocalAdult, "CN046": NoVisit,
    "CN047": NotIndependent,
}  # fmt: skip
ASKS: Final = """
select id from askings where care_session = $1 and person = $2 and ended_at is null"""


ENOUGH: Final = """
select case when id in (select app.lacking_local()) then 0 else adults end from care_sessions where id = $1"""
RUNS: Final = "select app.runs_centre($1)"
OWN_HOURS: Final = "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 7262))"


async def sign_up(
    session: UUID, *, by: Actor, person: UUID | None = None, although: str | None = None,
    as_oneself: bool = False,
) -> UUID:  # fmt: skip
    """Take a place for oneself, or, running the place, for another; the sign-up's id.

    `although` is why whoever runs the place signs somebody up whose way looks too long; it is kept.
    `as_oneself`: a worker takes it for somebody by the rules of who signs up alone.
    Clearance, what keeps an adult from a child, and overlap know no such word.

    The person's hours are locked first, then the session: everywhere in this order. Capacity,
    clearance and overlap are held by the database; of two racing for the last place one gets it.
    Where a series needs the word of whoever runs it, a volunteer asks and the place is held meanwhile.

    Raises:
        NotCleared, Full, CalledOff, Over: there is no place for this person.
        AlreadyTaken: the person is elsewhere at that time.
        TooFar: the way from or to another place that day takes longer than there is.

    """
    async with transaction(by) as db:
        held, opens = await hold_session(session), None
        who = person or by.me
        if who != by.person or although:
            await require_runs(held["centre"], by=by, db=db)
        if held["cancelled_at"] is not None:
            raise CalledOff
        if held["starts_at"] <= clock.now():
            raise Over
        if as_oneself or (person is None and not await db.fetchval(RUNS, held["centre"])):
            opens = await opened(db, held, who, as_oneself)
        await require_here(db, who, held["on_day"])
        asked = await db.fetchval(ASKS, session, who)
        try:
            async with transaction(by):
                await require_no_word(db, who, by=by)
                made = await take_place(db, held, who, by=by, although=although)
        except NeedsWord:
            return await ask_for_place(db, held, who, by=by)
        if opens is not None:
            await leave_for_standing(db, session, who, opens)
        if asked:
            await answered_yes(asked, held, who, by=by)
        await db.execute(
            """update waitings set ended_at = $3, outcome = 'took'
               where care_session = $1 and person = $2 and ended_at is null""",
            session, who, clock.now(),
        )  # fmt: skip
        await announce(SignedUp(session, who))
    return made


async def sign_up_many(
    session: UUID, people: Sequence[UUID], *, by: Actor, although: str | None = None
) -> dict[UUID, Refusal]:
    """Sign several up on their word; who could not be, and why. Of many some may come.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: there is no such session.

    """
    refused: dict[UUID, Refusal] = {}
    async with transaction(by):
        for person in dict.fromkeys(people):
            try:
                async with transaction(by):
                    await sign_up(session, by=by, person=person, although=although)
            except (MayNot, NotFound):
                raise
            except Refusal as refusal:
                refused[person] = refusal
    return refused


async def require_here(db: Scope, who: UUID, day: date) -> None:
    """Nobody is booked for a time they said they are away.

    Raises:
        Away: they are.

    """
    if await db.fetchval(
        """select exists (select from leaves where person = $1 and ended_at is null
             and $2 between starts_on and ends_on)""",
        who, day,
    ):  # fmt: skip
        raise Away


async def _take_hours(held: Any, who: UUID, *, by: Actor) -> UUID:
    """An adult's hours for a session: one's own, or another's by whoever runs the place."""
    if by.is_officer or by.is_worker or who == by.person:
        because = subject_of(held["id"])
        return await commit_time(who, held["starts_at"], held["ends_at"], because=because, by=by)
    made = uuid7()
    try:
        async with transaction(by) as db:
            await db.execute("select app.take_hours($1, $2, $3)", made, who, held["id"])
    except asyncpg.ExclusionViolationError:
        raise AlreadyTaken from None
    return made


async def take_place(
    db: Scope, held: Any, who: UUID, *, by: Actor, although: str | None = None
) -> UUID:
    """The hours, the place and the reminders of one adult at one session."""
    if await db.fetchval(
        """select exists (select from sign_ups where care_session = $1 and person = $2
             and withdrawn_at is null)""",
        held["id"], who,
    ):  # fmt: skip
        raise CannotSignUp(N_("There is a place taken for this person already."))
    if who == by.person:
        # Two rows that exclude one another may each wait for the other: of one person's two taps one waits before.
        await db.execute(OWN_HOURS, who)
    now = clock.now()
    commitment = await _take_hours(held, who, by=by)
    leads = who == by.person and by.has("lead") and by.holds(held["centre"])
    made = uuid7()
    try:
        async with transaction(by):
            await db.execute(
                """insert into sign_ups (id, care_session, centre, village, person, role, tier,
                     commitment, signed_up_at, signed_up_by)
                   values ($1, $2, $3, $4, $5, $6, '', $7, $8, $9)""",
                made, held["id"], held["centre"], held["village"], who,
                "lead" if leads else "helper", commitment, now, by.account or who,
            )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if isinstance(wrong, asyncpg.UniqueViolationError):
            raise CannotSignUp(N_("There is a place taken for this person already.")) from None
        if wrong.sqlstate in TOLD:
            raise TOLD[wrong.sqlstate] from None
        raise
    await require_way(db, held, who, made, although, by)
    await remind_adults(held, [who], now)
    await _covered(db, held, by=by)
    return made


async def _covered(db: Scope, held: Any, *, by: Actor) -> None:
    """Enough adults now: nobody need be found any more."""
    taken = await db.fetchval(ENOUGH, held["id"])
    if taken >= held["needed"]:
        await end_climb(UNCOVERED, subject_of(held["id"]), by=by, because="enough adults")


async def withdraw(
    session: UUID, because: str | None, *, by: Actor, person: UUID | None = None
) -> bool:
    """Give a place back; True if that was inside the free time and counts as late.

    Never refused before the beginning: free until 48 h, then with a reason; under 3 h the lead is
    told at once. The next who waits is asked.

    Raises:
        CannotWithdraw: a reason is lacking, or it has begun.
        NotFound: no place is taken.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await hold_session(session)
        who = person or by.me
        if who != by.person:
            await require_runs(held["centre"], by=by, db=db)
        await _live(db, session, who)
        if held["starts_at"] <= now:
            raise CannotWithdraw(N_("This has begun already. Please ask the lead on the spot."))
        what = giving_back(now, held["starts_at"])
        if held["cancelled_at"] is None:
            require_reason(what, because)
        await let_go(db, held, who, because, by=by, late=what.late)
        await announce(Withdrew(session, who, what.late, what.urgent))
    return what.late


async def _live(db: Scope, session: UUID, who: UUID) -> UUID:
    """The sign-up that holds a place; raises NotFound where none does."""
    found: UUID | None = await db.fetchval(
        """select id from sign_ups where care_session = $1 and person = $2
             and withdrawn_at is null""",
        session, who,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def let_go(
    db: Scope, held: Any, who: UUID, because: str | None, *, by: Actor, late: bool
) -> None:
    """The place, the hours, the reminders and the held place of one adult are given back."""
    now = clock.now()
    sign_up_id = await _live(db, held["id"], who)
    if by.is_officer or by.is_worker or who == by.person:
        await release_time(who, subject_of(held["id"]), by=by)
    else:
        await db.execute("select app.give_hours_back($1, $2)", who, held["id"])
    gone = await db.execute(
        "update sign_ups set withdrawn_at = $2 where id = $1 and withdrawn_at is null",
        sign_up_id, now,
    )  # fmt: skip
    if not gone:  # another device was quicker
        raise NotFound
    await db.execute(
        """insert into withdrawals (id, sign_up, person, centre, village, at, by, because, late)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        uuid7(), sign_up_id, who, held["centre"], held["village"], now, by.account or who, because,
        late,
    )  # fmt: skip
    waits = await db.fetch(
        """update waitings set ended_at = $3, outcome = coalesce(outcome, 'declined')
           where care_session = $1 and person = $2 and ended_at is null returning id""",
        held["id"], who, now,
    )  # fmt: skip
    for wait in waits:
        await end_climb("waiting", f"waiting:{wait['id']}", by=by, because="given back")
    await take_back(held["id"], who)


__all__ = ["AlreadyTaken", "MayNot", "let_go", "sign_up", "take_place", "withdraw"]
