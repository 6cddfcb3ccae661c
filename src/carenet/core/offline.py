"""For phones without a network: the key they seal to, the entries they send later, the anonymous shell."""

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import structlog
from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.exceptions import NotAuthorizedException, ServiceUnavailableException
from litestar.params import JSONBody
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_403_FORBIDDEN,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page
from carenet.core.assets import asset, assets
from carenet.core.database import reading
from carenet.core.doors import Doors, Handed, Sent, door_at
from carenet.core.envelopes import EnvelopeBroken, KeyGone, Opened, open_envelope, phone_key
from carenet.core.limits import by_account, limit
from carenet.core.paths import TEMPLATES
from carenet.core.refusals import N_, Refusal
from carenet.core.words import gettext, sentence

ENTRY_BYTES_MAX: Final = 5 * 1024 * 1024
ENTRIES_A_MINUTE_MAX: Final = 300
SHELL_PAGES: Final = (
    "/offline", "/offline/visit", "/offline/day", "/offline/contact", "/offline/tried", "/offline/outbox",
    "/offline/key",
)  # fmt: skip
SHELL_ASSETS: Final = (
    "phone.css",
    "htmx.js",
    "outbox.js",
    "photos.js",
    "voice.js",
    "lock.js",
    "icon.svg",
)
SHELL_TEMPLATES: Final = ("core/offline.html", "core/outbox.html", "visits", "layouts", "parts")
BROKEN: Final = N_(
    "This record could not be opened here. Please write it down again, or call the township office."
)
NO_DOOR: Final = N_("This kind of record is no longer taken. Please call the township office.")
log = structlog.get_logger()


@get("/offline/key", opt={"public": True})
async def show_key() -> dict[str, Any]:
    """The public half of the key that phones seal to.

    Raises:
        ServiceUnavailableException: there is none yet; a phone asks again.

    """
    try:
        found = await phone_key()
    except KeyGone:
        raise ServiceUnavailableException from None
    return {"kid": found.kid, "jwk": found.jwk}


def _say(status: int, key: str, state: str, **more: Any) -> Answer:
    headers = {"Retry-After": "300"} if state == "again" else {}
    return Response({"key": key, "state": state, **more}, status_code=status, headers=headers)


def _mend(key: str, words: str, opened: Opened | None = None, name: str = "") -> Answer:
    return _say(
        HTTP_422_UNPROCESSABLE_ENTITY, key, "mend", errors={name: words},
        location=opened.url if opened else "/offline/outbox",
        **({"fields": opened.fields} if opened else {}),
    )  # fmt: skip


def _answer(key: str, opened: Opened, handed: Handed) -> Answer:
    if handed.done:
        return _say(HTTP_200_OK, key, "done", location=handed.location)
    wrong = handed.submission
    errors = dict(wrong.errors) or {"": wrong.refusal or ""}
    return _say(
        HTTP_422_UNPROCESSABLE_ENTITY, key, "mend", errors=errors, fields=opened.fields,
        location=handed.location,
    )  # fmt: skip


@post(
    "/offline/entries",
    opt={"locked": True},  # what waits on a phone is sent, whoever holds it
    guards=[limit("offline", ENTRIES_A_MINUTE_MAX, 60, by_account)],
    request_max_body_size=ENTRY_BYTES_MAX,
)
async def take_entry(
    request: Request[Any, Any, Any], data: JSONBody[dict[str, Any]], actor: Acting
) -> Answer:
    """A sealed record: opened, checked to be this person's, handed to the verb of its form.

    Raises:
        NotAuthorizedException: the sign-in ended meanwhile; the phone keeps the record for the next.

    """
    key = str(data.get("key", ""))
    account = str(actor.account)
    if key != request.headers.get("idempotency-key") or not key:
        return _mend(key, gettext(BROKEN))
    if data.get("user") != account or request.headers.get("x-outbox-user") != account:
        return _say(HTTP_403_FORBIDDEN, key, "other")
    try:
        opened = await open_envelope(data, key)
    except KeyGone:
        log.warning("an entry is sealed to a key that is not here", kid=str(data.get("kid"))[:20])
        return _say(HTTP_503_SERVICE_UNAVAILABLE, key, "again")
    except EnvelopeBroken:
        return _mend(key, gettext(BROKEN))
    answer = await _through_its_door(request.app.state.doors, key, opened, actor)
    if answer.status_code != HTTP_200_OK and not await _still_in(actor):
        # The sign-in ended while this was read, so that nothing was within reach any more: nothing is wrong with the
        # record, and a phone that is told so would never send it again.
        raise NotAuthorizedException
    return answer


async def _still_in(actor: Actor) -> bool:
    async with reading(actor) as db:
        return await db.fetchval("select account from app.acting()") is not None


async def _through_its_door(doors: Doors, key: str, opened: Opened, by: Actor) -> Answer:
    door = door_at(doors, opened.url)
    if door is None:
        return _mend(key, gettext(NO_DOOR), opened)
    at = datetime.fromtimestamp(opened.at / 1000, UTC)
    sent = Sent(key, door[1], at, tuple(opened.files))
    try:
        return _answer(key, opened, await door[0](FormMultiDict(opened.fields), sent, by))
    except Refusal as refusal:
        return _mend(key, sentence(refusal), opened)


@get("/offline", opt={"public": True})
async def show_offline(request: Request[Any, Any, Any]) -> Answer:
    """What is shown when a page cannot be fetched."""
    return page(request, "core/offline.html")


@get("/offline/outbox", opt={"public": True})
async def show_outbox(request: Request[Any, Any, Any]) -> Answer:
    """What waits on this phone; drawn by the page's script."""
    return page(request, "core/outbox.html")


@lru_cache
def _shell() -> str:
    """The names the worker keeps, under a version that changes with any of their contents."""
    names = [asset(name) for name in SHELL_ASSETS]
    told = hashlib.sha256(json.dumps([names, SHELL_PAGES]).encode())
    for name in SHELL_TEMPLATES:
        place = TEMPLATES / name
        for file in [place] if place.is_file() else sorted(place.glob("*.html")):
            told.update(file.read_bytes())
    return json.dumps(
        {
            "version": told.hexdigest()[:12],
            "pages": SHELL_PAGES,
            "assets": names,
            "script": asset("outbox.js"),
        }
    )


@get("/sw.js", opt={"public": True, "static": True})
async def show_worker() -> Response[bytes]:
    """The service worker, told which files are the present ones."""
    body = f"self.CARENET_SHELL = {_shell()};\n".encode() + assets()["sw.js"].body
    return Response(
        body,
        media_type="text/javascript; charset=utf-8",
        headers={"cache-control": "no-cache", "service-worker-allowed": "/"},
    )


HANDLERS: Final = (show_key, take_entry, show_offline, show_outbox, show_worker)
