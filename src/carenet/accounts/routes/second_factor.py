"""/second-factor: set it up with a picture, confirm with six digits, step up before what is sealed."""

from typing import Any, Final
from urllib.parse import quote

import segno
from litestar import Request, get, post

from carenet.accounts import forms
from carenet.accounts.queries import duties as queries
from carenet.accounts.routes.door import device_of, let_in, safe_path
from carenet.accounts.rules.totp import address_of
from carenet.accounts.services import second_factor as services
from carenet.core.actors import STAFF_ROLES
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.ciphers import unseal
from carenet.core.forms import Submission, read
from carenet.core.limits import count
from carenet.core.refusals import Refusal

CODE_TIMES, CODE_SECONDS = 6, 300
QR_SCALE: Final = 6
TEMPLATE: Final = "accounts/second_factor.html"


async def _shown(by: Acting, after: str) -> dict[str, Any]:
    """What the page needs: is one set up, and the picture of one that waits for its first code."""
    confirmed, sealed, id_ = await queries.second_factor(by=by)
    picture = secret = None
    if sealed is not None and id_ is not None:
        secret = unseal(sealed, "totp_secrets", "secret", id_)
        picture = segno.make(address_of(secret, by.name), error="m").svg_data_uri(
            scale=QR_SCALE, border=2
        )  # fmt: skip
    return {
        "confirmed": confirmed,
        "picture": picture,
        "secret": secret,
        "after": after,
        "staff": by.has(*STAFF_ROLES),
        "strong": by.factors >= 2,
    }


@get("/second-factor")
async def show_second_factor(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Six digits, or the way to set it up."""
    after = safe_path(request.query_params.get("next", "/"))
    return page(request, TEMPLATE, submission=None, **await _shown(actor, after))


@post("/second-factor/enrolment")
async def create_enrolment(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Make a secret; the page then shows its picture."""
    submission: Submission[forms.NextForm] = await read(forms.NextForm, request)
    after = safe_path(submission.form.next if submission.form else "/")
    await services.begin_second_factor(by=actor)
    return see_other(f"/second-factor?next={quote(after)}")


@post("/second-factor")
async def confirm_second_factor(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Check the digits; a new token, the old one dead."""
    await count(request, "second-factor", str(actor.id), CODE_TIMES, CODE_SECONDS)
    submission: Submission[forms.DigitsForm] = await read(forms.DigitsForm, request)
    after = safe_path(str(submission.typed.get("next", "/")))
    if wish := submission.form:
        try:
            token = await services.confirm_second_factor(
                wish.code, by=actor, device=device_of(request)
            )
            return let_in(token, after)
        except Refusal as refusal:
            submission = submission.because(refusal)
    submission.typed.pop("code", None)
    return refused(request, TEMPLATE, submission, **await _shown(actor, after))


HANDLERS: Final = [show_second_factor, create_enrolment, confirm_second_factor]
