"""/records: the record of a session or a month in an office's own form; the forms themselves."""

from datetime import date
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.files import Limits, UploadRefused, in_thread, spool
from carenet.core.forms import Submission, Typed
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.uploads import receive
from carenet.core.words import gettext
from carenet.places.cache import name_of
from carenet.scheduling import wording_forms
from carenet.scheduling.queries import records
from carenet.scheduling.queries.sessions import centres_within
from carenet.scheduling.routes import views
from carenet.scheduling.rules.office_files import BYTES_MAX, Office, opened
from carenet.scheduling.services import office_forms
from carenet.scheduling.services.default_form import FORMS, OF_SESSION, asks_of, default_form
from carenet.scheduling.services.default_sheet import default_sheet

RUNS = [needs("county", "township", "director", "lead")]
DESK = [needs("county", "township")]
UPLOAD: Final = Limits(total=BYTES_MAX * 4, file=BYTES_MAX * 3, files=1, fields=6)
TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _sniff(head: bytes, _field: str) -> str:
    return "zip" if head.startswith(b"PK\x03\x04") else "unknown"


async def _records(
    request: Request[Any, Any, Any],
    actor: Actor,
    submission: Submission[Any] | None = None,
    session: UUID | None = None,
    status: int = 200,
) -> Answer:
    centres = await centres_within(by=actor)
    views.require_places(centres, officer=actor.is_officer)
    sets = actor.has("county", "township")
    village = actor.lo or (centres[0]["village"] if centres else "")
    return page(
        request, "scheduling/records.html", status=status, submission=submission, session=session,
        forms=await records.forms_at(village, by=actor), sets=sets, own=actor.lo, name_of=name_of,
        centres=[(str(c["id"]), c["name"]) for c in centres], fields=wording_forms.shown(),
        months=[(m.isoformat(), dates.month(m)) for m in records.months_back(clock.today())],
        named=wording_forms.NAMED,
        ours=[(kind, gettext(FORMS[kind].title), wording_forms.NAMED.intersection(asks_of(FORMS[kind]))) for kind in OF_SESSION],
    )  # fmt: skip


@get("/records", guards=RUNS)
async def show_records(
    request: Request[Any, Any, Any], actor: Acting, session: FromQuery[UUID | None] = None
) -> Answer:
    """A record of a month of a place or of one session; the forms of the area."""
    return await _records(request, actor, session=session)


async def _form(
    form: UUID | None, kind: str, actor: Actor, *, excel: bool = False
) -> tuple[Office, list[str], str]:
    if form is None:
        ours = default_sheet(kind) if excel else default_form(kind)
        return ours, asks_of(FORMS[kind]), f"{gettext(FORMS[kind].title)} "
    found = await records.form_body(form, by=actor)
    return opened(bytes(found["body"])), list(found["asks"]), f"{found['name']} "


def _file(body: bytes, format_: str, name: str) -> Response[bytes]:
    shown = quote(f"{name}.{format_}".replace("/", "-"))
    return Response(
        body, media_type=TYPES[format_],
        headers={
            "content-disposition": f"attachment; filename=\"record.{format_}\"; filename*=UTF-8''{shown}",
            "cache-control": "no-store",
        },
    )  # fmt: skip


@get("/records/sessions/{session:uuid}", guards=RUNS)
async def show_session_record(
    actor: Acting,
    session: FromPath[UUID],
    form: FromQuery[UUID | None] = None,
    plain: FromQuery[str] = "activity",
    excel: FromQuery[bool] = False,
) -> Response[bytes]:
    """One session in a form, as a file: an office's own, or one that is there at once."""
    if plain not in OF_SESSION:
        raise NotFound
    office, asks, name = await _form(form, plain, actor, excel=excel)
    expected = form is None and plain == "sign_in"
    record = await records.record_of(session, asks, by=actor, expected=expected)
    body = await in_thread(office_forms.fill_form, office, record)
    return _file(body, office.format, f"{name}{record.values['date']}")


@get("/records/months/{centre:uuid}", guards=RUNS)
async def show_month_record(
    actor: Acting,
    centre: FromPath[UUID],
    month: FromQuery[date | None] = None,
    form: FromQuery[UUID | None] = None,
    excel: FromQuery[bool] = False,
) -> Response[bytes]:
    """A month of a place in a form, as a file."""
    office, asks, name = await _form(form, "month", actor, excel=excel)
    record = await records.record_of_month(centre, month or clock.today(), asks, by=actor)
    body = await in_thread(office_forms.fill_form, office, record)
    return _file(body, office.format, f"{name}{record.values['month']}")


@get("/records/month", guards=RUNS)
async def choose_month(
    centre: FromQuery[UUID], month: FromQuery[date], form: FromQuery[str] = ""
) -> Answer:
    """From the choice on the page to the file."""
    more = f"&form={UUID(form)}" if len(form) == len(str(centre)) else ""
    return see_other(f"/records/months/{centre}?month={month.isoformat()}{more}")


@post("/records/forms", guards=DESK, request_max_body_size=UPLOAD.total + 1)
async def create_form(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """A form, checked and kept."""
    typed = ""
    try:
        async with receive(request, spool(), _sniff, UPLOAD) as upload:
            typed = (upload.fields.get("name") or [""])[0]
            if not upload.files or not upload.files[0].size:
                raise UploadRefused(422, N_("Please choose a file and send it again."))
            data = await in_thread(upload.files[0].path.read_bytes)
            await office_forms.take_form(typed, data, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        status = refusal.status if isinstance(refusal, UploadRefused) else 422
        kept: Submission[Any] = Submission(Typed({"name": typed}))
        return await _records(request, actor, kept.because(refusal), status=status)
    return see_other("/records#forms")


@post("/records/forms/{form:uuid}/ending", guards=DESK)
async def end_form(actor: Acting, form: FromPath[UUID]) -> Answer:
    """It is used no more."""
    await office_forms.end_form(form, by=actor)
    return see_other("/records#forms")


@get("/records/forms/{form:uuid}", guards=RUNS)
async def show_form(actor: Acting, form: FromPath[UUID]) -> Response[bytes]:
    """A form as it was uploaded."""
    found = await records.form_body(form, by=actor)
    return _file(bytes(found["body"]), found["format"], found["name"])


HANDLERS = [
    show_records, show_session_record, show_month_record, choose_month, create_form, end_form,
    show_form,
]  # fmt: skip
