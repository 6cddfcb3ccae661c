"""Pages about messages."""

from litestar import Router

from carenet.notifications.routes import (
    bots,
    channels,
    desk,
    inbox,
    kinds,
    preferences,
    providers,
    system,
    tonight,
)

routes = Router(
    "/",
    route_handlers=[
        *inbox.HANDLERS,
        *preferences.HANDLERS,
        *desk.HANDLERS,
        *system.HANDLERS,
        *providers.HANDLERS,
        *channels.HANDLERS,
        *bots.HANDLERS,
        *tonight.HANDLERS,
        *kinds.HANDLERS,
    ],
    tags=["notifications"],
)
