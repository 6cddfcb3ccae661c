"""What a handler answers: a page, a fragment, a refusal with what was typed, a see-other."""

from collections.abc import Mapping
from typing import Any, Protocol

from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from carenet.core import clock, words
from carenet.core.actors import NOBODY_YET, Actor
from carenet.core.forms import Submission
from carenet.core.templates import environment

Answer = Response[Any]
Acting = NamedDependency[Actor]
"""Annotation of a handler that asks for the one who acts."""


class Me(Protocol):
    """What the layouts show of the one who is signed in."""

    shell: str


def actor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """Who acts in this request; nobody on a public page without a sign-in."""
    found = connection.scope.get("state", {}).get("actor")
    return found if isinstance(found, Actor) else NOBODY_YET


def common(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What every page has: who, in which frame, in which language, at what time."""
    actor = actor_of(request)
    me = request.app.state.navigate(actor, request.url.path) if actor.account else None
    language = words.current()
    return {
        "me": me,
        "frame": f"layouts/{me.shell}.html" if me else "layouts/plain.html",
        "lang": "zh-Hans" if language == "zh_Hans" else "en",
        "care": actor.large_text or request.cookies.get("large") == "1",
        "silent": bool(actor.duties) and bool(request.app.state.watch.silent),
        "demo": actor.demo or request.app.state.demo(),
        "path": request.url.path,
        "query": dict(request.query_params),
        "now": clock.now(),
        "today": clock.today(),
        "htmx": request.headers.get("hx-request") == "true",
    }


def page(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = HTTP_200_OK,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Answer:
    """Render a template with everything it needs already loaded."""
    html = environment().get_template(template).render({**common(request), **values})
    return Response(
        html, status_code=status, media_type=MediaType.HTML, headers=dict(headers or {})
    )


def refused(
    request: Request[Any, Any, Any],
    template: str,
    submission: Submission[Any],
    *,
    status: int = HTTP_422_UNPROCESSABLE_ENTITY,
    **values: Any,
) -> Answer:
    """The form again, with what was typed and what is wrong with it."""
    return page(request, template, status=status, submission=submission, **values)


def see_other(path: str) -> Redirect:
    """After a write: go and look, so that reloading does not write again."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)


def wants_json(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Does the client ask for JSON rather than a page?"""
    accept = connection.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept
