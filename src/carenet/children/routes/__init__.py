"""/children: the register, page by page."""

from litestar import Router

from carenet.children.routes import acts, file, listing, new, parts

routes = Router(
    "/",
    route_handlers=[
        *listing.HANDLERS,
        *new.HANDLERS,
        *file.HANDLERS,
        *parts.HANDLERS,
        *acts.HANDLERS,
    ],
    tags=["children"],
)
