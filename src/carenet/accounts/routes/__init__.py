"""The door and one's own settings."""

from litestar import Router

from carenet.accounts.routes import door, own

routes = Router("/", route_handlers=[*door.HANDLERS, *own.HANDLERS], tags=["accounts"])
