"""Talks in confidence: counselling, and the monthly talk with a hosted child out of the host's hearing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from carenet.children.services.reaches import end_reach, grant_reach
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.placements.rules import Owed
from carenet.placements.services import meet_obligations, owe_from_now
from carenet.visits.facts import TalkHeld, WorryRaised
from carenet.visits.rules import (
    HEARD,
    HOSTS_IT,
    MEETS,
    NOT_HOSTED,
    TALK_DAYS,
    CannotLog,
    State,
    check_when,
    when_written,
)
from carenet.visits.services.records import About, hold_children, moment_of

MAY_COUNSEL: Final = ("counsellor",)
MAY_TALK: Final = ("counsellor", "teacher", "lead", "director", "township")
MAY_ASK: Final = ("county", "township", "director")
"""Who says who talks with a hosted child: never the home."""
HOSTED: Final = """
select p.id from placements p where p.child = $1 and p.kind in ('full_care', 'half_care') and p.ends_on is null
order by p.starts_on limit 1"""
WRITE: Final = """
insert into sealed_talks (id, child, village, person, kind, on_day, minutes, place, state, words_sealed,
  happened_at, received_at, offline) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk: what kind, where, how long, and what was said."""

    kind: str
    place: str | None = None
    minutes: int | None = None
    unheard: bool = False
    state: State | None = None
    words: str | None = None
    on_day: date | None = None
    at_time: time | None = None


async def log_talk(
    children: Sequence[UUID], talk: Talk, *, written_at: datetime | None = None, by: Actor
) -> list[UUID]:
    """Write down a talk in confidence: one record a child, its words encrypted.

    Raises:
        MayNot: the actor holds no such talks.
        NotFound: a child is not within the actor's reach.
        CannotLog: the actor keeps the child, the home could hear it, or a time that cannot be.

    """
    by.needs(*(MAY_COUNSEL if talk.kind == "counselling" else MAY_TALK))
    if talk.kind == "hosted" and not talk.unheard:
        raise CannotLog(HEARD, "unheard")
    now = clock.now()
    at = moment_of(talk.on_day, talk.at_time, when_written(written_at, now))
    check_when(at, now)
    offline = written_at is not None
    async with transaction(by) as db:
        found = await hold_children(db, children)
        return [await _one(db, child, talk, at, offline, by) for child in found]


async def _one(db: Scope, child: About, talk: Talk, at: datetime, offline: bool, by: Actor) -> UUID:
    if await db.fetchval("select app.hosts_child($1, $2)", by.me, child.id):
        raise CannotLog(HOSTS_IT)
    id_ = uuid7()
    words = seal(talk.words, "sealed_talks", "words_sealed", id_) if talk.words else None
    await db.execute(
        WRITE, id_, child.id, child.village, by.me, talk.kind, clock.day_of(at), talk.minutes,
        talk.place, talk.state, words, at, clock.now(), offline,
    )  # fmt: skip
    await meet_obligations(child.id, by.me, MEETS[talk.kind], at, f"talk:{id_}", by=by)
    await announce(TalkHeld(id_, child.id, by.me, talk.kind))
    if talk.state is State.WORRIED:
        await announce(WorryRaised(f"talk:{id_}", child.id, child.village, by.me))
    return id_


async def ask_talker(child: UUID, person: UUID, *, by: Actor) -> UUID:
    """Say who talks with a hosted child each month; whoever was asked before is asked no more.

    Raises:
        MayNot: the actor decides about no child.
        NotFound: no such child, or the person holds no duty here that may talk.
        CannotLog: the person keeps the child, or nobody does.

    """
    by.needs(*MAY_ASK)
    today = clock.today()
    async with transaction(by) as db:
        (found,) = await hold_children(db, [child])
        placement = await db.fetchval(HOSTED, child)
        if placement is None:
            raise CannotLog(NOT_HOSTED)
        if await db.fetchval("select app.hosts_child($1, $2)", person, child):
            raise CannotLog(HOSTS_IT, "person")
        if not await db.fetchval(
            "select exists (select from app.talkers($1) t where t.person = $2)", child, person
        ):
            raise NotFound
        owed = Owed("hosted_talk", today, today + timedelta(days=TALK_DAYS))
        id_ = await owe_from_now(child, found.village, placement, person, owed, by=by)
        await end_reach(f"talk:{placement}", by=by)
        await grant_reach(person, child, f"talk:{placement}", by=by)
    return id_
