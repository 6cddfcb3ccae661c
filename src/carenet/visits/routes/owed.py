"""/obligations: what is owed to the children and past its day; setting aside with a reason."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.placements.rules import EXEMPT_DAYS_MAX
from carenet.placements.services import exempt_area, exempt_obligation
from carenet.places.cache import name_of
from carenet.visits import forms, wording
from carenet.visits.queries.owed import owed

OFFICERS: Final = needs("city", "county", "township", "director", "bureau")
DECIDE: Final = needs("county", "township", "director")


async def _values(page: int | None, *, soon: bool, actor: Any) -> dict[str, Any]:
    today = clock.today()
    found = await owed(page, today, soon=soon, by=actor)
    villages = sorted({one.village for one in found.rows})
    return {
        "found": found, "soon": soon, "w": wording, "name_of": name_of,
        "places": [(code, name_of(code)) for code in dict.fromkeys([actor.lo, *villages])],
        "last_day": today.fromordinal(today.toordinal() + EXEMPT_DAYS_MAX),
    }  # fmt: skip


@get("/obligations", guards=[OFFICERS])
async def list_obligations(
    request: Request[Any, Any, Any],
    actor: Acting,
    page: FromQuery[int | None] = None,
    show: FromQuery[str | None] = None,
) -> Answer:
    """Overdue first, sorted by the children's need."""
    values = await _values(page, soon=show == "soon", actor=actor)
    return answers.page(request, "visits/obligations.html", submission=None, **values)


@post("/obligations/{obligation:uuid}/exemption", guards=[DECIDE])
async def exempt_one(
    request: Request[Any, Any, Any], actor: Acting, obligation: FromPath[UUID]
) -> Answer:
    """Set one thing aside."""
    submission: Submission[forms.ExemptForm] = await read(forms.ExemptForm, request)
    if submission.form:
        await exempt_obligation(obligation, submission.form.because, by=actor)
        return see_other("/obligations")
    values = await _values(None, soon=False, actor=actor)
    return refused(request, "visits/obligations.html", submission, **values)


@post("/obligations/exemptions", guards=[DECIDE])
async def exempt_many(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set aside what is owed in the whole area until a day."""
    submission: Submission[forms.ExemptAreaForm] = await read(forms.ExemptAreaForm, request)
    wish = submission.form
    if wish:
        try:
            await exempt_area(wish.division, wish.because, wish.ends_on, kind=wish.kind, by=actor)
            return see_other("/obligations")
        except Refusal as refusal:
            submission = submission.because(refusal)
    values = await _values(None, soon=False, actor=actor)
    return refused(request, "visits/obligations.html", submission, **values)


HANDLERS: Final = (list_obligations, exempt_one, exempt_many)
