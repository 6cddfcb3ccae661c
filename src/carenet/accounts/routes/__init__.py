"""The door and one's own settings."""

from litestar import Router

from carenet.accounts.routes import codes, door, duties, own, page_lock, passwords, second_factor

routes = Router(
    "/",
    route_handlers=[
        *door.HANDLERS,
        *own.HANDLERS,
        *second_factor.HANDLERS,
        *codes.HANDLERS,
        *passwords.HANDLERS,
        *page_lock.HANDLERS,
        *duties.HANDLERS,
    ],
    tags=["accounts"],
)
