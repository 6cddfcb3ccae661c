"""Pages about messages."""

from litestar import Router

from carenet.notifications.routes import inbox

routes = Router("/", route_handlers=[*inbox.HANDLERS], tags=["notifications"])
