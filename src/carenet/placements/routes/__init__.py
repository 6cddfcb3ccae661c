"""/placements and /backups for officers, /proposals and /handovers for helpers, /family for guardians."""

from litestar import Router

from carenet.placements.routes import (
    asked,
    backups,
    family,
    keeping_on,
    listing,
    repairs,
    whereabouts,
)

routes = Router(
    "/",
    route_handlers=[
        *listing.HANDLERS,
        *keeping_on.HANDLERS,
        *repairs.HANDLERS,
        *asked.HANDLERS,
        *backups.HANDLERS,
        *family.HANDLERS,
        *whereabouts.HANDLERS,
    ],
)

__all__ = ["routes"]
