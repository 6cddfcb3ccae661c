"""Somebody was at a child's home and tells what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from carenet.children.rules.ages import age_on
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import start_climb
from carenet.escalation.rules import ALONE, POLICIES
from carenet.placements.services import meet_obligations
from carenet.visits.facts import ChildFoundAlone, VisitReported, WorryRaised
from carenet.visits.rules import (
    ALONE_DAYS,
    MEETS,
    ONLY_CHILDREN,
    Asks,
    Night,
    Seen,
    State,
    asks,
    check_night,
    check_when,
    when_written,
)
from carenet.visits.services.companions import name_companions
from carenet.visits.services.follow_ups import came_again, open_follow_up
from carenet.visits.services.photos import keep_photos
from carenet.visits.services.records import About, When, hold_children, moment_of
from carenet.visits.services.voice_notes import Voice, keep_voice

MAY_VISIT: Final = (
    "volunteer", "proxy_parent", "teacher", "principal", "counsellor", "lead", "director",
    "township", "county",
)  # fmt: skip
BEFORE: Final = """
select count(distinct on_day) from visit_reports where child = $1 and on_day > $2
  and ($3 = any (who_was_there) or night_adult in ('alone', 'locked_in'))"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a visit found."""

    state: State
    who_was_there: tuple[str, ...] = ()
    night: Night | None = None
    seen: tuple[str, ...] = ()
    child_words: str | None = None
    note: str | None = None
    follow_up: str | None = None
    on_day: date | None = None
    at_time: time | None = None
    companions: tuple[UUID, ...] = ()

    @property
    def only_children(self) -> bool:
        """Was nobody grown up there?"""
        return ONLY_CHILDREN in self.who_was_there


@dataclass(frozen=True, slots=True)
class Reported:
    """The reports written, and the most urgent thing they ask for."""

    reports: list[UUID] = field(default_factory=list)
    asks: Asks | None = None


async def report_visit(
    children: Sequence[UUID],
    found: Found,
    *,
    written_at: datetime | None = None,
    pictures: Sequence[bytes] = (),
    voice: Voice | None = None,
    by: Actor,
) -> Reported:
    """Write down a visit: one report a child; whom it asks to act is told by listeners.

    Args:
        children: the children who were visited.
        found: what was found.
        written_at: when it was written by the phone's clock, if it came later.
        pictures: what came with it, drawn anew.
        voice: what was spoken instead of typed.
        by: who was there.

    Raises:
        MayNot: the actor visits nobody.
        NotFound: a child is not within the actor's reach.
        CannotLog: a time to come or long ago, the night was not asked for, or a picture without the family's yes.

    """
    by.needs(*MAY_VISIT)
    now = clock.now()
    written = when_written(written_at, now)
    when = When(
        moment_of(found.on_day, found.at_time, written), now, offline=written_at is not None
    )
    check_when(when.happened_at, now)
    check_night(found.night, only_children=found.only_children)
    async with transaction(by) as db:
        whom = await hold_children(db, children)
        told = [await _one(db, child, found, when, by) for child in whom]
        made = [(child, id_) for child, (id_, _) in zip(whom, told, strict=True)]
        await name_companions(db, made, when, found.companions, by=by)
        await keep_photos("visit", made, pictures, when, by=by)
        await keep_voice("visit", made, voice, when, by=by)
    order = list(Asks)
    needed = sorted((what for _, what in told if what), key=order.index)
    return Reported([id_ for id_, _ in told], needed[0] if needed else None)


async def _one(
    db: Scope, child: About, found: Found, when: When, by: Actor
) -> tuple[UUID, Asks | None]:
    on_day = clock.day_of(when.happened_at)
    since = on_day - timedelta(days=ALONE_DAYS)
    before = await db.fetchval(BEFORE, child.id, since, ONLY_CHILDREN)
    id_ = uuid7()
    await db.execute(
        """insert into visit_reports (id, child, village, person, on_day, who_was_there, night_adult,
             state, seen, child_words, note, follow_up, happened_at, received_at, offline)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)""",
        id_, child.id, child.village, by.me, on_day, list(found.who_was_there), found.night,
        found.state, list(found.seen), found.child_words, found.note, found.follow_up,
        when.happened_at, when.received_at, when.offline,
    )  # fmt: skip
    await meet_obligations(
        child.id, by.me, MEETS["visit"], when.happened_at, f"visit_report:{id_}", by=by
    )
    await announce(VisitReported(id_, child.id, by.me))
    await came_again(db, child.id, by=by)
    if found.follow_up:
        await open_follow_up(db, child, id_, found.follow_up, on_day, by=by)
    return id_, await alarm(child, found, on_day, id_, before, by=by)


async def alarm(
    child: About, found: Found, on_day: date, report: UUID, before: int, *, by: Actor
) -> Asks | None:
    """Start what a visit asks of others; how soon they must act. The verb's transaction is open.

    Args:
        child: who was visited.
        found: what was found.
        on_day: on which day.
        report: the visit's report.
        before: how often in the last 30 days the child was without an adult.
        by: who was there.

    """
    if found.state is State.WORRIED:
        await announce(WorryRaised(f"visit_report:{report}", child.id, child.village, by.me))
    age = age_on(child.birth_date, on_day) if child.birth_date else None
    needed = asks(
        Seen(found.night, found.state, found.only_children, age, child.special_care, before)
    )
    if needed in (Asks.AT_ONCE, Asks.TOWNSHIP):
        await start_climb(
            ALONE, f"alone:{child.id}:{report}", clock.now(), POLICIES[ALONE].steps,
            place=child.village,
        )  # fmt: skip
    if needed:
        await announce(ChildFoundAlone(report, child.id, child.village, needed))
    return needed
