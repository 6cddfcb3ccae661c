"""What a form says of a session or of a month of a place; which forms there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.children import choices
from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import MayNot, NotFound
from carenet.core.words import gettext, pgettext
from carenet.scheduling import wording, wording_forms
from carenet.scheduling.queries.registers import short_names
from carenet.scheduling.queries.sessions import PEOPLE, PEOPLE_MAX

CHILDREN_MAX: Final = 300
SESSIONS_MAX: Final = 200
FORMS_MAX: Final = 60
MONTHS_BACK: Final = 24
LINES_ON_PAPER: Final = 10
"""A sheet to sign has at least so many lines: guests sign too."""
FORMS: Final = """
select id, name, format, lo, asks, uploaded_at, octet_length(body) as bytes from form_templates
where ended_at is null and (starts_with($1, lo) or starts_with(lo, $1)) order by name, id limit $2"""
HEAD: Final = """
select s.*, c.name as place, m.name as room_name, app.runs_centre(s.centre) as runs
from care_sessions s join centres c on c.id = s.centre left join rooms m on m.id = s.room where s.id = $1"""
CAME: Final = """
select k.id, k.name, k.sex, sc.grade, coalesce(sc.class_name, k.class_said) as class_name, h.name as household,
  a.state, a.because, a.at, a.late_at, a.left_at, a.left_with
from child_attendances a join children k on k.id = a.child
left join schoolings sc on sc.child = k.id and sc.ends_on is null
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households h on h.id = m.household
where a.care_session = any ($1) order by k.sort_key, k.id limit $2"""
MONTH: Final = """
select s.*, (select count(*) from adult_attendances a join sign_ups u on u.id = a.sign_up where u.care_session = s.id) as adults_there,
  (select count(*) from child_attendances a where a.care_session = s.id and a.state = 'here') as children_there
from care_sessions s where s.centre = $1 and s.on_day >= $2 and s.on_day < $3 and s.cancelled_at is null
  and s.kind <> 'counselling' and s.ends_at <= $4 order by s.starts_at, s.id limit $5"""
CENTRE: Final = (
    "select c.id, c.name, c.village, app.runs_centre(c.id) as runs from centres c where c.id = $1"
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is filled in: fields that hold for all, and the lines of rows that repeat."""

    values: dict[str, str]
    rows: dict[str, list[dict[str, str]]]


def months_back(today: date) -> list[date]:
    """The first days of this month and those before it for which a record may be made."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS_BACK:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


async def forms_at(lo: str, *, by: Actor) -> list[dict[str, Any]]:
    """The forms of an area, of what it lies in, and of what lies in it."""
    async with reading(by) as db:
        return [dict(r) for r in await db.fetch(FORMS, lo, FORMS_MAX)]


async def form_body(form: UUID, *, by: Actor) -> Mapping[str, Any]:
    """One form with its bytes.

    Raises:
        NotFound: there is none, or it is used no more.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            "select name, format, body, asks from form_templates where id = $1 and ended_at is null",
            form,
        )
    if row is None:
        raise NotFound
    return dict(row)


def _counts(rows: Sequence[Any]) -> dict[str, str]:
    here = [r for r in rows if r["state"] == "here"]
    grades = Counter(r["grade"] for r in here)
    by_grade = [
        f"{choices.word('grade', grade) if grade else gettext('not at school')} {number}"
        for grade, number in sorted(grades.items(), key=lambda g: str(g[0] or "~"))
    ]
    return {
        "children_count": str(len(here)), "girls": str(sum(r["sex"] == "f" for r in here)),
        "boys": str(sum(r["sex"] == "m" for r in here)), "grades": gettext(", ").join(by_grade),
        "late_count": str(sum(r["late_at"] is not None for r in here)),
        "excused_count": str(sum(r["state"] == "excused" for r in rows)),
    }  # fmt: skip


STATES: Final[Mapping[str, str]] = {"here": "here", "excused": "excused", "missing": "not here"}


async def _named(db: Scope, rows: Sequence[Any], by: Actor) -> tuple[str, list[dict[str, str]]]:
    """The children by name, each recorded as read."""
    await db.execute(
        """select app.log_read(c, array['name', 'class', 'attendance'], 'form')
           from unnest($1::uuid[]) c""",
        [r["id"] for r in rows],
    )
    names = short_names(list(rows), full=by.is_officer)
    lines = [
        {
            "child_no": str(number), "child_name": name,
            "child_state": gettext(STATES.get(row["state"], "not here")),
            "child_came": dates.time(row["late_at"] or row["at"]) if row["state"] == "here" else "",
            "child_left": dates.time(row["left_at"]) if row["left_at"] else "",
            "child_fetched": row["left_with"] or "",
        }
        for number, (row, name) in enumerate(zip(rows, names, strict=True), 1)
    ]  # fmt: skip
    here = [n for row, n in zip(rows, names, strict=True) if row["state"] == "here"]
    return gettext("; ").join(here), lines


