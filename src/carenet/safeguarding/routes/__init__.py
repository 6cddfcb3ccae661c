"""Pages that keep a child safe from an adult."""

from litestar import Router

from carenet.safeguarding.routes import clearances, concerns, restrictions

routes = Router(
    "/",
    route_handlers=[*clearances.HANDLERS, *restrictions.HANDLERS, *concerns.HANDLERS],
    tags=["safeguarding"],
)
