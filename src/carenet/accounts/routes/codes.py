"""/sign-in/code: a code of six digits to the own phone. A known number and an unknown look alike."""

from typing import Any, Final

from litestar import Request, get, post

from carenet.accounts import forms
from carenet.accounts.entry import COOKIE
from carenet.accounts.routes.door import (
    ADDRESS_TIMES,
    SIGN_IN_SECONDS,
    after_first_factor,
    device_of,
    safe_path,
)
from carenet.accounts.services import codes as services
from carenet.accounts.services import open_sign_in
from carenet.core.answers import Answer, page, refused
from carenet.core.forms import Submission, read
from carenet.core.limits import count, limit
from carenet.core.refusals import Refusal

SEND_TIMES, SEND_SECONDS = 4, 900
TRY_TIMES, TRY_SECONDS = 8, 600


@get("/sign-in/code", opt={"public": True})
async def show_code_wish(request: Request[Any, Any, Any]) -> Answer:
    """Which number?"""
    after = safe_path(request.query_params.get("next", "/"))
    can_send = request.app.state.send_code is not None
    return page(request, "accounts/code.html", submission=None, after=after, can_send=can_send)


@post(
    "/sign-in/code",
    opt={"public": True},
    status_code=200,
    guards=[limit("code-send", ADDRESS_TIMES, SIGN_IN_SECONDS)],
)
async def create_code(request: Request[Any, Any, Any]) -> Answer:
    """Send one, if the number has an account; the answer says the same either way.

    Raises:
        NoChannel: nothing is set up that could send it.

    """
    submission: Submission[forms.NumberForm] = await read(forms.NumberForm, request)
    after = safe_path(str(submission.typed.get("next", "/")))
    channel: services.Channel | None = request.app.state.send_code
    if channel is None:
        raise services.NoChannel
    if not (wish := submission.form):
        return refused(request, "accounts/code.html", submission, after=after, can_send=True)
    await count(request, "code-number", wish.number, SEND_TIMES, SEND_SECONDS)
    await services.send_code(wish.number, channel)
    return page(
        request, "accounts/code_entry.html", submission=None, number=wish.number, after=after
    )  # fmt: skip


@post(
    "/sign-in/code/entry",
    opt={"public": True},
    guards=[limit("code-try", ADDRESS_TIMES, SIGN_IN_SECONDS)],
)
async def use_code(request: Request[Any, Any, Any]) -> Answer:
    """Check it and come in."""
    submission: Submission[forms.CodeForm] = await read(forms.CodeForm, request)
    after = safe_path(str(submission.typed.get("next", "/")))
    number = str(submission.typed.get("number", ""))
    if wish := submission.form:
        await count(request, "code-tries", wish.number, TRY_TIMES, TRY_SECONDS)
        try:
            account = await services.check_code(wish.number, wish.code)
            token = await open_sign_in(
                account,
                factors=1,
                device=device_of(request),
                replaces=request.cookies.get(COOKIE),
            )
            return await after_first_factor(wish.number, token, after)
        except Refusal as refusal:
            submission = submission.because(refusal)
    submission.typed.pop("code", None)
    return refused(request, "accounts/code_entry.html", submission, number=number, after=after)


HANDLERS: Final = [show_code_wish, create_code, use_code]
