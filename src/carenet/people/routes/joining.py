"""/join/{token}: a newcomer's one form on the phone."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from carenet.accounts.entry import COOKIE
from carenet.accounts.services import LinkGone, open_sign_in, peek_link
from carenet.core import words
from carenet.core.answers import Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import limit
from carenet.core.refusals import N_, Refusal
from carenet.people import forms
from carenet.people.routes.words import kind_words, offer_choices
from carenet.people.rules.offering import KINDS, free_times
from carenet.people.services.joining import Newcomer, join

JOIN_TIMES, JOIN_SECONDS = 200, 600
COOKIE_SECONDS: Final = 90 * 86400
FORMS: Final[dict[str, type[forms.JoinForm]]] = {
    "volunteer": forms.VolunteerForm,
    "proxy_parent": forms.ProxyForm,
    "host": forms.HostForm,
    "staff": forms.JoinForm,
}


class OfKin(Refusal):
    """Who keeps a child of the family is its carer, and need not apply."""

    msgid = N_(
        "Thank you for keeping a child of your family. You need not apply for that: you are its carer already. Please tell the child director of the village; two people come by, see what you need, and help with it. If you would also take in other children, please choose that."
    )


async def _invited(token: str) -> dict[str, Any]:
    """What the link says.

    Raises:
        LinkGone: it leads nowhere, or is no invitation.

    """
    link = await peek_link(token)
    if link["kind"] != "join" or link["details"].get("kind") not in KINDS:
        raise LinkGone
    return {
        "token": token,
        "kind": link["details"]["kind"],
        "place": link["details"].get("place", ""),
        "ends": link["ends"],
        "known": "adult" in link["details"],
        "kind_words": kind_words(),
        **offer_choices(),
    }


@get("/join/{token:str}", opt={"public": True})
async def show_joining(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """The form; opening it uses nothing up."""
    return page(request, "people/join.html", submission=None, **await _invited(token))


def newcomer_of(form: forms.JoinForm, typed: dict[str, Any]) -> Newcomer:
    """A newcomer's plain values from what was sent."""
    given = form.model_dump(exclude={"takes", "care", "for_whom"}, exclude_none=True)
    takes = getattr(form, "takes", [])
    return Newcomer(
        **given,
        speaks=words.current() if words.current() in words.LANGUAGES else words.DEFAULT,
        free=free_times(typed),
        takes_girls="girls" in takes,
        takes_boys="boys" in takes,
        full_care=getattr(form, "care", None) == "full",
    )


@post(
    "/join/{token:str}",
    opt={"public": True},
    guards=[limit("join", JOIN_TIMES, JOIN_SECONDS)],
)
async def create_joining(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """Join: account, person, offer in one transaction; signed in; typed text survives a refusal."""
    invited = await _invited(token)
    model = forms.KnownForm if invited["known"] else FORMS[invited["kind"]]
    submission: Submission[Any] = await read(model, request)
    if not submission.form:
        return refused(request, "people/join.html", submission, **invited)
    if getattr(submission.form, "for_whom", "others") == "kin":
        return refused(request, "people/join.html", submission.because(OfKin()), **invited)
    try:
        account = await join(token, newcomer_of(submission.form, submission.typed))
    except Refusal as refusal:
        return refused(request, "people/join.html", submission.because(refusal), **invited)
    fresh = await open_sign_in(
        account,
        factors=1,
        device=request.headers.get("user-agent", "")[:120],
        replaces=request.cookies.get(COOKIE),
    )
    answer = see_other("/me/home" if invited["known"] else "/welcome")
    answer.set_cookie(
        Cookie(
            key=COOKIE, value=fresh, path="/", secure=True, httponly=True, samesite="lax",
            max_age=COOKIE_SECONDS,
        )
    )  # fmt: skip
    return answer


@get("/welcome")
async def show_welcome(request: Request[Any, Any, Any]) -> Answer:
    """What happens next: which papers are asked for, and by whom."""
    return page(request, "people/welcome.html")


HANDLERS: Final = [show_joining, create_joining, show_welcome]
