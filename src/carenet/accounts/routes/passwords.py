"""/me/password: set or change one's own password."""

from typing import Any, Final

from litestar import Request, get, post

from carenet.accounts import forms
from carenet.accounts.queries.duties import has_password
from carenet.accounts.routes.door import device_of, let_in
from carenet.accounts.services.passwords import set_password
from carenet.core.answers import Acting, Answer, page, refused
from carenet.core.forms import Submission, read
from carenet.core.limits import count
from carenet.core.refusals import Refusal

CHANGE_TIMES, CHANGE_SECONDS = 10, 600
TEMPLATE: Final = "accounts/password.html"


@get("/me/password")
async def edit_password(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The form."""
    return page(request, TEMPLATE, submission=None, has_one=await has_password(by=actor))


@post("/me/password")
async def replace_password(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Change it; every other sign-in of the account ends."""
    await count(request, "password", str(actor.id), CHANGE_TIMES, CHANGE_SECONDS)
    submission: Submission[forms.PasswordForm] = await read(forms.PasswordForm, request)
    if wish := submission.form:
        try:
            token = await set_password(
                wish.new, wish.present, by=actor, device=device_of(request)
            )  # fmt: skip
            return let_in(token, "/me")
        except Refusal as refusal:
            submission = submission.because(refusal)
    submission.typed.clear()
    return refused(request, TEMPLATE, submission, has_one=await has_password(by=actor))


HANDLERS: Final = [edit_password, replace_password]
