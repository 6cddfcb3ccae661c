"""What is owed in an area and past its day, or due soon: to its children, and by its homes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from carenet.children.words import class_words
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.placements.queries.owing import owed_by, set_aside
from carenet.visits.queries.owed_by_homes import BY_HOMES

SOON_DAYS: Final = 7
OPEN_DAYS: Final = 400
"""Everything that is open now, however far off its day is: the yearly look opens 60 days before."""
SPANS: Final = {"late": 0, "soon": SOON_DAYS + 1, "open": OPEN_DAYS}
SUMS_MAX: Final = 40

# $1 today, $2 a village or nothing, $3 who owes it or nothing, $4 this moment, $5 due before which day.
TO_CHILDREN: Final = f"""
select o.id, o.child, null::uuid as home, null::text as href, o.village::text as village, o.kind::text as kind, o.due_on,
  {owed_by("o", "$4")} as who
from obligations o where o.met_at is null and o.missed_at is null and o.opens_on <= $1 and o.due_on < $5
  and not {set_aside("o", "$1")}
  and exists (select from children c where c.id = o.child and c.left_on is null)"""
OPEN: Final = f"""
with owed as (select x.* from ({TO_CHILDREN} union all {BY_HOMES}) x
  where x.due_on < $5 and ($2::text is null or x.village = $2) and ($3::uuid is null or x.who = $3))"""
ROWS: Final = f"""{OPEN}
select o.*, c.name, s.grade, s.class_name, u.tier, t.tried_on, t.how, t.note, t.times, count(*) over () as total
from owed o left join children c on c.id = o.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join urgencies u on u.child = c.id and u.ended_on is null
left join lateral (select y.tried_on, y.how, y.note, count(*) over () as times from duty_tries y
  where y.obligation = o.id or y.home_duty = o.id order by y.tried_on desc, y.id desc limit 1) t on true
order by u.tier nulls last, o.due_on, c.sort_key, o.id limit $6 offset $7"""
_COUNTED: Final = """
count(*) filter (where due_on < $1) as late, count(*) filter (where due_on >= $1) as soon"""
SUMS: Final = {
    "villages": f"""{OPEN} select village as key, {_COUNTED} from owed group by village
      order by late desc, soon desc, village limit $6""",
    "people": f"""{OPEN} select who as key, {_COUNTED} from owed group by who
      order by late desc, soon desc, who limit $6""",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """The last time somebody tried, and how often it was."""

    on: date
    how: str
    note: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed: to one child by one adult, or by a home or proxy parent about itself."""

    id: UUID
    child: UUID | None
    name: str | None
    class_name: str | None
    village: str
    kind: str
    due_on: date
    who: str
    days_late: int
    href: str | None
    tried: Tried | None


@dataclass(frozen=True, slots=True)
class Sum:
    """How much of one village or one adult is late or due within a week."""

    key: str
    name: str
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What of it is asked for: how near its day, one village, one adult or home."""

    span: str = "late"
    village: str | None = None
    who: UUID | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What is owed, and the same in numbers by village and by adult."""

    found: Page[Owed]
    villages: list[Sum]
    people: list[Sum]


async def board(page: int | None, today: date, wish: Wish, *, by: Actor) -> Board:
    """What is overdue, due within a week too, or open at all; the child's need comes first.

    Each child named is recorded as read.
    """
    number, size, offset = place(page, None)
    until = today + timedelta(days=SPANS[wish.span])
    soon = today + timedelta(days=SPANS["soon"])
    now = clock.now()
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(ROWS, today, wish.village, wish.who, now, until, size, offset)
        sums = await db.gather(SUMS, today, None, None, now, soon, SUMS_MAX)
        people = {row["who"] for row in rows} | {row["key"] for row in sums["people"]}
        names = {
            r["id"]: r["name"]
            for r in await db.fetch(
                """select id, name from app.names_of($1)
                   union all select id, name from host_families where id = any ($1)""",
                list(people),
            )
        }
        await db.execute(
            "select app.log_read(c, array['name', 'obligations'], 'obligations') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows if row["child"]}),
        )
    found = [
        Owed(
            row["id"], row["child"], row["name"],
            class_words(row["grade"], row["class_name"]) if row["child"] else None, row["village"],
            row["kind"], row["due_on"], names.get(row["who"], ""), (today - row["due_on"]).days,
            row["href"],
            Tried(row["tried_on"], row["how"], row["note"], row["times"]) if row["how"] else None,
        )
        for row in rows
    ]  # fmt: skip
    return Board(
        Page(found, number, size, rows[0]["total"] if rows else 0),
        [Sum(r["key"], "", r["late"], r["soon"]) for r in sums["villages"]],
        [Sum(str(r["key"]), names.get(r["key"], ""), r["late"], r["soon"]) for r in sums["people"]],
    )
