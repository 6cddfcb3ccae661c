"""/calendars/TOKEN.ics for phones' calendars, and /me/feeds to make and end them."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, Router, get, post, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from carenet.calendars import forms, queries, services
from carenet.calendars.fragments import assemble, build, etag, frame
from carenet.calendars.rules import NAMES, PURPOSES, client_family
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.limits import count
from carenet.core.words import gettext

FETCH_TIMES: Final = 6
FETCH_SECONDS: Final = 1800
"""One in five minutes on the average; some clients ask twice in a row."""
HEADERS: Final = {
    "cache-control": "private, no-cache",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}


@route("/calendars/{name:str}", http_method=["GET", "HEAD"], opt={"public": True})
async def show_feed(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A feed. Dead, frozen, suspended and never-made tokens are told the same: there is nothing.

    Raises:
        NotFoundException: before any comparison of ETags, so that a revoked token never gets 304.

    """
    token = name.removesuffix(".ics")
    if len(token) != services.TOKEN_LETTERS:
        raise NotFoundException
    hidden = services.sha(token)
    client = client_family(request.headers.get("user-agent", ""))
    await count(request, "feed", hidden.hex(), FETCH_TIMES, FETCH_SECONDS)
    found = await queries.served(hidden, client, request.app.state.public_url)
    if found is None:
        raise NotFoundException
    mark = etag(str(found.id), found.name, found.entries)
    headers = {**HEADERS, "etag": mark}
    if mark in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type="text/calendar")
    body = await assemble(request.app.state.redis, found.name, found.entries, clock.today().year)
    headers["content-disposition"] = 'inline; filename="carenet.ics"'
    return Response(
        body, status_code=200, headers=headers, media_type="text/calendar; charset=utf-8"
    )


# The same entry as in the feed, under the same uid: a phone that has both shows one.
@get("/calendars/sessions/{session:uuid}")
async def show_session(
    request: Request[Any, Any, Any], actor: Acting, session: FromPath[UUID]
) -> Response[bytes]:
    """One session of mine as a file, for phones that follow no address.

    Raises:
        NotFound: it is not mine, or a talk that stands in no calendar.

    """
    entry = await queries.own_entry(session, request.app.state.public_url, by=actor)
    head, tail = frame(
        gettext(queries.NAMES["shifts"]), entry.starts_at.year, entry.starts_at.year + 1
    )
    headers = {**HEADERS, "content-disposition": 'attachment; filename="carenet.ics"'}
    return Response(
        head + build(entry) + tail, headers=headers, media_type="text/calendar; charset=utf-8"
    )


@get("/me/feeds/guide")
async def show_guide(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """How a calendar is added, in pictures."""
    del actor
    return page(request, "calendars/guide.html")


async def _mine(
    request: Request[Any, Any, Any], actor: Actor, *, fresh: str | None = None
) -> Answer:
    may = [p for p in PURPOSES if actor.has(*services.MAY[p])]
    public = request.app.state.public_url.rstrip("/")
    return page(
        request, "calendars/feeds.html", feeds=await queries.my_feeds(by=actor), may=may,
        purposes=PURPOSES, names=NAMES, fresh=f"{public}/calendars/{fresh}.ics" if fresh else None,
    )  # fmt: skip


@get("/me/feeds")
async def list_feeds(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My calendars: for what, until when, who fetched them last."""
    return await _mine(request, actor)


@post("/me/feeds", status_code=200)
async def make_feed(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """A new address. It is shown on this answer alone and cannot be shown again."""
    submission: Submission[forms.MakeFeedForm] = await read(forms.MakeFeedForm, request)
    if not (wish := submission.form):
        return see_other("/me/feeds")
    token = await services.make_feed(wish.purpose, int(wish.alarm_minutes), by=actor)
    return await _mine(request, actor, fresh=token)


@post("/me/feeds/{feed:uuid}/ending")
async def end_feed(actor: Acting, feed: FromPath[UUID]) -> Answer:
    """The address is dead at once."""
    await services.end_feed(feed, by=actor)
    return see_other("/me/feeds")


@post("/me/feeds/{feed:uuid}/renewal")
async def prolong_feed(actor: Acting, feed: FromPath[UUID]) -> Answer:
    """The address lives on."""
    await services.prolong_feed(feed, by=actor)
    return see_other("/me/feeds")


@post("/me/feeds/{feed:uuid}/clients")
async def allow_client(
    request: Request[Any, Any, Any], actor: Acting, feed: FromPath[UUID]
) -> Answer:
    """That program is mine too."""
    submission: Submission[forms.AllowForm] = await read(forms.AllowForm, request)
    if wish := submission.form:
        await services.allow_client(feed, wish.client, by=actor)
    return see_other("/me/feeds")


routes = Router(
    "/",
    route_handlers=[
        show_feed,
        show_session,
        show_guide,
        list_feeds,
        make_feed,
        end_feed,
        prolong_feed,
        allow_client,
    ],
    tags=["calendars"],
)
