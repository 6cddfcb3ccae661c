"""A month of a place: lunar days, days off, terms, closures, market days, sessions; what is not known yet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.places.calendar_seed import lunar_short
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.rules.changes import is_market_day
from carenet.scheduling.wording import title_of

AHEAD_DAYS: Final = 400
UNKNOWN_MAX: Final = 40
WEEK_DAYS: Final = 7
CELL_MAX: Final = 3
"""So many sessions are named in a day's cell; of the others the cell says how many there are."""
DAYS: Final = """
select day, kind, name, lunar, solar_term, confirmed from calendar_days where day between $1 and $2"""
CLOSURES: Final = """
select x.id, x.division, x.organisation, x.starts_on, x.ends_on, x.because, c.name as place,
  x.organisation is null or c.id is not null as known
from closures x left join centres c on c.id = x.organisation
where x.lifted_on is null and x.ends_on >= $1 and x.starts_on <= $2
  and ($4::uuid is not null and x.organisation = $4
       or x.organisation is null and (x.division is null or $3 like x.division || '%'
          or x.division in (left($3, 9) || '000', left($3, 6) || '000000')))
order by x.starts_on, x.id limit 100"""
TERMS: Final = """
select id, division, name, starts_on, ends_on from terms
where left(division, 6) = left($3, 6) and ends_on >= $1::date - 200 and starts_on <= $2::date + 400
order by starts_on limit 12"""
SEASONS: Final = """
select x.id, x.name, x.division, x.organisation, x.starts_on, x.ends_on, x.from_time, x.minutes, c.name as place
from season_hours x left join centres c on c.id = x.organisation
where x.lifted_at is null and x.ends_on >= $1 and x.starts_on <= $2::date + 400
  and ($4::uuid is not null and x.organisation = $4 or $3 like x.division || '%')
order by x.starts_on, x.id limit 12"""
MARKET: Final = """
select first_on, every_days from market_rules
where division = left($3::text, 9) || '000' and first_on <= greatest($1::date, $2::date) limit 1"""
COUNTS: Final = """
select on_day, count(*) filter (where cancelled_at is null) as held,
  count(*) filter (where cancelled_at is not null) as off
from care_sessions where centre = $4 and on_day between $1 and $2 and village = $3::text
group by on_day"""
SESSIONS: Final = """
select id, on_day, kind, subject, activity, title, starts_at, adults, app.adults_needed(care_sessions) as adults_min, cancelled_at is not null as cancelled
from care_sessions where centre = $4 and on_day between $1 and $2 and village = $3::text and cancelled_at is null
order by starts_at, id limit 300"""
UNKNOWN: Final = """
select min(day) as first, max(day) as last, name, kind, count(*) as days from (
  select day, name, kind, day - (row_number() over (partition by name, kind order by day))::int as run
  from calendar_days where day between $1 and $2
    and (kind = 'unknown' or (not confirmed and kind = 'holiday'))) x
group by name, kind, run order by 1 limit $3"""
LAST_KNOWN: Final = "select max(day) from calendar_days"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of the month's table."""

    day: date
    lunar: str
    kind: str
    name: str | None
    confirmed: bool
    in_month: bool
    closed: str | None
    term: bool
    market: bool
    held: int
    off: int
    sessions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Month:
    """A month of one place with what stands beside it."""

    first: date
    weeks: Sequence[Sequence[MonthDay]]
    centres: Sequence[Mapping[str, Any]]
    centre: UUID | None
    village: str
    closures: Sequence[Mapping[str, Any]]
    terms: Sequence[Mapping[str, Any]]
    seasons: Sequence[Mapping[str, Any]]
    market: Mapping[str, Any] | None
    unknown: Sequence[Mapping[str, Any]]
    last_known: date | None


def bounds(first: date) -> tuple[date, date]:
    """The Monday on or before the first of a month, and the Sunday on or after its last day."""
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = following - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


