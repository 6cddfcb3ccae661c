"""Reads of timetables: the list, one timetable, its draft by place or by tutor, one course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import paging
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.core.tasks import TaskView, view

LINES_MAX: Final = 400
MISSING_MAX: Final = 100
PLACES_MAX: Final = 400
WISHES_MAX: Final = 200
LIST: Final = """
select t.id, t.name, t.division, t.state, t.first_on, t.last_on, t.opened_at, t.solved_at, t.summary,
  (select c.name from centres c where c.id = t.centre) as centre, count(*) over () as total
from timetables t order by t.opened_at desc limit $1 offset $2"""
ONE: Final = """
select id, name, division, centre, state, first_on, last_on, grid, times, take, opened_at, solved_at,
  published_at, summary, clash, task, lo, hi,
  (select c.name from centres c where c.id = t.centre) as centre_name,
  (select a.name from accounts a where a.id = t.published_by) as publisher
from timetables t where id = $1"""
PLACES: Final = """
select c.centre as id, x.name, c.village, sum(c.times)::int as wanted, sum(c.missing)::int as missing,
  bool_and(c.published_at is not null) as published
from timetable_courses c join centres x on x.id = c.centre
where c.timetable = $1 and c.take = $2 group by c.centre, x.name, c.village
order by sum(c.missing) desc, c.village, x.name limit 400"""
WORKERS: Final = """
select x.person as id, n.name, count(*)::int as turns
from timetable_lines l join timetable_courses c on c.id = l.course
  cross join lateral (values (l.lead), (l.beside)) x (person)
  left join lateral app.names_of(array[x.person]) n on true
where c.timetable = $1 and c.take = $2 and x.person is not null
group by x.person, n.name order by n.name limit 400"""
HELD: Final = """exists (select from timetable_wishes w where w.timetable = $1 and w.key = c.key
    and w.lifted_at is null and (w.weekday is null or (w.weekday, w.starts_at) = (l.weekday, l.starts_at))
    and (w.lead is null or w.lead = l.lead))"""
LINES: Final = f"""
select l.id, l.course, l.weekday, l.starts_at, l.ends_at, l.alone, l.reasons, l.lead, l.beside,
  c.subject, c.children, c.centre, c.today, c.series, c.published_at, r.name as room, x.name as place,
  n.name as lead_name, b.name as beside_name, {HELD} as kept
from timetable_lines l join timetable_courses c on c.id = l.course join centres x on x.id = c.centre
  left join rooms r on r.id = l.room
  left join lateral app.names_of(array[l.lead]) n on true
  left join lateral app.names_of(array[l.beside]) b on l.beside is not null
where c.timetable = $1 and c.take = $2 and ($3::uuid is null or c.centre = $3)
  and ($4::uuid is null or $4 in (l.lead, l.beside))
order by l.weekday, l.starts_at, x.name, l.id limit 400"""
MISSING: Final = """
select c.id, c.subject, c.children, c.missing, c.times, c.shortage, c.shortage_values, c.centre,
  x.name as place, count(*) over () as total
from timetable_courses c join centres x on x.id = c.centre
where c.timetable = $1 and c.take = $2 and c.missing > 0 and ($3::uuid is null or c.centre = $3)
order by c.village, c.subject, c.id limit 100"""
PUBLISHED: Final = """
select c.id, c.subject, c.centre, c.made, c.children, x.name as place
from timetable_courses c join centres x on x.id = c.centre
where c.timetable = $1 and c.take = $2 and c.made is not null
  and (c.made -> 'not_signed' <> '{}'::jsonb or c.made -> 'not_enrolled' <> '{}'::jsonb)
order by c.village, c.id limit 100"""
CLASHING: Final = """
select w.id, w.weekday, w.starts_at, n.name as lead_name, c.subject, x.name as place, c.id as course,
  c.children, c.today
from timetables t cross join lateral jsonb_array_elements_text(coalesce(t.clash, '[]')) k (id)
  join timetable_wishes w on w.id = k.id::uuid and w.lifted_at is null
  left join timetable_courses c on c.timetable = t.id and c.take = t.take and c.key = w.key
  left join centres x on x.id = c.centre
  left join lateral app.names_of(array[w.lead]) n on w.lead is not null
where t.id = $1 order by x.name, w.weekday, w.starts_at, w.id limit 100"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One timetable with what its page shows in its state."""

    row: Mapping[str, Any]
    task: TaskView | None

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.row["state"])

    @property
    def problem(self) -> str | None:
        """Why the last work on it came to nothing, as far as the reader began it."""
        over = self.state not in ("solving", "publishing")
        return self.task.problem if over and self.task and self.task.state == "failed" else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft by place or by tutor: who is in it, its lines, what is missing, which wishes clash."""

    places: Sequence[Mapping[str, Any]]
    workers: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    missing: Sequence[Mapping[str, Any]]
    clashing: Sequence[Mapping[str, Any]]
    published: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    centre: UUID | None
    person: UUID | None


@dataclass(frozen=True, slots=True)
class TimetableRow:
    """A timetable in the list."""

    id: UUID
    name: str
    division: str
    centre: str | None
    state: str
    first_on: date
    last_on: date
    opened_at: datetime
    solved_at: datetime | None
    summary: Mapping[str, Any] | None


async def timetables(number: int | None, *, by: Actor) -> paging.Page[TimetableRow]:
    """The timetables of the actor's area, latest first."""
    page, size, offset = paging.place(number, None)
    async with reading(by) as db:
        rows = await db.fetch(LIST, size, offset)
    total = rows[0]["total"] if rows else 0
    found = [TimetableRow(**{k: v for k, v in row.items() if k != "total"}) for row in rows]
    return paging.Page(found, page, size, total)


