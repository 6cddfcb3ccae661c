"""Pages about messages."""

from litestar import Router

from carenet.notifications.routes import desk, inbox, preferences, system, tonight

routes = Router(
    "/",
    route_handlers=[
        *inbox.HANDLERS,
        *preferences.HANDLERS,
        *desk.HANDLERS,
        *system.HANDLERS,
        *tonight.HANDLERS,
    ],
    tags=["notifications"],
)
