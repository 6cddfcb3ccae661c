"""The children's register: opened, ticked on one screen, each child seen home, closed."""

from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.children.services.taking_in import take_in
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.core.steps import Step
from carenet.escalation.rules import CLOSING, REGISTER
from carenet.placements.queries.keeping import keepers_names
from carenet.scheduling.facts import ChildSaidIll, RegisterOpened
from carenet.scheduling.rules.leaving import (
    WAYS,
    CannotTick,
    believed,
    on_the_list,
    require_all_gone,
    require_open_window,
    said_at,
)
from carenet.scheduling.rules.missing import HERE, REASONS, ROLL, first_look_minutes
from carenet.scheduling.services.alarms import close_for_child, close_for_register, raise_stranger
from carenet.scheduling.services.attendance import settle_adults
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.services.rungs import LADDERS

STATES: Final = ("here", "excused", "missing")
FAMILY: Final = frozenset({"carer", "parent"})


async def open_register(session: UUID, *, by: Actor, noted_at: datetime | None = None) -> None:
    """Open a session's register: what stood about the place is answered, missing children show at T+20.

    `noted_at`, here and below, is the phone's own time, where it had no network.

    Raises:
        CannotTick: too early, too late, or called off.

    """
    async with transaction(by) as db:
        held = await _held(session, by, db)
        now = believed(noted_at, clock.now(), held["starts_at"], held["ends_at"])
        if held["cancelled_at"] is not None:
            raise CannotTick(N_("This was called off: there is no register."))
        require_open_window(now, held["starts_at"], held["ends_at"])
        made = await db.execute(
            """insert into registers (id, care_session, centre, village, opened_at, opened_by)
               values ($1, $2, $3, $4, $5, $6) on conflict (care_session) do nothing""",
            uuid7(), session, held["centre"], held["village"], now, by.id,
        )  # fmt: skip
        await db.execute(
            "select app.reach_enrolled($1, $2, $3)", held["centre"], held["on_day"], now
        )
        if not made:
            return
        subject = subject_of(session)
        await end_climb(REGISTER, subject, by=by, because="the register was opened")
        await close_for_register(session, now, by=by)
        # The phone may have more to say: it has the same minutes for that as a lead at the door.
        minutes = first_look_minutes(held["starts_at"], clock.now())
        await start_climb(
            ROLL, subject, held["starts_at"], (Step(minutes, "missing"),), session=session
        )
        await start_climb(
            CLOSING, subject, held["ends_at"], LADDERS[CLOSING], place=held["village"],
            session=session,
        )  # fmt: skip
        await announce(RegisterOpened(session))


async def _held(session: UUID, by: Actor, db: Scope) -> Any:
    held = await hold_session(session)
    await require_runs(held["centre"], by=by, db=db)
    return held


async def _opened(session: UUID, db: Scope) -> None:
    row = await db.fetchrow("select closed_at from registers where care_session = $1", session)
    if row is None:
        raise CannotTick(N_("Open the register first."))
    if row["closed_at"] is not None:
        raise CannotTick(N_("This register is closed."))


async def mark_child(
    session: UUID,
    child: UUID,
    state: str,
    *,
    by: Actor,
    because: str | None = None,
    said_by: str | None = None,
    late: bool = False,
    said: time | None = None,
    noted_at: datetime | None = None,
) -> None:
    """A child is here, came late (at an hour said, or now), is excused for a reason, or not here.

    An alarm that what was noted before it answers was false. What was noted later stands: a phone
    that comes back into the network cannot undo it.

    Raises:
        CannotTick: the register is not open, the reason or who said so is lacking, or the hour cannot be.

    """
    if state not in STATES or (state == "excused" and (because not in REASONS or not said_by)):
        raise CannotTick(N_("Please say why the child is not here, and who said so."))
    async with transaction(by) as db:
        held = await _held(session, by, db)
        at = believed(noted_at, clock.now(), held["starts_at"], held["ends_at"])
        await _opened(session, db)
        village = await db.fetchval("select village from children where id = $1", child)
        if village is None:
            raise NotFound
        excused = state == "excused"
        late_at = said_at(said, at, held["starts_at"]) if late and state == "here" else None
        stands = await db.execute(
            """insert into child_attendances (id, care_session, centre, child, village, state,
                 because, said_by, at, by, late_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
               on conflict (care_session, child) do update set state = excluded.state,
                 because = excluded.because, said_by = excluded.said_by, at = excluded.at,
                 by = excluded.by, late_at = excluded.late_at, left_at = null, left_how = null, left_with = null
               where child_attendances.at <= excluded.at""",
            uuid7(), session, held["centre"], child, village, state,
            because if excused else None, said_by if excused else None, at, by.id, late_at,
        )  # fmt: skip
        if stands and state != "missing":
            await close_for_child(
                session, child, because or HERE, said_by, at, came_at=late_at, by=by
            )
        if stands and excused and because == "ill":
            await announce(ChildSaidIll(child, by.me, at, said_by in FAMILY))