async def month_of(on: date, centre: UUID | None, *, by: Actor) -> Month:
    """The month around a day at one place; the first place where none was chosen."""
    first = on.replace(day=1)
    begins, ends = bounds(first)
    centres = await centres_within(by=by)
    chosen = next((c for c in centres if c["id"] == centre), centres[0] if centres else None)
    village = chosen["village"] if chosen else by.lo.ljust(12, "0")[:12]
    async with reading(by) as db:
        parts = await db.gather(
            {"days": DAYS, "closures": CLOSURES, "terms": TERMS, "seasons": SEASONS, "market": MARKET, "counts": COUNTS, "sessions": SESSIONS},
            begins, ends, village, chosen["id"] if chosen else None,
        )  # fmt: skip
        today = clock.today()
        unknown = await db.fetch(UNKNOWN, today, today + timedelta(days=AHEAD_DAYS), UNKNOWN_MAX)
        last_known = await db.fetchval(LAST_KNOWN)
    market = parts["market"][0] if parts["market"] else None
    days = _days(begins, ends, first, parts, market)
    return Month(
        first, [days[n : n + WEEK_DAYS] for n in range(0, len(days), WEEK_DAYS)], centres,
        chosen["id"] if chosen else None, village, parts["closures"], parts["terms"], parts["seasons"], market,
        [dict(u) for u in unknown], last_known,
    )  # fmt: skip


async def unannounced(by: Actor) -> int:
    """How many festivals ahead nobody has announced yet, for whoever keeps the installation."""
    today = clock.today()
    async with reading(by) as db:
        ahead = await db.fetch(UNKNOWN, today, today + timedelta(days=AHEAD_DAYS), UNKNOWN_MAX)
    return len(ahead)


def _days(
    begins: date, ends: date, first: date, parts: Mapping[str, Sequence[Mapping[str, Any]]],
    market: Mapping[str, Any] | None,
) -> list[MonthDay]:  # fmt: skip
    known = {d["day"]: d for d in parts["days"]}
    counts = {c["on_day"]: c for c in parts["counts"]}
    found = []
    held: dict[date, list[Mapping[str, Any]]] = defaultdict(list)
    for one in parts["sessions"]:
        held[one["on_day"]].append({**one, "title": title_of(one)})
    for n in range((ends - begins).days + 1):
        day = begins + timedelta(days=n)
        row, count = known.get(day), counts.get(day)
        closed = next(
            (c["because"] for c in parts["closures"] if c["starts_on"] <= day <= c["ends_on"]), None
        )
        found.append(
            MonthDay(
                day,
                (row["solar_term"] or lunar_short(row["lunar"])) if row and row["lunar"] else "",
                row["kind"] if row else "unknown_day",
                row["name"] if row else None,
                row["confirmed"] if row else False,
                day.month == first.month,
                closed,
                any(t["starts_on"] <= day <= t["ends_on"] for t in parts["terms"]),
                bool(market and is_market_day(day, market["first_on"], market["every_days"])),
                count["held"] if count else 0,
                count["off"] if count else 0,
                held[day][:CELL_MAX],
            )
        )
    return found


async def term_of(term: UUID, *, by: Actor) -> Mapping[str, Any]:
    """A term's row.

    Raises:
        NotFound: there is none in the actor's counties.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            "select division, name, starts_on, ends_on from terms where id = $1", term
        )
    if row is None or not by.covers(row["division"]):
        raise NotFound
    return dict(row)


async def closure_of(closure: UUID, *, by: Actor) -> Mapping[str, Any]:
    """A closure that holds.

    Raises:
        NotFound: there is none.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            """select x.id, x.division, x.starts_on, x.ends_on, x.because, c.name as place,
                 c.id is not null and app.runs_centre(c.id) as runs
               from closures x left join centres c on c.id = x.organisation
               where x.id = $1 and x.lifted_on is null""",
            closure,
        )
    if row is None or not (row["runs"] or by.covers((row["division"] or "").ljust(12, "0"))):
        raise NotFound
    return dict(row)
