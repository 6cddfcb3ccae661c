"""The roster: invited and removed by the leader, who passes the lead on; its papers as a list to the authority and back, by an office."""

from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.files import Limits, UploadRefused, spool
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, MayNot, NotFound, Refusal
from carenet.core.uploads import receive
from carenet.core.words import gettext
from carenet.safeguarding.rules.papers import KIND_WORDS, PaperKind
from carenet.teams import forms
from carenet.teams.queries import roster as queries
from carenet.teams.queries.visits import my_team, visit_page
from carenet.teams.routes.desk import one
from carenet.teams.rules.results import RESULTS
from carenet.teams.services import results, roster

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS: Final = Limits(total=3 * 2**20, file=2 * 2**20, files=1, fields=10)
OFFICES: Final = [needs(*results.OFFICES)]
NO_FILE: Final = N_("Please choose a file and send it again.")


@post("/me/team/invitations")
async def invite(actor: Acting) -> Answer:
    """A fresh invitation to my team; one before it ends."""
    found = await my_team(by=actor)
    await roster.invite_to_team(found.team["id"], by=actor)
    return see_other("/me/team#invite")


@post("/me/team/members/{person:uuid}/ending")
async def remove(actor: Acting, person: FromPath[UUID]) -> Answer:
    """Somebody comes along no longer."""
    found = await my_team(by=actor)
    await roster.leave_team(found.team["id"], person, by=actor)
    return see_other("/me/team#members")


@post("/team-visits/{visit:uuid}/leader")
async def pass_on(request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]) -> Answer:
    """Another of the team leads it from now on."""
    submission: Submission[forms.LeadForm] = await read(forms.LeadForm, request)
    found = await visit_page(visit, by=actor)
    if not found.may_pass_on:
        raise NotFound
    if not (wish := submission.form):
        return await one(request, actor, visit, submission)
    try:
        await roster.pass_lead(found.visit["team"], wish.person, wish.why, by=actor)
    except roster.CannotLead as refusal:
        return await one(request, actor, visit, submission.because(refusal))
    return see_other("/week" if found.visit["leads"] else f"/team-visits/{visit}")


@post("/team-visits/{visit:uuid}/clearances", guards=OFFICES)
async def take_list(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer | Response[bytes]:
    """The list for the authority that checks; who gets it is written down."""
    submission: Submission[forms.RecipientForm] = await read(forms.RecipientForm, request)
    if not (wish := submission.form):
        return await one(request, actor, visit, submission)
    made = await results.clearance_list(visit, wish.recipient, by=actor)
    name = quote(gettext("team papers") + ".xlsx")
    return Response(
        made,
        media_type=XLSX,
        headers={
            "content-disposition": f"attachment; filename=\"team.xlsx\"; filename*=UTF-8''{name}",
            "cache-control": "no-store",
        },
        status_code=200,
    )


def _sniff(head: bytes, field: str) -> str:
    return "xlsx" if field == "workbook" and head.startswith(b"PK\x03\x04") else ""


@post(
    "/team-visits/{visit:uuid}/results", guards=OFFICES, request_max_body_size=LIMITS.total + 1
)  # fmt: skip
async def take_results(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID]
) -> Answer:
    """The list came back: read, and set beside what is on file."""
    blank: Submission[Any] = Submission.blank()
    try:
        async with receive(request, spool(), _sniff, LIMITS) as upload:
            if not upload.files:
                raise UploadRefused(422, NO_FILE)
            made = await results.take_results(visit, upload.files[0], by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await one(request, actor, visit, blank.because(refusal))
    return see_other(f"/team-visits/{visit}/results/{made}")


async def _book(
    request: Request[Any, Any, Any], actor: Actor, visit: UUID, book: UUID, refusal: Refusal | None
) -> Answer:
    found = await queries.results_page(visit, book, by=actor)
    blank: Submission[Any] = Submission.blank()
    return page(
        request, "teams/results.html", status=422 if refusal else 200, found=found, b=found.book,
        submission=blank.because(refusal) if refusal else None,
        result_words={code: gettext(text) for code, text in RESULTS.items()},
        paper_words={str(k): gettext(KIND_WORDS[k]) for k in PaperKind},
    )  # fmt: skip


@get("/team-visits/{visit:uuid}/results/{book:uuid}", guards=OFFICES)
async def show_results(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID], book: FromPath[UUID]
) -> Answer:
    """What is new, what differs, what could not be read."""
    return await _book(request, actor, visit, book, None)


@post("/team-visits/{visit:uuid}/results/{book:uuid}/entering", guards=OFFICES)
async def enter(
    request: Request[Any, Any, Any], actor: Acting, visit: FromPath[UUID], book: FromPath[UUID]
) -> Answer:
    """These papers were seen: they are entered."""
    await queries.results_page(visit, book, by=actor)
    try:
        await results.enter_results(book, by=actor)
    except (MayNot, NotFound):
        raise
    except Refusal as refusal:
        return await _book(request, actor, visit, book, refusal)
    return see_other(f"/team-visits/{visit}/results/{book}")


HANDLERS: Final = [invite, remove, pass_on, take_list, take_results, show_results, enter]
