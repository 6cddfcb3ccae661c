"""A family asks for a place, answers for one, gives it back; those who wait are asked in their order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.children.services.taking_in import note_fetcher
from carenet.classes.facts import ClassPlaceFreed, WaitsAlone
from carenet.classes.rules.places import PASSED_MAX, CannotApply, is_young, kept_until
from carenet.classes.services.opening import hold_class
from carenet.classes.services.rungs import OFFER, class_of, offer_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.core.steps import Step
from carenet.escalation.queries.people import answering_for
from carenet.scheduling.services.enrolling import CannotEnrol, join_series, leave_series
from carenet.scheduling.services.holding import require_runs

PROMOTED_MAX: Final = 60
FULL: Final = "CN003"
# Said before the door opens, the child is not expected and not looked for today.
BEGUN: Final = """
select exists (select from care_sessions where series = $1 and on_day = $2 and starts_at <= $3
  and cancelled_at is null)"""
OF_FAMILY: Final = """
select $1 = any (app.my_caring()) or exists (select from carers k where k.child = $1
  and k.person = $2 and k.ends_on is null)"""
NEXT: Final = """
select a.*, k.birth_date from class_applications a join children k on k.id = a.child
where a.holiday_class = $1 and a.ended_at is null and a.placed_at is null and a.offered_at is null
order by a.passed, not a.alone_by_day, not a.young, a.asked_at, a.id limit $2"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an enrolment form says of a child."""

    child: UUID
    eats: bool
    must_not_eat: str | None
    goes_home: str
    fetched_by: str | None
    alone_by_day: bool


async def apply(holiday_class: UUID, asked: Asked, *, by: Actor) -> UUID:
    """Ask for a child's place: it is given at once while there are places and nobody waits.

    The family asks within the days named; whoever runs the place enters a family's wish at any time.

    Raises:
        CannotApply: too early, too late, over, asked for already, or the child is elsewhere then.
        NotFound: the child is not the family's, or not within reach.

    """
    now, today = clock.now(), clock.today()
    async with transaction(by) as db:
        row = await hold_class(db, holiday_class)
        family = await db.fetchval(OF_FAMILY, asked.child, by.me)
        if not family:
            await require_runs(row["centre"], by=by, db=db)
        elif not row["enrol_from"] <= today <= row["enrol_until"]:
            raise CannotApply(N_("Places are asked for at other days than today."))
        if row["ended_at"] is not None or row["last_on"] < today:
            raise CannotApply(N_("This class is over."))
        child = await db.fetchrow(
            "select village, birth_date from children where id = $1", asked.child
        )
        if child is None:
            raise NotFound
        young = is_young(child["birth_date"], max(today, row["first_on"]))
        made = await _write(db, row, asked, child["village"], young, now, by, family=bool(family))
        if asked.goes_home == "fetched" and asked.fetched_by:
            await note_fetcher(asked.child, child["village"], asked.fetched_by, by=by)
        if await db.fetchval(
            "select taken < places and waiting = 1 from holiday_classes where id = $1 for update",
            holiday_class,
        ):
            await _place(db, row, made, asked.child, by=by)
        elif young and asked.alone_by_day:
            await announce(WaitsAlone(holiday_class, child["village"]))
    return made


