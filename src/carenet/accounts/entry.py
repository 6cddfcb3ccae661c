"""The door: every request but the public ones is somebody's, by the cookie's token."""

from typing import Any, Final
from uuid import UUID

from litestar.connection import ASGIConnection, Request
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from carenet.core import words
from carenet.core.actors import NOBODY_YET, Actor, DutyHeld
from carenet.core.csrf import same_origin
from carenet.core.database import definer
from carenet.core.refusals import PageLocked

COOKIE: Final = "__Host-cn"
TOKEN_BYTES: Final = 32
SHUT: Final = "shut"
FORM: Final = "application/x-www-form-urlencoded"
Connection = ASGIConnection[Any, Any, Any, Any]


def _duty(row: dict[str, Any]) -> DutyHeld:
    office = row["organisation"]
    return DutyHeld(
        UUID(row["id"]), row["role"], UUID(office) if office else None, row["lo"], row["hi"]
    )


async def actor_for(token: str | None) -> Actor:
    """Whose token this is; nobody's if it ended, was replaced, or never was."""
    if not token or len(token) > 100:
        return NOBODY_YET
    rows = await definer("select * from app.sign_in($1)", token)
    if not rows:
        return NOBODY_YET
    row = rows[0]
    duties = tuple(_duty(d) for d in row["duties"])
    return Actor(
        role=row["role"],
        account=row["account"],
        person=row["person"],
        name=row["name"],
        lo=row["lo"],
        hi=row["hi"],
        towns=tuple(row["towns"]),
        offices=tuple(row["offices"]),
        duties=duties,
        roles=frozenset(row["roles"]),
        factors=row["factors"],
        sign_in=row["id"],
        language=row["language"],
        large_text=row["large_text"],
        demo=row["demo"],
        unread=row["unread"],
        scopes=tuple(scope["scope"] for scope in row["scopes"]),
        page_lock=row["page_lock"],
        token=token,
    )


async def _typed(connection: Connection) -> list[tuple[str, str]]:
    """The fields of a form posted without files."""
    kind = connection.headers.get("content-type", "")
    if not isinstance(connection, Request) or not kind.startswith(FORM):
        return []
    return [
        (name, value)
        for name, value in (await connection.form()).multi_items()
        if isinstance(value, str)
    ]


async def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard of the whole application: default is closed; `public=True` on a handler opens it.

    Raises:
        NotAuthorizedException: nobody is signed in.
        PermissionDeniedException: a write from another site to pages that are shut.
        PageLocked: four digits stand before this person's pages, and were not typed lately.

    """
    if handler.opt.get("static"):
        return
    actor = await actor_for(connection.cookies.get(COOKIE))
    connection.scope.setdefault("state", {})["actor"] = actor
    saved = actor.language if actor.account else connection.cookies.get("language")
    words.speak(words.choose(saved, connection.headers.get("accept-language", "")))
    if actor.account is None and not handler.opt.get("public"):
        raise NotAuthorizedException
    if actor.page_lock == SHUT and not (handler.opt.get("public") or handler.opt.get("locked")):
        same_origin(connection, handler)  # what another site typed is not carried behind the digits
        raise PageLocked(await _typed(connection))


def needs(*roles: str) -> Any:
    """A guard for a router: the coarse role; the rows are guarded by the query and PostgreSQL."""

    # A guard that is no coroutine would be run in a thread, request by request.
    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        actor: Actor = connection.scope["state"]["actor"]
        if not actor.has(*roles):
            raise PermissionDeniedException

    return guard
