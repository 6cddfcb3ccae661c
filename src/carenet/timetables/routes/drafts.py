"""/timetables/{id}: the timetable in its state, what people keep of it, one course with its wishes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.words import gettext, sentence
from carenet.places.cache import name_of
from carenet.timetables import forms, wording
from carenet.timetables.queries import opening
from carenet.timetables.queries import timetables as queries
from carenet.timetables.routes.rounds import OFFICERS, progress_values
from carenet.timetables.rules.grid import Span, from_json
from carenet.timetables.services import wishing

CHOOSE = N_("Please choose at least one line.")


@get("/{timetable:uuid}", guards=OFFICERS)
async def show_timetable(
    request: Request[Any, Any, Any], timetable: FromPath[UUID], actor: Acting,
    centre: FromQuery[UUID | None] = None, person: FromQuery[str | None] = None,
) -> Answer:  # fmt: skip
    """The timetable in the state it is in; its draft by place or by tutor."""
    who = _id_in(person)
    values = await _values(request, timetable, actor, None if who else centre, who)
    return page(request, "timetables/one.html", **values)


def _id_in(text: str | None) -> UUID | None:
    """An id from an address; an empty choice of a list is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


async def _values(
    request: Request[Any, Any, Any], timetable: UUID, actor: Acting, centre: UUID | None = None,
    person: UUID | None = None, refusal: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    shown = await queries.timetable(timetable, by=actor)
    grid = from_json(shown.row["grid"])
    values: dict[str, Any] = {
        "t": shown.row, "wording": wording, "place": name_of, "refusal": refusal, "grid": grid,
        "failed": wording.failed(shown.problem) if shown.problem else None,
        "as_list": request.query_params.get("as") == "list",
    }  # fmt: skip
    if shown.state in ("solving", "publishing"):
        return values | progress_values(shown)
    if shown.row["take"] == 0:
        found = await opening.before_it_runs(shown.row, by=actor)
        clash = await queries.clashing(timetable, by=actor) if shown.row["clash"] else []
        return values | {"found": found, "clashing": clash}
    draft = await queries.draft(shown, centre, person, by=actor)
    return values | {"draft": draft, "rows": rows_of(grid, draft.lines)}


def rows_of(grid: Sequence[Span], lines: Sequence[Any]) -> list[dict[str, Any]]:
    """The grid as a page has it: hours down, seven days across, lines in their cells."""
    hours = sorted(
        {(s.starts_at, s.ends_at) for s in grid} | {(x["starts_at"], x["ends_at"]) for x in lines}
    )
    known = {(s.weekday, s.starts_at, s.ends_at) for s in grid}
    at: dict[Any, list[Any]] = defaultdict(list)
    for line in lines:
        at[line["weekday"], line["starts_at"], line["ends_at"]].append(line)
    return [
        {"starts_at": starts, "ends_at": ends, "days": [
            {"asked": (day, starts, ends) in known, "lines": at[day, starts, ends]} for day in range(1, 8)
        ]}
        for starts, ends in hours
    ]  # fmt: skip


@post("/{timetable:uuid}/lines", guards=OFFICERS)
async def create_lines(
    request: Request[Any, Any, Any], timetable: FromPath[UUID], actor: Acting
) -> Answer:
    """Keep chosen lines whatever else moves, or keep them no longer."""
    submission: Submission[forms.LinesForm] = await read(forms.LinesForm, request)
    wish = submission.form
    if wish is None or not (wish.row or wish.all):
        values = await _values(request, timetable, actor, refusal=gettext(CHOOSE))
        return page(request, "timetables/one.html", status=422, **values)
    verb = wishing.keep_lines if wish.what == "keep" else wishing.let_lines_go
    try:
        await verb(timetable, None if wish.all else wish.row, wish.centre, by=actor)
    except Refusal as refusal:
        values = await _values(request, timetable, actor, refusal=sentence(refusal))
        return page(request, "timetables/one.html", status=422, **values)
    where = f"?centre={wish.centre}" if wish.centre else ""
    return see_other(f"/timetables/{timetable}{where}")


@get("/{timetable:uuid}/courses/{course:uuid}", guards=OFFICERS)
async def show_course(
    request: Request[Any, Any, Any],
    timetable: FromPath[UUID],
    course: FromPath[UUID],
    actor: Acting,
) -> Answer:
    """One course: children, today and the draft, wishes."""
    return await _course(request, timetable, course, actor, None)


async def _course(
    request: Request[Any, Any, Any], timetable: UUID, course: UUID, actor: Acting,
    submission: Submission[forms.CourseWishForm] | None,
) -> Answer:  # fmt: skip
    found = await queries.course_page(timetable, course, by=actor)
    blank: Submission[forms.CourseWishForm] = Submission.blank()
    return page(
        request, "timetables/course.html", status=422 if submission else 200, c=found,
        wording=wording, place=name_of, submission=submission or blank,
        times=wording.span_options(from_json(found["grid"])),
        tutors=[(t["id"], t["name"]) for t in found["tutors"]],
        deciding=found["state"] == "draft" and found["take"] == found["current_take"],
    )  # fmt: skip


@post("/{timetable:uuid}/courses/{course:uuid}/wishes", guards=OFFICERS)
async def create_wish(
    request: Request[Any, Any, Any],
    timetable: FromPath[UUID],
    course: FromPath[UUID],
    actor: Acting,
) -> Answer:
    """Want the course at another time or with another tutor, from the next solution on."""
    submission: Submission[forms.CourseWishForm] = await read(forms.CourseWishForm, request)
    if not (wish := submission.form):
        return await _course(request, timetable, course, actor, submission)
    try:
        await wishing.add_wish(timetable, course, wish.moment, wish.lead, by=actor)
    except Refusal as refusal:
        return await _course(request, timetable, course, actor, submission.because(refusal))
    return see_other(f"/timetables/{timetable}/courses/{course}")


@post("/{timetable:uuid}/wishes/{wish:uuid}/lifting", guards=OFFICERS)
async def lift_wish(timetable: FromPath[UUID], wish: FromPath[UUID], actor: Acting) -> Answer:
    """A wish no longer holds."""
    await wishing.lift_wish(timetable, wish, by=actor)
    return see_other(f"/timetables/{timetable}")


HANDLERS = [show_timetable, create_lines, show_course, create_wish, lift_wish]
