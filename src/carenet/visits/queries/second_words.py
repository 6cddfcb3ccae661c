"""Second words on records: what was added, asked and answered; one record to be changed; what should follow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.visits.rules import may_change
from carenet.visits.services.changing import FIELDS, TABLES

NOTES_MAX: Final = 200
QUESTIONS_MAX: Final = 50
SHOWN_TOO: Final = {"contact": ("kind",)}
"""What the form asks and nobody changes afterwards: it decided what the record met."""
OF: Final = """
select n.id, n.record, n.kind, n.said, n.words, n.person, n.at, n.answers, w.name as who,
  n.kind = 'question' and not exists (select from record_notes a where a.answers = n.id) as waits
from record_notes n left join app.names_of(array[n.person]) w on w.id = n.person
where n.record = any ($1) and n.kind <> 'version' order by n.at, n.id limit $2"""
WAITING: Final = """
select q.id, q.what, q.record, q.words, q.at, q.child, c.name, s.grade, s.class_name, w.name as who
from record_notes q join children c on c.id = q.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join app.names_of(array[q.person]) w on w.id = q.person
where q.author = $1 and q.kind = 'question' and not exists (select from record_notes a where a.answers = q.id)
order by q.at limit $2"""
FOLLOW_UPS: Final = """
select f.id, f.child, f.what, f.due_on, f.person, f.village, c.name, s.grade, s.class_name, w.name as who,
  count(*) over () as total
from visit_tasks f join children c on c.id = f.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join urgencies u on u.child = c.id and u.ended_on is null
left join app.names_of(array[f.person]) w on w.id = f.person
where f.done_at is null and c.left_on is null
order by u.tier nulls last, f.due_on, f.id limit $1 offset $2"""


@dataclass(frozen=True, slots=True)
class Note:
    """Something added, asked or answered."""

    id: UUID
    kind: str
    said: dict[str, Any]
    words: str | None
    who: str
    at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the actor about something they wrote."""

    id: UUID
    what: str
    record: UUID
    short: str
    class_name: str | None
    words: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What should follow a visit."""

    id: UUID
    child: UUID
    short: str
    class_name: str | None
    village: str
    what: str
    due_on: date
    who: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own record as it stands, for changing."""

    id: UUID
    what: str
    child: UUID
    short: str
    open: bool
    happened_at: datetime
    typed: dict[str, Any]


async def notes_of(records: list[UUID], db: Scope) -> dict[UUID, list[Note]]:
    """The second words on some records, oldest first; PostgreSQL leaves out what is not the actor's."""
    found: dict[UUID, list[Note]] = {}
    for row in await db.fetch(OF, records, NOTES_MAX):
        note = Note(
            row["id"], row["kind"], row["said"], row["words"], row["who"] or "", row["at"],
            row["waits"],
        )  # fmt: skip
        found.setdefault(row["record"], []).append(note)
    return found


async def questions(*, by: Actor) -> list[Question]:
    """What the actor is asked about their records; each child named is recorded as read."""
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(WAITING, by.me, QUESTIONS_MAX)
        await db.execute(
            "select app.log_read(c, array['short name', 'records'], 'log') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows}),
        )
    return [
        Question(
            row["id"], row["what"], row["record"], short_name(row["name"]),
            class_words(row["grade"], row["class_name"]), row["words"], row["who"] or "", row["at"],
        )
        for row in rows
    ]  # fmt: skip


async def follow_ups(page: int | None, *, by: Actor) -> Page[FollowUp]:
    """What should follow visits, by the children's need and the day; each child is recorded as read."""
    number, size, offset = place(page, None)
    today = clock.today()
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(FOLLOW_UPS, size, offset)
        await db.execute(
            "select app.log_read(c, array['short name', 'obligations'], 'obligations') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows}),
        )
    found = [
        FollowUp(
            row["id"], row["child"], short_name(row["name"]),
            class_words(row["grade"], row["class_name"]), row["village"], row["what"],
            row["due_on"], row["who"], row["due_on"] < today,
        )
        for row in rows
    ]  # fmt: skip
    return Page(found, number, size, rows[0]["total"] if rows else 0)


async def my_record(what: str, record: UUID, *, by: Actor) -> Mine:
    """One's own record, to be changed or added to; the reading is recorded.

    Raises:
        NotFound: it is not the actor's.

    """
    if what not in TABLES:
        raise NotFound
    shown = (*FIELDS[what], *SHOWN_TOO.get(what, ()))
    names = ", ".join(f"r.{name}" for name in shown)
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            f"""select r.id, r.child, c.name, r.received_at, r.happened_at, {names}
                from {TABLES[what]} r join children c on c.id = r.child where r.id = $1 and r.person = $2""",
            record, by.me,
        )  # fmt: skip
        if row is None:
            raise NotFound
        await db.execute("select app.log_read($1, $2, $3)", row["child"], ["records"], "log")
    typed = {name: _typed(row[name]) for name in shown if row[name] is not None}
    if "arrived_at" in typed:
        typed["arrived"] = row["arrived_at"].astimezone(clock.SHANGHAI).strftime("%H:%M")
    return Mine(
        row["id"], what, row["child"], short_name(row["name"]),
        may_change(row["received_at"], clock.now()), row["happened_at"], typed,
    )  # fmt: skip


def _typed(value: Any) -> Any:
    """A stored answer as a form would have sent it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return list(value) if isinstance(value, list | tuple) else str(value)


SHEET: Final = """
select v.id, v.child, c.name, c.village, s.grade, s.class_name, v.on_day, v.happened_at, v.who_was_there, v.night_adult,
  v.state, v.seen, v.child_words, v.note, v.follow_up, v.person, w.name as who
from visit_reports v join children c on c.id = v.child
left join schoolings s on s.child = c.id and s.ends_on is null
left join app.names_of(array[v.person]) w on w.id = v.person
where v.id = $1 and ($2::uuid is null or v.person = $2)"""


async def visit_sheet(record: UUID, *, everybodys: bool, by: Actor) -> dict[str, Any]:
    """One visit for a sheet of paper, with what was added since; the reading is recorded.

    Args:
        record: the visit's report.
        everybodys: also another person's; else the actor's own alone.
        by: who prints it.

    Raises:
        NotFound: not the actor's to see.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(SHEET, record, None if everybodys else by.me)
        if row is None:
            raise NotFound
        notes = await notes_of([record], db)
        await db.execute(
            "select app.log_read($1, $2, $3)", row["child"], ["name", "records"], "log"
        )
    added = [one for one in notes.get(record, []) if one.kind == "amendment"]
    return {
        **dict(row),
        "class_words": class_words(row["grade"], row["class_name"]),
        "added": added,
    }
