"""Series: written down, made into sessions, changed and made again; only the future is touched."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.facts import SeriesMade
from carenet.scheduling.queries.calendar import days_of
from carenet.scheduling.rollout import Existing, Pattern, Plan, plan
from carenet.scheduling.rules.arranging import CannotArrange, Wish, require_arrangeable
from carenet.scheduling.services.changing import call_off, retime
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.wording import SKIPPED, named

TERM_KINDS: Final = frozenset({"tutoring", "counselling"})
CODE_DIGITS: Final = 6
MAKE: Final = """
insert into care_sessions (id, series, centre, village, room, kind, subject, activity, title, on_day,
  starts_at, ends_at, adults_min, adults_max, children_max, drop_in, updated_at, check_in_code, planned_on)
select $1, s.id, s.centre, s.village, s.room, s.kind, s.subject, s.activity, s.title, $3, $4, $5,
  s.adults_min, s.adults_max, s.children_max, s.drop_in, $6, $7, $3
from series s where s.id = $2 on conflict do nothing"""
THERE: Final = """
select id, coalesce(planned_on, on_day) as planned_on, starts_at, ends_at,
  moved_at is not null as by_hand, cancelled_at is not null as called_off
from care_sessions where series = $1"""


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """A series as somebody asks for it."""

    centre: UUID
    room: UUID | None
    kind: str
    subject: str | None
    activity: str
    title: str | None
    weekdays: tuple[int, ...]
    weeks: str
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    adults_min: int
    adults_max: int
    children_max: int
    drop_in: bool

    @property
    def pattern(self) -> Pattern:
        """What repeats."""
        return Pattern(
            frozenset(self.weekdays), self.starts_at, self.ends_at, self.first_on, self.last_on,
            self.weeks, in_term=self.kind in TERM_KINDS,
        )  # fmt: skip


def check_in_code() -> str:
    """Six digits, of this session alone."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def pattern_of(row: Any) -> Pattern:
    """What repeats, from a series' row."""
    return Pattern(
        frozenset(row["weekdays"]), row["starts_at"], row["ends_at"], row["first_on"],
        row["last_on"], row["weeks"], in_term=row["kind"] in TERM_KINDS,
    )  # fmt: skip


async def _centre(db: Scope, wish: SeriesWish) -> Any:
    found = await db.fetchrow(
        "select village, observable_until, closed_on from centres where id = $1", wish.centre
    )
    if found is None:
        raise NotFound
    if found["closed_on"] is not None and found["closed_on"] <= wish.last_on:
        raise CannotArrange(N_("This centre closes before the series ends."))
    if wish.room and not await db.fetchval(
        "select exists (select from rooms where id = $1 and organisation = $2 and ended_on is null)",
        wish.room,
        wish.centre,
    ):
        raise CannotArrange(N_("There is no such room at this centre."))
    return found


async def preview_series(wish: SeriesWish, *, by: Actor) -> Plan:
    """What a series would make, and which days it leaves out, before anything is written."""
    async with transaction(by, readonly=True) as db:
        centre = await _centre(db, wish)
        days = await days_of(centre["village"], wish.centre, wish.first_on, wish.last_on, by=by)
    return plan(wish.pattern, days, [], clock.now())


async def create_series(wish: SeriesWish, *, by: Actor) -> UUID:
    """Write a series down and make its sessions.

    Raises:
        CannotArrange: the hours, the adults or the dates do not do.
        MayNot: it is somebody else's place.

    """
    now, today = clock.now(), clock.today()
    async with transaction(by) as db:
        centre = await _centre(db, wish)
        await require_runs(wish.centre, by=by, db=db)
        require_arrangeable(
            Wish(
                wish.kind, wish.starts_at, wish.ends_at, wish.first_on, wish.last_on,
                wish.adults_min, wish.adults_max, wish.children_max,
            ),
            observable_until=centre["observable_until"],
            today=today,
        )  # fmt: skip
        made = uuid7()
        await db.execute(
            """insert into series (id, centre, village, room, kind, subject, activity, title,
                 weekdays, weeks, starts_at, ends_at, first_on, last_on, adults_min, adults_max,
                 children_max, drop_in, created_by, created_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 $18, $19, $20)""",
            made, wish.centre, centre["village"], wish.room, wish.kind, wish.subject, wish.activity,
            wish.title, sorted(wish.weekdays), wish.weeks, wish.starts_at, wish.ends_at,
            wish.first_on, wish.last_on, wish.adults_min, wish.adults_max, wish.children_max,
            wish.drop_in, by.id, now,
        )  # fmt: skip
        await roll_out(made, by=by)
        await announce(SeriesMade(made))
    return made


async def roll_out(series: UUID, *, by: Actor) -> Plan:
    """Make a series' sessions until its last day, or bring them up to date; what was done.

    Run any number of times it leaves the same sessions, each with the id it had: feeds and
    sign-ups follow. What a person moved or called off stays as it is.
    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow("select * from series where id = $1 for update", series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        found = await _planned(db, row, by)
        await db.executemany(
            MAKE,
            [
                (uuid7(), series, w.planned_on, w.starts_at, w.ends_at, now, check_in_code())
                for w in found.new
            ],
        )
        for has, want in found.retimed:
            await retime(UUID(str(has.id)), want.planned_on, want.starts_at, want.ends_at, by=by)
        for has, why in found.dropped:
            because = (
                (why.words or named(SKIPPED, why.because)) if why else named(SKIPPED, "closed")
            )
            await call_off(UUID(str(has.id)), because, by=by)
        await db.execute(
            "update series set rolled_until = $2 where id = $1", series, row["last_on"]
        )
    return found


async def _planned(db: Scope, row: Any, by: Actor) -> Plan:
    days = await days_of(row["village"], row["centre"], row["first_on"], row["last_on"], by=by)
    there = await db.fetch(THERE, row["id"])
    found = plan(pattern_of(row), days, [Existing(**e) for e in there], clock.now())
    if row["ended_at"] is None:
        return found
    running = [e for e in (*found.kept, *(h for h, _ in found.retimed)) if _may_drop(e)]
    return replace(
        found, new=(), retimed=(), dropped=(*found.dropped, *((e, None) for e in running))
    )


def _may_drop(session: Existing) -> bool:
    return session.starts_at > clock.now() and not session.called_off


async def end_series(series: UUID, because: str, *, by: Actor) -> None:
    """A series meets no more: its sessions ahead are called off, everyone is told."""
    async with transaction(by) as db:
        row = await db.fetchrow("select centre from series where id = $1 for update", series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        ended = await db.execute(
            """update series set ended_at = $2, ended_because = $3
               where id = $1 and ended_at is null""",
            series, clock.now(), because,
        )  # fmt: skip
        if ended:
            await roll_out(series, by=by)
