"""Series: written down, made into sessions, changed and made again; only the future is touched."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.facts import HoursFollowed, SeriesMade
from carenet.scheduling.queries.calendar import days_of
from carenet.scheduling.rollout import Existing, Pattern, Plan, plan
from carenet.scheduling.rollout.pattern import SERIES_DAYS_MAX
from carenet.scheduling.rules.arranging import CannotArrange, Wish, require_arrangeable
from carenet.scheduling.services.changing import call_off, retime
from carenet.scheduling.services.following import Telling, clashes_of, moves_of
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.services.telling_families import drop_word_to_families
from carenet.scheduling.wording import SKIPPED, named

TERM_KINDS: Final = frozenset({"tutoring", "counselling"})
CODE_DIGITS: Final = 6
MAKE: Final = """
insert into care_sessions (id, series, centre, village, room, kind, subject, activity, title, on_day,
  starts_at, ends_at, adults_min, adults_max, children_max, drop_in, updated_at, check_in_code, planned_on, created_at)
select $1, s.id, s.centre, s.village, case when exists (select from care_sessions o where o.room = s.room
    and o.cancelled_at is null and tstzrange(o.starts_at, o.ends_at) && tstzrange($4, $5)) then null else s.room end, s.kind, s.subject, s.activity, s.title, $3, $4, $5,
  s.adults_min, s.adults_max, s.children_max, s.drop_in, $6, $7, $3, $6
from series s where s.id = $2 on conflict do nothing"""
THERE: Final = """
select id, coalesce(planned_on, on_day) as planned_on, starts_at, ends_at,
  moved_at is not null as by_hand, cancelled_at is not null as called_off,
  starts_at > $2 and (exists (select from registers r where r.care_session = c.id)
    or exists (select from sign_ups u join adult_attendances a on a.sign_up = u.id where u.care_session = c.id)) as opened
from care_sessions c where series = $1"""


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
    opens_days: int | None = None
    closes_hours: int | None = None
    needs_word: bool = False

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


async def create_series(wish: SeriesWish, *, by: Actor, own_room: bool = False) -> UUID:
    """Write a series down and make its sessions.

    A day on which its room is taken gets its session without one; with `own_room` it is refused.

    Raises:
        CannotArrange: the hours, the adults or the dates do not do, or the room is taken.
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
                 children_max, drop_in, created_by, created_at, opens_days, closes_hours, needs_word)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 $18, $19, $20, $21, $22, $23)""",
            made, wish.centre, centre["village"], wish.room, wish.kind, wish.subject, wish.activity,
            wish.title, sorted(wish.weekdays), wish.weeks, wish.starts_at, wish.ends_at,
            wish.first_on, wish.last_on, wish.adults_min, wish.adults_max, wish.children_max,
            wish.drop_in, by.id, now, wish.opens_days, wish.closes_hours, wish.needs_word,
        )  # fmt: skip
        await roll_out(made, by=by)
        if own_room and wish.room:
            await _require_room(db, made)
        await announce(SeriesMade(made))
    return made


async def _require_room(db: Scope, series: UUID) -> None:
    taken = await db.fetchrow(
        "select min(on_day) as first, count(*) as days from care_sessions where series = $1 and room is null",
        series,
    )
    if taken and taken["days"]:
        raise CannotArrange(
            N_("The room is taken at that time on %(days)s of these days, first on %(first)s."),
            days=taken["days"], first=taken["first"].isoformat(),
        )  # fmt: skip


async def roll_out(series: UUID, *, by: Actor, telling: Telling | None = None) -> Plan:
    """Make a series' sessions until its last day, or bring them up to date; what was done.

    Run any number of times it leaves the same sessions, each with the id it had: feeds and
    sign-ups follow. What a person moved or called off stays as it is, and so
    does one that cannot have other hours, since its room, an adult or a child is taken then: it
    follows when it can. `telling` says other hours once for all instead of session by session.
    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow("select * from series where id = $1 for update", series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        found = await planned(row, by=by)
        await db.executemany(
            MAKE,
            [
                (uuid7(), series, w.planned_on, w.starts_at, w.ends_at, now, check_in_code())
                for w in found.new
            ],
        )
        found = await _retime(db, row, found, by, telling)
        for has, why in found.dropped:
            because = (
                (why.words or named(SKIPPED, why.because)) if why else named(SKIPPED, "closed")
            )
            await call_off(UUID(str(has.id)), because, by=by)
        await db.execute(
            "update series set rolled_until = $2 where id = $1", series, row["last_on"]
        )
    return found


async def _retime(db: Scope, row: Any, found: Plan, by: Actor, telling: Telling | None) -> Plan:
    """Give sessions their other hours; the plan with those alone that could have them."""
    moves = moves_of(found.retimed)
    clashing = await clashes_of(db, moves) if moves else {}
    done = [move for move in moves if move.session not in clashing]
    for move in done:
        await retime(
            move.session, move.day, move.starts_at, move.ends_at, by=by, said=telling is None
        )
    if telling and done:
        place = await db.fetchval("select name from centres where id = $1", row["centre"])
        await announce(
            HoursFollowed(
                telling.task, telling.asked_at, place, min(m.day for m in done).isoformat(),
                tuple(str(m.session) for m in done),
            )
        )  # fmt: skip
    stays = [pair for pair in found.retimed if pair[0].id in clashing]
    return replace(
        found, retimed=tuple(pair for pair in found.retimed if pair[0].id not in clashing),
        kept=(*found.kept, *(has for has, _ in stays)), waiting=len(stays),
    )  # fmt: skip


async def planned(row: Any, *, by: Actor) -> Plan:
    """What bringing the sessions of a series' row up to date would do now; nothing is written."""
    async with reading(by) as db:
        days = await days_of(row["village"], row["centre"], row["first_on"], row["last_on"], by=by)
        there = await db.fetch(THERE, row["id"], clock.now())
    found = plan(pattern_of(row), days, [Existing(**e) for e in there], clock.now())
    if row["ended_at"] is None:
        return found
    running = [e for e in (*found.kept, *(h for h, _ in found.retimed)) if _may_drop(e)]
    return replace(
        found, new=(), retimed=(), dropped=(*found.dropped, *((e, None) for e in running))
    )


def _may_drop(session: Existing) -> bool:
    return session.starts_at > clock.now() and not session.called_off


async def set_last_day(series: UUID, last: date, *, by: Actor) -> Plan:
    """A series meets until another day: sessions after it are called off, those before it are made.

    Raises:
        CannotArrange: the day lies before the first, in the past, or more than a school year away.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select centre, first_on from series where id = $1 and ended_at is null for update",
            series,
        )
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if last < row["first_on"] or last < clock.today():
            raise CannotArrange(N_("The last day lies before the first, or is over."))
        if (last - row["first_on"]).days > SERIES_DAYS_MAX:
            raise CannotArrange(N_("A series is arranged for a school year at most."))
        await db.execute("update series set last_on = $2 where id = $1", series, last)
        return await roll_out(series, by=by)


async def set_needs_word(series: UUID, needs: bool, *, by: Actor) -> None:
    """Whether volunteers ask for a place and whoever runs it says yes or no; what is asked stays so.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: there is no such series, or it has ended.

    """
    async with transaction(by) as db:
        centre = await db.fetchval(
            "select centre from series where id = $1 and ended_at is null for update", series
        )
        if centre is None:
            raise NotFound
        await require_runs(centre, by=by, db=db)
        await db.execute("update series set needs_word = $2 where id = $1", series, needs)


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
            await drop_word_to_families(db, series)
            await roll_out(series, by=by)
