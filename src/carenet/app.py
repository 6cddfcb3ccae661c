"""The web application: a list of routers and what every request passes."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

import carenet.accounts.routes
import carenet.audit.routes
import carenet.boarding.routes
import carenet.calendars.routes
import carenet.census.routes
import carenet.centres.routes
import carenet.children.routes
import carenet.classes.routes
import carenet.escalation.routes
import carenet.letters.routes
import carenet.matching.routes
import carenet.notifications.routes
import carenet.oversight.routes
import carenet.pages.routes
import carenet.people.routes
import carenet.placements.routes
import carenet.safeguarding.routes
import carenet.scheduling.routes
import carenet.teams.routes
import carenet.timetables.routes
import carenet.visits.routes
from carenet.accounts.entry import signed_in
from carenet.core import (
    cache,
    clock,
    database,
    faults,
    health,
    logs,
    offline,
    statics,
    watch,
)
from carenet.core.actors import Actor
from carenet.core.answers import actor_of
from carenet.core.csrf import same_origin
from carenet.core.envelopes import keep_phone_key
from carenet.core.headers import security_headers
from carenet.core.settings import Settings, load
from carenet.pages.navigation import navigate
from carenet.places.cache import load_names

BODY_BYTES_MAX = 1024 * 1024
FEATURES = (
    carenet.accounts,
    carenet.boarding,
    carenet.calendars,
    carenet.audit,
    carenet.census,
    carenet.centres,
    carenet.children,
    carenet.classes,
    carenet.escalation,
    carenet.letters,
    carenet.matching,
    carenet.notifications,
    carenet.oversight,
    carenet.pages,
    carenet.placements,
    carenet.visits,
    carenet.people,
    carenet.safeguarding,
    carenet.scheduling,
    carenet.teams,
    carenet.timetables,
)


def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The one who acts, for handlers that ask for `actor`."""
    return actor_of(request)


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of every request, the one of the whole application: Litestar copies the handler for each.

    Raises:
        NotAuthorizedException: nobody is signed in.
        PermissionDeniedException: a write from another site.

    """
    await signed_in(connection, handler)
    same_origin(connection, handler)
    await load_names()  # read again now and then, whichever process answers


class Demo:
    """Is this the demo? Asked once a process; the row is written before the web starts."""

    def __init__(self) -> None:
        self.value = False

    def __call__(self) -> bool:
        """The answer read at start or at the last sign-in."""
        return self.value

    async def load(self) -> None:
        """Read the row."""
        rows = await database.definer("select demo from installations limit 1")
        self.value = bool(rows and rows[0]["demo"])


async def tell_console(account: UUID, number: str, code: str) -> None:
    """The demo's channel for sign-in codes: its log. Its numbers are invented."""
    structlog.get_logger().info("sign-in code", account=str(account), tail=number[-4:], digits=code)


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """From the first to the last request of a process."""
    clock.check_time_zones()
    await database.connect("web")
    await database.check_login()
    app.state.redis = cache.client()
    await load_names()
    await app.state.demo.load()
    await keep_phone_key()
    app.state.send_code = tell_console if app.state.demo() else None
    try:
        yield
    finally:
        await app.state.redis.aclose()
        await database.disconnect()


def origins_of(public_url: str, port: int) -> frozenset[str]:
    """The origins that count as our own: the public address, and loopback by both names."""
    parts = urlsplit(public_url)
    ours = {f"{parts.scheme}://{parts.netloc}"}
    if parts.hostname in ("localhost", "127.0.0.1"):
        ours |= {
            f"http://{host}:{p}" for host in ("localhost", "127.0.0.1") for p in (port, parts.port)
        }
    return frozenset(ours)


def first_state(settings: Settings) -> dict[str, Any]:
    """What the application holds before its first request."""
    return {
        "origins": origins_of(settings.public_url, settings.port),
        "public_url": settings.public_url,
        "navigate": navigate,
        "doors": {**carenet.visits.routes.DOORS, **carenet.scheduling.routes.DOORS},
        "demo": Demo(),
        "send_code": None,
        "watch": watch.Watch(),
        "running": set(),
    }


def create_app() -> Litestar:
    """Build the application; granian and the tests call this."""
    settings = load(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    return Litestar(
        route_handlers=[
            *(feature.routes.routes for feature in FEATURES),
            health.live,
            health.ready,
            statics.show_static,
            *offline.HANDLERS,
        ],
        guards=[admit],
        dependencies={"actor": Provide(provide_actor, sync_to_thread=False)},
        before_request=watch.keep_watch,
        before_send=[security_headers],
        exception_handlers=faults.HANDLERS,  # type: ignore[arg-type]
        lifespan=[running],
        request_max_body_size=BODY_BYTES_MAX,
        openapi_config=None,
        state=State(first_state(settings)),
    )
