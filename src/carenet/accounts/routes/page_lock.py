"""/me/lock: four digits before one's pages on a phone that several people hold; /me/lock/opening: type them."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from carenet.accounts import forms
from carenet.accounts.entry import COOKIE, SHUT
from carenet.accounts.queries import page_lock
from carenet.accounts.routes.door import safe_path
from carenet.accounts.services.page_lock import SignedOut, open_pages, set_page_lock
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import MayNot, Refusal

SETTING: Final = "accounts/page_lock.html"
OPENING: Final = "accounts/page_lock_opening.html"
BARE: Final = "layouts/plain.html"
"""No name and no tabs while it is closed."""
NOTHING: Final[Mapping[str, Any]] = {"send": "", "carried": ()}
OWN: Final = ("digits", "next", "send", "proof")
"""The fields of the question itself; all others are of the form that waits behind it."""
PROOF: Final = re.compile(r"[0-9a-f]{32}")
PROOF_SECONDS: Final = 120


def _out() -> Redirect:
    """The sign-in has ended: to the door."""
    answer = see_other("/sign-in?ended=digits")
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _right(answer: Redirect, submission: Submission[Any]) -> Redirect:
    """The digits are right: the page that sent them hears so of this one typing, and may ask for them without a network."""
    if PROOF.fullmatch(proof := str(submission.typed.get("proof", ""))):
        answer.set_cookie(
            Cookie(
                key="lock-proof", value=proof, path="/", secure=True, samesite="strict",
                max_age=PROOF_SECONDS,
            )
        )  # fmt: skip
    return answer


def _after(path: str) -> str:
    """Where to go once it is open: never back to the question itself."""
    ours = urlsplit(safe_path(path)).path
    return "/" if ours.startswith("/me/lock/opening") else ours


def _carried(submission: Submission[Any]) -> list[tuple[str, str]]:
    """What was typed into the form that waits."""
    found = []
    for name, given in submission.typed.items():
        if name not in OWN:
            found += [(name, value) for value in (given if isinstance(given, list) else [given])]
    return found


@get("/me/lock")
async def edit_page_lock(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Is there one, and the form to set, change or take it away."""
    return page(request, SETTING, submission=None, mine=await page_lock.mine(by=actor))


@post("/me/lock")
async def replace_page_lock(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Set, change or take away."""
    submission: Submission[forms.PageLockForm] = await read(forms.PageLockForm, request)
    if wish := submission.form:
        try:
            await set_page_lock(wish.digits if wish.wanted else None, wish.present, by=actor)
            return _right(see_other("/me/lock?saved=yes"), submission)
        except SignedOut:
            return _out()
        except MayNot:
            raise
        except Refusal as refusal:
            submission = submission.because(refusal)
    submission.typed.clear()
    return refused(request, SETTING, submission, mine=await page_lock.mine(by=actor))


@get("/me/lock/opening", opt={"locked": True})
async def ask_digits(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The four digits are asked for; whose pages are open goes on at once."""
    after = _after(request.query_params.get("next", "/"))
    if actor.page_lock != SHUT:
        return see_other(after)
    return page(request, OPENING, submission=None, after=after, frame=BARE, me=None,
                account=actor.account, **NOTHING)  # fmt: skip


@post("/me/lock/opening", opt={"locked": True})
async def open_my_pages(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The digits were typed; a form that waits behind them is sent on as it is (307 keeps method and body)."""
    submission: Submission[forms.OpeningForm] = await read(forms.OpeningForm, request)
    after = _after(str(submission.typed.get("next", "/")))
    send = _after(str(submission.typed.get("send", "/")))
    onward = Redirect(send, status_code=307) if send != "/" else see_other(after)
    carried = _carried(submission)
    if actor.page_lock != SHUT:
        return onward
    if wish := submission.form:
        try:
            await open_pages(wish.digits, by=actor)
        except SignedOut:
            return _out()
        except Refusal as refusal:
            submission = submission.because(refusal)
        else:
            return _right(onward, submission)
    submission.typed.clear()
    return refused(
        request, OPENING, submission, after=after, frame=BARE, me=None, account=actor.account,
        send="" if send == "/" else send, carried=carried,
    )  # fmt: skip


HANDLERS: Final = [edit_page_lock, replace_page_lock, ask_digits, open_my_pages]