def _session_values(head: Any) -> dict[str, str]:
    local = head["starts_at"].astimezone(clock.SHANGHAI)
    return {
        "date": dates.long_day(local.date()), "month": dates.month(local.date()),
        "weekday": pgettext("weekday", wording.WEEKDAYS[local.weekday()]),
        "time": dates.span(head["starts_at"], head["ends_at"]), "place": head["place"],
        "room": head["room_name"] or "", "activity": wording.title_of(head), "sessions_count": "1",
    }  # fmt: skip


async def record_of(
    session: UUID, asks: Sequence[str], *, by: Actor, expected: bool = False
) -> Record:
    """What a form says of one session; names only where it asks for them.

    With `expected` its lines of adults are all who signed up, so that they can sign on paper.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: there is no such session.

    """
    async with reading(by, recorded=True) as db:
        head = await db.fetchrow(HEAD, session)
        if head is None:
            raise NotFound
        if not head["runs"]:
            raise MayNot
        people = [dict(p) for p in await db.fetch(PEOPLE, session, PEOPLE_MAX)]
        rows = await db.fetch(CAME, [session], CHILDREN_MAX)
        names = ""
        lines: list[dict[str, str]] = []
        if wording_forms.NAMED.intersection(asks):
            names, lines = await _named(db, rows, by)
    there = [p for p in people if p["came_at"]]
    adults = [
        {
            "adult_no": str(n), "adult_name": p["name"], "adult_came": dates.time(p["came_at"]) if p["came_at"] else "",
            "adult_went": dates.time(p["went_at"]) if p["went_at"] else "",
        }
        for n, p in enumerate(people if expected else there, 1)
    ]  # fmt: skip
    if expected:
        adults += [{"adult_no": str(n)} for n in range(len(adults) + 1, LINES_ON_PAPER + 1)]
    values = {
        **_session_values(head), **_counts(rows), "names": names,
        "adults": gettext(", ").join(p["name"] for p in there), "adults_count": str(len(there)),
    }  # fmt: skip
    session_line = _session_line(1, head, len(there), int(values["children_count"]))
    return Record(values, {"child": lines, "adult": adults, "session": [session_line]})


def _session_line(number: int, row: Any, adults: int, children: int) -> dict[str, str]:
    local = row["starts_at"].astimezone(clock.SHANGHAI)
    return {
        "session_no": str(number), "session_date": dates.day(local.date()),
        "session_time": dates.span(row["starts_at"], row["ends_at"]),
        "session_activity": wording.title_of(row), "session_adults": str(adults),
        "session_children": str(children),
    }  # fmt: skip


async def record_of_month(centre: UUID, month: date, asks: Sequence[str], *, by: Actor) -> Record:
    """What a form says of a month of a place: its sessions that are over, and how many were there.

    Raises:
        MayNot: it is somebody else's place.
        NotFound: there is no such place.

    """
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    async with reading(by, recorded=True) as db:
        place = await db.fetchrow(CENTRE, centre)
        if place is None:
            raise NotFound
        if not place["runs"]:
            raise MayNot
        sessions = await db.fetch(MONTH, centre, first, after, clock.now(), SESSIONS_MAX)
        rows = await db.fetch(CAME, [s["id"] for s in sessions], CHILDREN_MAX * 20)
        once = list({(r["id"], r["state"]): r for r in rows if r["state"] == "here"}.values())
        names = ""
        if wording_forms.NAMED.intersection(asks):
            names, _ = await _named(db, once, by)
    lines = [
        _session_line(n, s, s["adults_there"], s["children_there"])
        for n, s in enumerate(sessions, 1)
    ]
    values = {
        **_counts(once), "late_count": _counts(rows)["late_count"], "names": names,
        "excused_count": _counts(rows)["excused_count"], "month": dates.month(first),
        "place": place["name"], "sessions_count": str(len(sessions)),
    }  # fmt: skip
    return Record(values, {"child": [], "adult": [], "session": lines})