async def mark_rest_here(session: UUID, *, by: Actor, noted_at: datetime | None = None) -> int:
    """All who are expected and not ticked yet are here; how many that were.

    A child who was looked for by then is answered for by name: no tap on all the others ends a search.
    """
    async with transaction(by) as db:
        held = await _held(session, by, db)
        at = believed(noted_at, clock.now(), held["starts_at"], held["ends_at"])
        rows = await db.fetch(
            """select e.child from enrolments e where e.series = $1 and e.starts_on <= $2
                 and (e.ends_on is null or e.ends_on >= $2)
                 and not exists (select from child_attendances a where a.care_session = $3
                   and a.child = e.child)
                 and not exists (select from excuses x where x.child = e.child
                   and $2 between x.starts_on and x.ends_on and x.ended_on is null)
                 and not exists (select from alarms l where l.care_session = $3
                   and l.child = e.child and l.closed_at is null and l.raised_at <= $4)""",
            held["series"], held["on_day"], session, at,
        )  # fmt: skip
        for row in rows:
            await mark_child(session, row["child"], "here", by=by, noted_at=noted_at)
    return len(rows)


async def note_leaving(
    session: UUID,
    child: UUID,
    how: str,
    *,
    by: Actor,
    with_whom: str | None = None,
    said: time | None = None,
    noted_at: datetime | None = None,
) -> None:
    """A child goes home now or went at an hour said: is fetched, walks with others, or walks alone.

    Fetched by somebody who is not on the carer's list, the director is told at once.
    """
    if how not in WAYS or (how == "fetched" and not with_whom):
        raise CannotTick(N_("Please say who fetches the child."))
    async with transaction(by) as db:
        held = await _held(session, by, db)
        noted = believed(noted_at, clock.now(), held["starts_at"], held["ends_at"])
        now = said_at(said, noted, held["starts_at"])
        await _opened(session, db)
        gone = await db.execute(
            """update child_attendances set left_at = $3, left_how = $4, left_with = $5
               where care_session = $1 and child = $2 and state = 'here'""",
            session, child, now, how, with_whom,
        )  # fmt: skip
        if not gone:
            raise CannotTick(N_("This child is not ticked as here."))
        if how == "fetched" and with_whom:
            known = await db.fetch(
                "select name from pickup_people where child = $1 and ended_on is null", child
            )
            carers = await db.fetch(
                """select p.name from carers c join lateral app.names_of(array[c.person]) p on true
                   where c.child = $1 and c.ends_on is null""",
                child,
            )
            keepers = await db.fetchval(f"select {keepers_names('$1', '$2')}", child, now)
            names = [*(r["name"] for r in (*known, *carers)), *keepers]
            if known and not on_the_list(with_whom, names):
                await raise_stranger(held, child, by=by)


async def note_all_leaving(
    session: UUID, how: str, *, by: Actor, noted_at: datetime | None = None
) -> int:
    """All who are still here walk home together, or alone; how many that were."""
    async with transaction(by) as db:
        await _held(session, by, db)
        rows = await db.fetch(
            """select child from child_attendances where care_session = $1 and state = 'here'
                 and left_at is null""",
            session,
        )
        for row in rows:
            await note_leaving(session, row["child"], how, by=by, noted_at=noted_at)
    return len(rows)


async def close_register(session: UUID, *, by: Actor) -> None:
    """Close a register: each child has gone home, adults who forgot to check out went now.

    Raises:
        CannotTick: a child is still here.

    """
    now = clock.now()
    async with transaction(by) as db:
        held = await _held(session, by, db)
        await _opened(session, db)
        still = await db.fetchval(
            """select count(*) from child_attendances where care_session = $1 and state = 'here'
                 and left_at is null""",
            session,
        )
        require_all_gone(int(still))
        await settle_adults(db, held, min(now, held["ends_at"]))
        await db.execute(
            "update registers set closed_at = $2, closed_by = $3 where care_session = $1",
            session, now, by.id,
        )  # fmt: skip
        await end_climb(CLOSING, subject_of(session), by=by, because="the register was closed")


async def take_in_at(
    session: UUID,
    name: str,
    *,
    by: Actor,
    class_said: str | None = None,
    fetched_by: str | None = None,
    phone: str | None = None,
    allergy: str | None = None,
    noted_at: datetime | None = None,
) -> UUID:
    """A child nobody expected came: the short record, and here. No child is turned away."""
    async with transaction(by) as db:
        held = await _held(session, by, db)
        await _opened(session, db)
        child = await take_in(
            name, held["village"], by=by, because=f"centre:{held['centre']}",
            class_said=class_said, fetched_by=fetched_by, phone=phone, allergy=allergy,
        )  # fmt: skip
        await mark_child(session, child, "here", by=by, noted_at=noted_at)
    return child
