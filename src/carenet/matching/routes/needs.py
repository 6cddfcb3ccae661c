"""/matching/needs: opening a need by hand for one child."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.matching import forms, services, wording
from carenet.matching.queries.needs import needs_page
from carenet.matching.rules import SUBJECTS

MAY_OPEN = [needs("county", "township", "director", "teacher")]


async def _values(child: UUID, actor: Acting) -> dict[str, Any]:
    return {
        "shown": await needs_page(child, by=actor),
        "wording": wording,
        "services": wording.options(wording.SERVICES),
        "subjects": [(s, wording.subject(s)) for s in SUBJECTS],
    }


def _named(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None


@get("/needs/of/{child:uuid}", guards=MAY_OPEN)
async def show_needs(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """A child's needs, and the form for one more."""
    return page(request, "matching/needs.html", submission=None, **await _values(child, actor))


@post("/needs", guards=MAY_OPEN)
async def create_need(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Open a need by hand: who and why are kept."""
    submission: Submission[forms.NeedForm] = await read(forms.NeedForm, request)
    child = wish.child if (wish := submission.form) else _named(submission.typed.get("child"))
    if wish is None:
        return refused(request, "matching/needs.html", submission, **await _values(child, actor))
    try:
        await services.open_need(
            wish.child, wish.service, subject=wish.subject, because=wish.because, wish=wish.wish,
            wants_sex=wish.wants_sex, by=actor,
        )  # fmt: skip
    except Refusal as refusal:
        again = submission.because(refusal)
        return refused(request, "matching/needs.html", again, **await _values(child, actor))
    return see_other(f"/matching/needs/of/{wish.child}")


HANDLERS = [show_needs, create_need]
