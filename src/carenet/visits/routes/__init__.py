"""/log, /illness, /obligations, /family/calls and a child's timeline: care at home, written down and read."""

from typing import Final

from litestar import Router

from carenet.core.doors import Doors
from carenet.visits.routes import family_calls, illness, log, owed, shell

routes = Router(
    "/",
    route_handlers=[
        *log.HANDLERS,
        *illness.HANDLERS,
        *owed.HANDLERS,
        *shell.HANDLERS,
        *family_calls.HANDLERS,
    ],
    tags=["visits"],
)
DOORS: Final[Doors] = {**log.DOORS, **illness.DOORS}
"""The forms that may come from a phone's outbox, by their address."""
