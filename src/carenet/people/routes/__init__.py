"""Pages about adults who care."""

from litestar import Router

from carenet.people.routes import host_families, invitations, joining, listing, own, ties

routes = Router(
    "/",
    route_handlers=[
        *invitations.HANDLERS,
        *joining.HANDLERS,
        *listing.HANDLERS,
        *own.HANDLERS,
        *ties.HANDLERS,
        *host_families.HANDLERS,
    ],
    tags=["people"],
)
