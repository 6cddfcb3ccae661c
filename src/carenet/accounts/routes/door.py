"""/sign-in, /sign-out, single-use links, and the demo's one-tap entry."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath
from litestar.response import Redirect

from carenet.accounts import forms, queries, services
from carenet.accounts.entry import COOKIE
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import count, limit
from carenet.core.refusals import NotFound, Refusal

SIGN_IN_TIMES, SIGN_IN_SECONDS = 10, 600
ADDRESS_TIMES = 20 * SIGN_IN_TIMES
COOKIE_SECONDS: Final = 90 * 86400


def safe_path(path: str) -> str:
    """Where to go next: a path of ours, never another site's."""
    plain = path.isprintable() and "\\" not in path  # a browser drops tabs and turns \ into /
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def let_in(token: str, path: str) -> Redirect:
    """The cookie and the way on."""
    answer = see_other(safe_path(path))
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=token,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
            max_age=COOKIE_SECONDS,
        )
    )
    return answer


BROWSERS: Final = (
    ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"),
    ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def _onward(found: services.Found, after: str) -> str:
    """Staff go by their second factor, or are asked to set one up."""
    wanted = found.has_totp or found.staff
    return f"/second-factor?next={quote(safe_path(after))}" if wanted else after


async def after_first_factor(name: str, token: str, after: str) -> Redirect:
    """The cookie, and on to the second factor where the account is staff's."""
    found = await services.account_for(name)
    return let_in(token, _onward(found, after) if found else after)


def device_of(request: Request[Any, Any, Any]) -> str:
    """The kind of browser and system, for the list of one's sign-ins; no version, no fingerprint."""
    said = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    return " \u00b7 ".join(part for part in (browser, system) if part) or "\u2013"


@get("/sign-in", opt={"public": True})
async def show_sign_in(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The door; whoever is in already goes on."""
    after = safe_path(request.query_params.get("next", "/"))
    if actor.account:
        return see_other(after)
    return page(
        request,
        "accounts/sign_in.html",
        submission=None,
        after=after,
        people=queries.demo_people() if request.app.state.demo() else [],
    )


@post(
    "/sign-in",
    opt={"public": True},
    guards=[limit("sign-in", ADDRESS_TIMES, SIGN_IN_SECONDS)],
)
async def create_sign_in(request: Request[Any, Any, Any]) -> Answer:
    """Sign in with a password; staff go on to their second factor."""
    submission: Submission[forms.SignInForm] = await read(forms.SignInForm, request)
    people = queries.demo_people() if request.app.state.demo() else []
    after = safe_path(str(submission.typed.get("next", "/")))
    if not (wish := submission.form):
        return refused(request, "accounts/sign_in.html", submission, after=after, people=people)
    try:
        await count(request, "sign-in-name", wish.name.lower(), SIGN_IN_TIMES, SIGN_IN_SECONDS)
        found = await services.check_password(wish.name, wish.password)
        token = await services.open_sign_in(
            found.id,
            factors=1,
            device=device_of(request),
            replaces=request.cookies.get(COOKIE),
        )
    except Refusal as refusal:
        submission.typed.pop("password", None)
        return refused(
            request,
            "accounts/sign_in.html",
            submission.because(refusal),
            after=after,
            people=people,
        )
    return let_in(token, _onward(found, wish.next))


@post("/sign-in/demo", opt={"public": True})
async def enter_demo(request: Request[Any, Any, Any]) -> Answer:
    """One tap into the demo as one of its people; anywhere else there is no such thing.

    Raises:
        NotFound: this is no demo, or there is no such handle.

    """
    submission: Submission[forms.EnterForm] = await read(forms.EnterForm, request)
    wish = submission.form
    if not request.app.state.demo() or wish is None:
        raise NotFound
    found = await services.account_for(wish.handle)
    if found is None:
        raise NotFound
    token = await services.open_sign_in(
        found.id, factors=2, device=device_of(request), replaces=request.cookies.get(COOKIE)
    )
    return let_in(token, wish.next)


@get("/sign-in/link/{token:str}", opt={"public": True})
async def show_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """A page whose button posts: messengers fetch links ahead, and nothing may happen then."""
    link = await services.peek_link(token)
    return page(request, "accounts/link.html", link=link, token=token)


@post("/sign-in/link/{token:str}", opt={"public": True})
async def use_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """Use a sign-in link, once.

    Raises:
        LinkGone: it was used or has ended.

    """
    link = await services.peek_link(token)
    if link["kind"] != "sign-in":
        raise services.LinkGone
    link = await services.use_link(token)
    fresh = await services.open_sign_in(
        link["account"],
        factors=2 if request.app.state.demo() else 1,
        device=device_of(request),
        replaces=request.cookies.get(COOKIE),
    )
    return let_in(fresh, "/")


@post("/sign-out", opt={"public": True})
async def create_sign_out(request: Request[Any, Any, Any]) -> Answer:
    """The sign-in is dead at once, here and for any copy of the cookie."""
    if token := request.cookies.get(COOKIE):
        await services.end_sign_in(token)
    answer = see_other("/sign-in")
    answer.delete_cookie(COOKIE, path="/")
    if request.headers.get("x-outbox-empty") == "1":
        answer.set_header("Clear-Site-Data", '"cache", "storage"')
    return answer


HANDLERS = [show_sign_in, create_sign_in, enter_demo, show_link, use_link, create_sign_out]
