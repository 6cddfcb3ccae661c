"""Centres of one's scope, and one of them with rooms, hours and key."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound

ROOMS_MAX: Final = 40
KEY_CANDIDATES_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class CentreLine:
    """One centre as the list shows it."""

    id: UUID
    kind: str
    name: str
    village: str
    capacity: int
    rooms: int
    days_open: int
    key_holder: str | None
    observable_until: date | None
    observable: bool
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in use."""

    id: UUID
    name: str
    places: int
    counselling_approved_on: date | None


@dataclass(frozen=True, slots=True)
class HoursLine:
    """When it is open on a weekday of a season."""

    season: str
    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class CentrePage:
    """Everything the page about a centre needs."""

    line: CentreLine
    short_code: str
    closed_because: str | None
    rooms: list[RoomLine]
    hours: list[HoursLine]
    key_since: date | None
    leads: list[str]
    candidates: list[tuple[UUID, str]]


_LINE: Final = """
select c.*, (select count(*) from rooms r where r.organisation = c.id and r.ended_on is null) as rooms,
  (select count(*) from opening_hours h where h.centre = c.id and h.season = 'term') as days_open,
  k.name as key_holder, k.starts_on as key_since
from centres c
left join lateral (select n.name, h.starts_on from key_holders h, app.names_of(array[h.person]) n
  where h.centre = c.id and h.ends_on is null order by h.starts_on desc limit 1) k on true
where (($1 <> '' and c.village >= $1 collate "C" and c.village < $2 collate "C"
        and ($3::text[] = '{}' or left(c.village, 9) = any ($3::text[]))) or c.id = any ($4::uuid[]))"""


def _line(row: Any, today: date) -> CentreLine:
    until = row["observable_until"]
    return CentreLine(
        row["id"], row["kind"], row["name"], row["village"], row["capacity"], row["rooms"],
        row["days_open"], row["key_holder"], until, until is not None and until >= today,
        row["opened_on"], row["closed_on"],
    )  # fmt: skip


def _reach(by: Actor) -> tuple[str, str, list[str], list[UUID]]:
    lo, hi = (by.lo, by.hi) if by.is_officer else ("", "")
    return lo, hi, list(by.towns), list(by.offices)


async def centres(
    *, closed: bool, number: int | None, size: int | None, by: Actor
) -> Page[CentreLine]:
    """A page of the centres of one's scope, or that one leads."""
    page, size, offset = place(number, size)
    async with reading(by) as db:
        rows = await db.fetch(
            f"""select x.*, count(*) over () as total from ({_LINE}) x where (x.closed_on is not null) = $5
                order by x.village, x.name, x.id limit $6 offset $7""",
            *_reach(by), closed, size, offset,
        )  # fmt: skip
    today = clock.today()
    return Page([_line(r, today) for r in rows], page, size, rows[0]["total"] if rows else 0)


async def centre_page(centre: UUID, *, by: Actor) -> CentrePage:
    """A centre of one's scope, or that one leads.

    Raises:
        NotFound: none within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(f"{_LINE} and c.id = $5", *_reach(by), centre)
        if row is None:
            raise NotFound
        rooms = await db.fetch(
            """select id, name, places, counselling_approved_on from rooms
               where organisation = $1 and ended_on is null order by name limit $2""",
            centre, ROOMS_MAX,
        )  # fmt: skip
        hours = await db.fetch(
            """select season, weekday, opens_at, closes_at from opening_hours where centre = $1
               order by season desc, weekday""",
            centre,
        )
        leads = await db.fetch("select name from app.leads_of($1)", centre)
        people = await db.fetch(
            "select id, name from app.key_candidates($1) limit $2", centre, KEY_CANDIDATES_MAX
        )
    return CentrePage(
        _line(row, clock.today()), row["short_code"], row["closed_because"],
        [RoomLine(**r) for r in rooms], [HoursLine(**h) for h in hours], row["key_since"],
        [r["name"] for r in leads], [(p["id"], p["name"]) for p in people],
    )  # fmt: skip


async def villages_of(*, by: Actor) -> list[tuple[str, str]]:
    """Villages of one's scope as (code, name)."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select v.code, case when length($1) < 9 then t.name || ' · ' || v.name else v.name end as name
               from divisions v left join divisions t on t.code = v.parent
               where v.level = 'village' and v.code >= $1 and v.code < $2
                 and ($3::text[] = '{}' or left(v.code, 9) = any ($3::text[])) order by v.code limit 400""",
            by.lo, by.hi, list(by.towns),
        )  # fmt: skip
    return [(r["code"], r["name"]) for r in rows]
