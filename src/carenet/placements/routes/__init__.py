"""/placements for officers, /proposals and /handovers for helpers, /family for guardians."""

from litestar import Router

from carenet.placements.routes import asked, family, listing, repairs

routes = Router(
    "/",
    route_handlers=[
        *listing.HANDLERS,
        *repairs.HANDLERS,
        *asked.HANDLERS,
        *family.HANDLERS,
    ],
)

__all__ = ["routes"]