async def _write(
    db: Scope, row: Any, asked: Asked, village: str, young: bool, now: datetime, by: Actor, *,
    family: bool,
) -> UUID:  # fmt: skip
    made = uuid7()
    try:
        async with transaction(by):
            await db.execute(
                """insert into class_applications (id, holiday_class, centre, child, village, asked_at,
                     asked_by, person, eats, must_not_eat, goes_home, fetched_by, alone_by_day, young)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
                made, row["id"], row["centre"], asked.child, village, now, by.id,
                by.me if family else None, asked.eats and row["lunch"], asked.must_not_eat,
                asked.goes_home, asked.fetched_by if asked.goes_home == "fetched" else None,
                asked.alone_by_day, young,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise CannotApply(N_("A place was asked for this child already.")) from None
    return made


async def _place(db: Scope, row: Any, application: UUID, child: UUID, *, by: Actor) -> None:
    """The place is the child's, and the child enrolled until the class's last day."""
    now = clock.now()
    try:
        async with transaction(by):
            await db.execute(
                """update class_applications set placed_at = $2, placed_by = $3, offered_at = null,
                     answer_by = null where id = $1 and ended_at is null and placed_at is null""",
                application, now, by.id,
            )  # fmt: skip
            series = await db.fetchrow("select * from series where id = $1", row["id"])
            first = max(clock.today(), row["first_on"])
            if series is None:
                raise NotFound
            source = f"application:{application}"
            await join_series(series, child, first, source, by=by, last=row["last_on"])
    except CannotEnrol as refusal:
        raise CannotApply(refusal.msgid) from None
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == FULL:
            raise CannotApply(
                N_("All places are taken. The child is on the waiting list.")
            ) from None
        raise


async def give_place(application: UUID, *, by: Actor) -> None:
    """Yes, the child comes: by the family for a place that is kept, or by whoever runs the place.

    A second yes changes nothing.

    Raises:
        CannotApply: no place is free or kept.
        NotFound: there is no such wish within reach.

    """
    async with transaction(by) as db:
        found, row = await _held(db, application, by)
        if found["placed_at"] is not None:
            return
        if found["offered_at"] is None:
            await require_runs(found["centre"], by=by, db=db)
        await _place(db, row, application, found["child"], by=by)
        await end_climb(OFFER, offer_of(application), by=by, because="taken")


async def _held(db: Scope, application: UUID, by: Actor) -> tuple[Any, Any]:
    found = await db.fetchrow(
        "select * from class_applications where id = $1 and ended_at is null for update",
        application,
    )
    if found is None:
        raise NotFound
    if not by.is_worker and not await db.fetchval(OF_FAMILY, found["child"], by.me):
        await require_runs(found["centre"], by=by, db=db)
    return found, await hold_class(db, found["holiday_class"])


async def give_back(application: UUID, because: str | None, *, by: Actor) -> None:
    """A child does not come, or no longer: the next who waits is asked.

    Raises:
        NotFound: there is no such wish within reach.

    """
    async with transaction(by) as db:
        found, row = await _held(db, application, by)
        outcome = (
            "left" if found["placed_at"] else "declined" if found["offered_at"] else "withdrawn"
        )
        await _end(db, found, outcome, because, by=by)
        if found["placed_at"]:
            begun = await db.fetchval(BEGUN, row["id"], today := clock.today(), clock.now())
            last = today if begun else today - timedelta(days=1)
            await leave_series(row["id"], found["child"], last, by=by)


async def _end(db: Scope, found: Any, outcome: str, because: str | None, *, by: Actor) -> None:
    await db.execute(
        """update class_applications set ended_at = $2, ended_by = $3, outcome = $4, because = $5
           where id = $1 and ended_at is null""",
        found["id"], clock.now(), by.account or found["asked_by"], outcome, because,
    )  # fmt: skip
    await end_climb(OFFER, offer_of(found["id"]), by=by, because=outcome)
    if found["placed_at"] or found["offered_at"]:
        await announce(ClassPlaceFreed(found["holiday_class"]))


async def reach_those_before(holiday_class: UUID, *, by: Actor) -> int:
    """A new lead comes to see the children who asked before; how many.

    Raises:
        MayNot: it is somebody else's place.

    """
    async with transaction(by) as db:
        row = await hold_class(db, holiday_class)
        await require_runs(row["centre"], by=by, db=db)
        return int(await db.fetchval("select app.reach_applicants($1)", holiday_class) or 0)


async def promote(holiday_class: UUID, *, by: Actor) -> int:
    """Keep free places for those who wait, in their order; how many were asked. A worker's verb."""
    now, asked = clock.now(), 0
    async with transaction(by) as db:
        row = await hold_class(db, holiday_class)
        if row["ended_at"] is not None or row["last_on"] < clock.today():
            return 0
        for one in await db.fetch(NEXT, holiday_class, PROMOTED_MAX):
            try:
                async with transaction(by):
                    await _offer(db, row, one, now)
            except asyncpg.PostgresError as wrong:
                if wrong.sqlstate == FULL:
                    break
                raise
            asked += 1
    return asked


async def _offer(db: Scope, row: Any, one: Any, now: datetime) -> None:
    until = kept_until(now, clock.at(max(row["first_on"], clock.today()), row["starts_at"]))
    await db.execute(
        "update class_applications set offered_at = $2, answer_by = $3 where id = $1",
        one["id"], now, until,
    )  # fmt: skip
    minutes = int((until - now).total_seconds() // 60)
    await start_climb(OFFER, offer_of(one["id"]), now, (Step(minutes, "lapsed"),))
    local = until.astimezone(clock.SHANGHAI)
    values = {
        "date": local.date().isoformat(), "until": local.strftime("%H:%M"), "place": row["place"],
        "title": row["title"],
    }  # fmt: skip
    kind, people = "class.offered", [one["person"]]
    if one["person"] is None:  # entered at the place: whoever runs it calls the family
        kind = "class.offered_call"
        people = await answering_for(db, "lead", row["village"], row["centre"], now)
    for person in people:
        await remind(kind, class_of(row["id"]), person, now, expires_at=until, **values)


async def lapse(application: UUID, *, by: Actor) -> bool:
    """Nobody answered in time: the place goes to the next, the family waits on. A worker's verb.

    Whoever was offered one twice without an answer waits no longer; the place calls them.
    """
    async with transaction(by) as db:
        found = await db.fetchrow(
            """update class_applications set offered_at = null, answer_by = null, passed = passed + 1
               where id = $1 and ended_at is null and offered_at is not null returning *""",
            application,
        )
        if found is None:
            return False
        if found["passed"] >= PASSED_MAX:
            await _end(db, found, "lapsed", None, by=by)
        await announce(ClassPlaceFreed(found["holiday_class"]))
    return True
