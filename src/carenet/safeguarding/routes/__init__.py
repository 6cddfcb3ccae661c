"""Pages that keep a child safe from an adult."""

from litestar import Router

from carenet.safeguarding.routes import (
    apart,
    clearances,
    concerns,
    follow_ups,
    kin,
    own_home,
    restrictions,
    taking_on,
)

routes = Router(
    "/",
    route_handlers=[
        *clearances.HANDLERS,
        *restrictions.HANDLERS,
        *apart.HANDLERS,
        *concerns.HANDLERS,
        *follow_ups.HANDLERS,
        *kin.HANDLERS,
        *taking_on.HANDLERS,
        *own_home.HANDLERS,
    ],
    tags=["safeguarding"],
)
