"""What a person is told when something went wrong: what, whether data is safe, what to do."""

import asyncio
import secrets
from typing import Any, Final
from urllib.parse import quote, urlsplit

import asyncpg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect

from carenet.core import words
from carenet.core.answers import Answer, actor_of, page, wants_json
from carenet.core.csrf import CROSS_SITE
from carenet.core.database import definer, is_away
from carenet.core.refusals import N_, MayNot, NeedsSecondFactor, NotFound, PageLocked, Refusal

log = structlog.get_logger()
INCIDENT_SECONDS_MAX: Final = 2
RETRY_SECONDS: Final = 10
CLASHES: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""Two people acted on the same at the same moment, and the database let one of them go first."""
SAFE: Final = N_("Nothing you entered earlier was lost.")
KEPT: Final = N_("Nothing is lost: go back, and what you typed still stands there.")
TITLES: Final = {
    400: N_("That could not be read"),
    401: N_("Please sign in"),
    403: N_("That is not open to you"),
    404: N_("There is nothing here"),
    405: N_("That cannot be done here"),
    408: N_("That took too long"),
    409: N_("Somebody was quicker"),
    413: N_("That is too large"),
    415: N_("That kind of file cannot be taken"),
    422: N_("That cannot be done"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
    503: N_("A part of the system does not answer"),
    507: N_("There is no room left"),
}
CLASH: Final = N_(
    "Somebody acted on the same at this very moment. Nothing was saved here; please send it once more."
)
OTHER_SITE: Final = N_("This was sent from another site, so nothing was done. Please do it here.")
WAIT: Final = N_("Please try again in %(minutes)s min.")
SENTENCES: Final = {
    400: N_("The request was not complete. Please go back and try once more."),
    401: N_("You are not signed in, or were away for too long."),
    403: N_(
        "Your duties do not cover this page. If you need it, please ask whoever gives you your duties."
    ),
    404: N_("The address is wrong, or it is not within your reach."),
    405: N_("This address takes another kind of request."),
    408: N_("The connection was too slow. Please try once more."),
    413: N_("The file or the text is larger than we can take."),
    415: N_("Please send a workbook (.xlsx) or a photo (.jpg, .png)."),
    429: N_("Please try again later."),
    500: N_("We have written it down and will look into it."),
    503: N_("Please try again in a minute."),
    507: N_("Please tell the administrator."),
}


def _language(request: Request[Any, Any, Any]) -> None:
    actor = actor_of(request)
    saved = actor.language if actor.account else request.cookies.get("language")
    words.speak(words.choose(saved, request.headers.get("accept-language", "")))


def _answer(
    request: Request[Any, Any, Any],
    status: int,
    sentence: str,
    *,
    incident: str | None = None,
    title: str | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    title = words.gettext(title or TITLES.get(status, TITLES[500 if status >= 500 else 400]))
    if wants_json(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        if status == 503:
            body["detail"] = f"{sentence} {words.gettext(KEPT)}"
        if incident:
            body["incident"] = incident
        return Response(
            body, status_code=status, media_type="application/problem+json", headers=headers or {}
        )
    return page(
        request,
        "core/error.html",
        status=status,
        headers=headers,
        title=title,
        sentence=sentence,
        advice=words.gettext(KEPT if status == 503 else SAFE) if status >= 500 else None,
        incident=incident,
    )


def _to_sign_in(request: Request[Any, Any, Any]) -> Answer:
    if wants_json(request) or request.headers.get("hx-request"):
        answer = _answer(request, 401, words.gettext(SENTENCES[401]))
        answer.set_header("HX-Redirect", "/sign-in")
        return answer
    after = request.url.path if request.method == "GET" else "/"
    return Redirect(f"/sign-in?next={quote(after)}", status_code=303)


def _to_opening(request: Request[Any, Any, Any], refusal: PageLocked) -> Answer:
    """To the four digits and back; what was typed into a page left open is sent once they are there."""
    came_from = urlsplit(request.headers.get("referer", "")).path or "/"
    after = request.url.path if request.method == "GET" else came_from
    way = f"/me/lock/opening?next={quote(after)}"
    if wants_json(request) or request.headers.get("hx-request"):
        answer = _answer(request, 423, words.sentence(refusal))
        answer.set_header("HX-Redirect", f"/me/lock/opening?next={quote(came_from)}")
        return answer
    if refusal.fields:
        return page(
            request, "accounts/page_lock_opening.html", status=423, submission=None, after=after,
            frame="layouts/plain.html", me=None, account=actor_of(request).account,
            send=request.url.path, carried=refusal.fields,
        )  # fmt: skip
    return Redirect(way, status_code=303)


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Answer:
    """A verb said no and the handler had no form to say it in."""
    _language(request)
    if isinstance(refusal, NeedsSecondFactor) and not wants_json(request):
        return Redirect(f"/second-factor?next={quote(request.url.path)}", status_code=303)
    if isinstance(refusal, PageLocked):
        return _to_opening(request, refusal)
    if isinstance(refusal, MayNot) and not actor_of(request).account:
        return _to_sign_in(request)
    status = 404 if isinstance(refusal, NotFound) else 403 if isinstance(refusal, MayNot) else 422
    return _answer(request, status, words.sentence(refusal))


def on_http(request: Request[Any, Any, Any], wrong: HTTPException) -> Answer:
    """Litestar's own answers, in our words."""
    _language(request)
    if isinstance(wrong, NotAuthorizedException):
        return _to_sign_in(request)
    if wrong.status_code >= 500 and wrong.status_code != 507:
        return on_error(request, wrong)
    msgid = SENTENCES.get(wrong.status_code, SENTENCES[400])
    sentence = words.gettext(OTHER_SITE if wrong.detail == CROSS_SITE else msgid)
    kept = {k: v for k, v in (wrong.headers or {}).items() if k.lower() in ("retry-after", "allow")}
    if seconds := kept.get("Retry-After"):
        sentence = words.translate(WAIT, minutes=-(-int(seconds) // 60))
    return _answer(request, wrong.status_code, sentence, headers=kept)


async def _write_down(code: str, request: Request[Any, Any, Any], wrong: Exception) -> None:
    try:
        async with asyncio.timeout(INCIDENT_SECONDS_MAX):
            await definer(
                "insert into incidents (code, path, kind, detail, account) values ($1, $2, $3, $4, $5)",
                code,
                request.scope.get("path_template") or "",
                type(wrong).__name__,
                "",
                actor_of(request).account,
            )
    except Exception:  # noqa: BLE001  the log line is there already; the database may be what failed
        log.warning("incident not stored", incident=code)


def on_error(request: Request[Any, Any, Any], wrong: Exception) -> Answer:
    """A fault of ours: an incident id for the person, the whole story for the log alone."""
    _language(request)
    code = secrets.token_hex(4)
    away, clash = is_away(wrong), isinstance(wrong, CLASHES)
    log.error(
        "unreachable" if away else "clash" if clash else "incident",
        incident=code,
        method=request.method,
        route=request.scope.get("path_template") or "",
        account=str(actor_of(request).account or ""),
        exc_info=None if away else wrong,
        **({"because": type(wrong).__name__} if away else {}),
    )
    task = asyncio.get_running_loop().create_task(_write_down(code, request, wrong))
    request.app.state.running.add(task)
    task.add_done_callback(request.app.state.running.discard)
    again = away or clash  # a phone that holds entries sends them again by itself
    return _answer(
        request,
        503 if again else 500,
        words.gettext(CLASH if clash else SENTENCES[503 if again else 500]),
        incident=code,
        title=TITLES[409] if clash else None,
        headers={"Retry-After": str(RETRY_SECONDS)} if again else None,
    )


HANDLERS: Final = {Refusal: on_refusal, HTTPException: on_http, Exception: on_error}
