"""/hours/certificates: asked for, printed, fetched, revoked; and /v/CODE for anybody who holds one."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File

from carenet.accounts.entry import needs
from carenet.core import tasks
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.files import stored
from carenet.core.forms import Submission, read
from carenet.core.limits import limit
from carenet.core.refusals import NotFound, Refusal
from carenet.core.words import gettext, translate
from carenet.scheduling import forms
from carenet.scheduling.queries import certificates as queries
from carenet.scheduling.routes import views
from carenet.scheduling.routes.hours import hours_page
from carenet.scheduling.routes.ledger import GUARDS, person_page
from carenet.scheduling.rules.certificates import spaced
from carenet.scheduling.services import certificates

OVER: Final = 286
PDF: Final = "application/pdf"
VERIFY_TIMES, VERIFY_SECONDS = 30, 600
HOLDERS: Final = needs(
    "volunteer", "proxy_parent", "host", "lead", "director", "teacher", "counsellor"
)


@post("/hours/certificates", guards=[HOLDERS])
async def ask_certificate(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """What I gave between two days, as a paper."""
    submission: Submission[forms.CertificateForm] = await read(forms.CertificateForm, request)
    if not (wish := submission.form):
        return await hours_page(request, actor, submission)
    try:
        made = await certificates.ask_certificate(wish.first_on, wish.last_on, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await hours_page(request, actor, submission.because(refusal))
    return see_other(f"/hours/certificates/{made}")


async def _shown(
    request: Request[Any, Any, Any], actor: Actor, certificate: UUID, template: str
) -> Answer:
    found = await queries.my_certificate(certificate, by=actor)
    task = await tasks.view(found["task"], by=actor) if found["task"] else None
    running = found["ready_at"] is None and not (task and task.over) and not found["revoked_at"]
    problem = ""
    if task and task.state == "failed":
        problem = gettext("It could not be printed. Nothing is lost: please ask for it once more.")
    public = request.app.state.public_url.rstrip("/")
    fragment = template.endswith("_printing.html")
    return page(
        request, template, status=OVER if fragment and not running else 200, c=found, task=task,
        running=running, problem=problem, stages=[translate(s) for s in certificates.STAGES],
        at=certificates.STAGES.index(task.stage) if task and task.stage in certificates.STAGES else 0,
        address=f"{public}/v/{found['paper_code']}", code=spaced(found["paper_code"]),
    )  # fmt: skip


@get("/hours/certificates/{certificate:uuid}")
async def show_certificate(
    request: Request[Any, Any, Any], actor: Acting, certificate: FromPath[UUID]
) -> Answer:
    """How far the printing is; then the paper, its number, and how anybody verifies it."""
    return await _shown(request, actor, certificate, "scheduling/certificate.html")


@get("/hours/certificates/{certificate:uuid}/progress")
async def show_printing(
    request: Request[Any, Any, Any], actor: Acting, certificate: FromPath[UUID]
) -> Answer:
    """The part that is asked for every two seconds; the last answer ends the asking."""
    return await _shown(request, actor, certificate, "scheduling/_printing.html")


@get("/hours/certificates/{certificate:uuid}/paper.pdf")
async def show_paper(actor: Acting, certificate: FromPath[UUID]) -> File:
    """The paper.

    Raises:
        NotFound: it is not mine, not printed yet, or revoked.

    """
    found = await queries.my_certificate(certificate, by=actor)
    if found["stored_file"] is None or found["revoked_at"] is not None:
        raise NotFound
    file = await stored(found["stored_file"], by=actor)
    return File(
        path=file.path, filename=file.name, media_type=PDF, headers={"cache-control": "no-store"}
    )


@post("/hours/certificates/{certificate:uuid}/revocation", guards=GUARDS)
async def revoke(
    request: Request[Any, Any, Any], actor: Acting, certificate: FromPath[UUID]
) -> Answer:
    """It is worth nothing from now on; why."""
    submission: Submission[forms.RevokeForm] = await read(forms.RevokeForm, request)
    person = submission.named("person")
    if not (wish := submission.form):
        return await person_page(request, actor, person, submission)
    try:
        await certificates.revoke(certificate, wish.because, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return await person_page(request, actor, person, submission.because(refusal))
    return see_other(f"/hours/ledger/{person}")


@get("/v", opt={"public": True})
async def ask_code(request: Request[Any, Any, Any]) -> Answer:
    """A place for the code of a certificate."""
    typed = request.query_params.get("code")
    if typed is not None:
        letters = "".join(c for c in typed if c.isalnum())[:20]
        return see_other(f"/v/{letters or '0'}")
    return page(request, "scheduling/verify.html", found=None, asked=False, typed="")


# By address: a code cannot be found by trying, and nobody needs thirty in ten minutes.
@get(
    "/v/{code:str}", opt={"public": True},
    guards=[limit("verify", VERIFY_TIMES, VERIFY_SECONDS)],
)  # fmt: skip
async def verify(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
    """What a certificate states: number, covered name, hours; valid, revoked, or none."""
    found = await queries.verified(code)
    return page(
        request, "scheduling/verify.html", status=200 if found else 404, found=found, asked=True,
        typed=code[:20],
        headers={"referrer-policy": "no-referrer", "x-robots-tag": "noindex", "cache-control": "no-store"},
    )  # fmt: skip


HANDLERS = [
    ask_certificate, show_certificate, show_printing, show_paper, revoke, ask_code, verify,
]  # fmt: skip
