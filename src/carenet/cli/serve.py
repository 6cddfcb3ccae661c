"""`carenet serve`: the web processes."""

import os
import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from carenet.cli.says import N_, Trouble, say, told
from carenet.core.lifeline import die_with_parent
from carenet.core.settings import Settings, load

APPLICATION = "carenet.app:create_app"
BACKLOG = 1024
STOP_SECONDS_MAX = 10
RESPAWN_SECONDS = 0.5


class OnOneSocket(MPServer):
    """Granian on a listening socket that outlives its processes.

    Whoever connects while a killed web process is being replaced waits in the socket's queue
    instead of being refused. (Granian does this by itself everywhere but on Linux.)
    """

    def __init__(self, listening: socket.socket, **options: Any) -> None:
        super().__init__(**options)
        self._listening = listening

    def _init_shared_socket(self) -> None:
        self._listening.set_inheritable(True)
        self._ssp = None
        descriptor = self._listening.fileno()
        holder: Any = SocketHolder  # its stub lacks the constructor
        setattr(self, "_sfd", descriptor)  # noqa: B010  typed as None upstream
        setattr(self, "_shd", holder(descriptor, False, BACKLOG))  # noqa: B010
        self._sso = self._listening


def application(target: str) -> Callable[..., Any]:
    """Make the application in a web process, which from now on ends with the one that forked it."""
    die_with_parent()
    module, _, factory = target.partition(":")
    made: Callable[..., Any] = getattr(import_module(module), factory)()
    return made


def serve_on(listening: socket.socket, settings: Settings, target: str) -> None:
    """Serve what `target` (module:factory) makes until this process is told to end."""
    OnOneSocket(
        listening,
        target=target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        websockets=False,
        backlog=BACKLOG,
        log_level=LogLevels(settings.log_level),
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=STOP_SECONDS_MAX,
    ).serve(target_loader=application)


@click.command(help=N_("Serve the pages; PostgreSQL and Valkey must be set."))
@click.option("--fd", type=int, hidden=True, help=N_("A socket that a supervisor hands over."))
def serve(*, fd: int | None) -> None:
    settings = load(os.environ)
    for name in ("database_url", "redis_url"):
        if getattr(settings, name) is None:
            raise Trouble(
                told(
                    N_("CARENET_%(name)s is not set; `carenet up` starts servers of its own."),
                    name=name.upper(),
                )
            )
    if fd is not None:
        listening = socket.socket(fileno=fd)
    else:
        try:
            family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
            listening = socket.create_server(
                (settings.host, settings.port), family=family, backlog=BACKLOG
            )
        except OSError as wrong:
            raise Trouble(
                told(N_("Cannot listen at %(host)s port %(port)s: %(reason)s"),
                     host=settings.host, port=settings.port, reason=wrong.strerror)
            ) from None  # fmt: skip
        say(N_("Listening at %(host)s port %(port)s."), host=settings.host, port=settings.port)
    serve_on(listening, settings, APPLICATION)
