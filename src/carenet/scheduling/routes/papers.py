"""/registers/…/paper: the photo of a register taken on paper beside its grid; typed by one, confirmed by another."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.clock import SHANGHAI
from carenet.core.files import Limits, UploadRefused, spool
from carenet.core.forms import Submission
from carenet.core.pictures import LIMITS, NoPicture, drawn, sniff
from carenet.core.refusals import N_, Refusal
from carenet.core.uploads import receive
from carenet.scheduling import wording
from carenet.scheduling.queries.papers import PaperPage, paper_page, paper_photo
from carenet.scheduling.routes import paper_grid, views
from carenet.scheduling.rules.paper import CannotRead, PaperLine
from carenet.scheduling.services import papers

UPLOAD: Final = Limits(total=LIMITS.bytes_max + 64 * 1024, file=LIMITS.bytes_max, files=1, fields=4)
Verb = Callable[..., Awaitable[Any]]


def _any(head: bytes, _field: str) -> str:
    return sniff(head) or "unknown"


def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    found: PaperPage,
    submission: Submission[Any] | None = None,
    status: int = 200,
) -> Answer:
    return page(
        request, "scheduling/paper.html", status=status, found=found, s=found.register.session,
        submission=submission, reasons=views.choices(wording.REASONS),
        sayers=views.choices(wording.SAYERS), ways=views.choices(wording.LEFT),
        named=wording.named, REASONS=wording.REASONS, SAYERS=wording.SAYERS, LEFT=wording.LEFT,
        mine=bool(found.sheet and found.sheet["typed_by"] == actor.me),
    )  # fmt: skip


@get("/registers/{session:uuid}/paper")
async def show_paper(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The photo and the grid, or the way to send a photo."""
    return _show(request, actor, await paper_page(session, by=actor))


@get("/registers/{session:uuid}/paper/image")
async def show_photo(actor: Acting, session: FromPath[UUID]) -> Response[bytes]:
    """The bytes of the photo; kept by no cache."""
    return Response(await paper_photo(session, by=actor), media_type="image/jpeg")


async def _sent(request: Request[Any, Any, Any]) -> bytes:
    """The photo that was sent, drawn anew."""
    async with receive(request, spool(), _any, UPLOAD) as upload:
        if not upload.files or not upload.files[0].size:
            raise CannotRead(N_("Please choose the photo of the paper."))
        (picture,) = await drawn([upload.files[0].path.read_bytes()])
    return picture


@post("/registers/{session:uuid}/paper")
async def send_photo(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """The photo of the paper."""
    found = await paper_page(session, by=actor)
    try:
        await papers.keep_photo(session, await _sent(request), by=actor)
    except (CannotRead, NoPicture, UploadRefused) as refusal:
        blank: Submission[Any] = Submission.blank()
        return _show(request, actor, found, blank.because(refusal), 422)
    return see_other(f"/registers/{session}/paper")


async def _read(request: Request[Any, Any, Any], actor: Actor, session: UUID, verb: Verb) -> Answer:
    found = await paper_page(session, by=actor)
    children: Sequence[UUID] = [line.child for line in found.register.lines]
    typed = paper_grid.typed_of(await request.form(), children)
    day = found.register.session["starts_at"].astimezone(SHANGHAI).date()
    lines: list[PaperLine]
    lines, wrong = paper_grid.lines_of(typed, children, day)
    submission: Submission[Any] = Submission(typed, errors=wrong)
    if wrong:
        return _show(request, actor, found, submission, 422)
    try:
        await verb(session, lines, by=actor)
    except Refusal as refusal:
        views.pass_on(refusal)
        return _show(request, actor, found, submission.because(refusal), 422)
    return see_other(f"/registers/{session}/paper")


@post("/registers/{session:uuid}/paper/lines")
async def type_lines(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """What one reads from the photo."""
    return await _read(request, actor, session, papers.type_paper)


@post("/registers/{session:uuid}/paper/confirmation")
async def confirm_lines(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Answer:
    """What another reads from the same photo."""
    return await _read(request, actor, session, papers.confirm_paper)


HANDLERS: Final = (show_paper, show_photo, send_photo, type_lines, confirm_lines)
