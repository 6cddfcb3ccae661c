"""Pages about messages."""

from litestar import Router

from carenet.notifications.routes import bots, channels, desk, inbox, preferences, providers, system

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
    ],
    tags=["notifications"],
)