async def timetable(id_: UUID, *, by: Actor) -> Shown:
    """One timetable, and how far the work on it is.

    Raises:
        NotFound: no such timetable within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(ONE, id_)
        if row is None:
            raise NotFound
        task = await _task(row["task"], by)
    return Shown(dict(row), task)


async def _task(task: UUID | None, by: Actor) -> TaskView | None:
    try:
        return await view(task, by=by) if task else None
    except NotFound:  # somebody else started it
        return None


async def draft(shown: Shown, centre: UUID | None, person: UUID | None, *, by: Actor) -> Draft:
    """The draft as one place or one adult sees it; the first place where nothing was chosen."""
    row = shown.row
    async with reading(by) as db:
        lists = await db.gather({"places": PLACES, "workers": WORKERS}, row["id"], row["take"])
        places = lists["places"]
        if person is None and centre is None and places:
            centre = places[0]["id"]
        parts = await db.gather(
            {"lines": LINES, "missing": MISSING}, row["id"], row["take"], centre, person
        )
        rest = await db.gather(
            {"clashing": CLASHING, "published": PUBLISHED}, row["id"], row["take"]
        )
        names = await _names(db, rest["published"])
    return Draft(
        places, lists["workers"], parts["lines"], parts["missing"], rest["clashing"],
        rest["published"], names, centre, person,
    )  # fmt: skip


async def _names(db: Scope, published: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The names of adults who could not take a place."""
    ids = [UUID(person) for row in published for person in row["made"]["not_signed"]]
    if not ids:
        return {}
    rows = await db.fetch("select id, name from app.names_of($1)", ids)
    return {str(row["id"]): row["name"] for row in rows}


CHILDREN: Final = """
select x.child, k.name, x.need is not null as anew,
  (select coalesce(nullif(s.class_name, ''), s.grade) from schoolings s
   where s.child = x.child and s.ends_on is null order by s.starts_on desc limit 1) as class_name
from timetable_children x join children k on k.id = x.child
where x.course = $1 order by k.sort_key, k.id limit 200"""
COURSE: Final = """
select c.*, x.name as place, t.name as timetable_name, t.state, t.grid, t.take as current_take
from timetable_courses c join centres x on x.id = c.centre join timetables t on t.id = c.timetable
where c.id = $1 and c.timetable = $2"""
WISHES: Final = """
select w.id, w.weekday, w.starts_at, n.name as lead_name, w.at,
  (select a.name from accounts a where a.id = w.by) as who
from timetable_wishes w left join lateral app.names_of(array[w.lead]) n on w.lead is not null
where w.timetable = $1 and w.key = $2 and w.lifted_at is null order by w.at, w.id limit 20"""
TUTORS: Final = """
select distinct l.lead as id, n.name from timetable_lines l join timetable_courses c on c.id = l.course
  left join lateral app.names_of(array[l.lead]) n on true
where c.timetable = $1 and c.take = $2 and c.subject = $3 order by n.name limit 300"""
COURSE_LINES: Final = LINES.replace(
    "($3::uuid is null or c.centre = $3)\n  and ($4::uuid is null or $4 in (l.lead, l.beside))",
    "c.id = $3",
)
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"


async def course_page(timetable_: UUID, course: UUID, *, by: Actor) -> dict[str, Any]:
    """One course: its children (recorded as read), today and the draft, wishes, who could lead it.

    Raises:
        NotFound: no such course within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(COURSE, course, timetable_)
        if row is None:
            raise NotFound
        children = await db.fetch(CHILDREN, course)
        lines = await db.fetch(COURSE_LINES, timetable_, row["take"], course)
        wishes = await db.fetch(WISHES, timetable_, row["key"])
        tutors = await db.fetch(TUTORS, timetable_, row["take"], row["subject"])
        await db.execute(LOG, [c["child"] for c in children], ["name", "class"], "timetable")
    return dict(row) | {
        "pupils": [dict(c) for c in children], "lines": [dict(x) for x in lines],
        "wishes": [dict(w) for w in wishes], "tutors": [dict(t) for t in tutors],
    }  # fmt: skip


async def clashing(timetable_: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """The wishes that cannot hold together and of which none can be left out."""
    async with reading(by) as db:
        return [dict(row) for row in await db.fetch(CLASHING, timetable_)]
