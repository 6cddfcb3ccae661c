"""/children/{id}/kin: the village looks at who of the family keeps a child."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.core.words import gettext
from carenet.safeguarding import forms
from carenet.safeguarding.queries.kin import kin_page
from carenet.safeguarding.rules import kin as rules
from carenet.safeguarding.rules.taking_on import ANSWERS
from carenet.safeguarding.services import kin as verbs

TEMPLATE: Final = "safeguarding/kin.html"
WHO: Final = [needs(*verbs.MAY_ASSESS)]


async def _values(child: UUID, actor: Any) -> dict[str, Any]:
    return {
        "found": await kin_page(child, by=actor),
        "mine": actor.person,
        "items": [(code, gettext(said)) for code, said in rules.ITEMS.items()],
        "outcomes": [(code, gettext(said)) for code, said in rules.OUTCOMES.items()],
        "answers": [(code, gettext(said)) for code, said in ANSWERS.items()],
        "first_day": clock.today().fromordinal(clock.today().toordinal() - rules.VISIT_DAYS_MAX),
    }


@get("/children/{child:uuid}/kin", guards=WHO)
async def show_kin(request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]) -> Answer:
    """What was seen so far, and a form for another look."""
    return page(request, TEMPLATE, submission=None, **await _values(child, actor))


@post("/children/{child:uuid}/kin", guards=WHO)
async def create_assessment(
    request: Request[Any, Any, Any], actor: Acting, child: FromPath[UUID]
) -> Answer:
    """What two people saw."""
    submission: Submission[forms.KinForm] = await read(forms.KinForm, request)
    if wish := submission.form:
        seen = verbs.Seen(
            wish.visited_on, wish.answers(), wish.outcome, wish.support, wish.child_said
        )
        try:
            await verbs.write_assessment(child, wish.person, wish.second, seen, by=actor)
            return see_other(f"/children/{child}/kin")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, TEMPLATE, submission, **await _values(child, actor))


@post("/children/{child:uuid}/kin/{assessment:uuid}/answer", guards=WHO)
async def answer_assessment(
    request: Request[Any, Any, Any],
    actor: Acting,
    child: FromPath[UUID],
    assessment: FromPath[UUID],
) -> Answer:
    """The second saw the same, or not."""
    submission: Submission[forms.KinAnswerForm] = await read(forms.KinAnswerForm, request)
    if wish := submission.form:
        try:
            await verbs.answer_assessment(
                child, assessment, agreed=wish.agreed == "yes", differs=wish.differs, by=actor
            )
            return see_other(f"/children/{child}/kin")
        except Refusal as refusal:
            submission = submission.because(refusal)
    return refused(request, TEMPLATE, submission, **await _values(child, actor))


HANDLERS: Final = [show_kin, create_assessment, answer_assessment]
