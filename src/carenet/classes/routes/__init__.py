"""Holiday classes: opened, asked for, held."""

from litestar import Router

from carenet.classes.routes import days, desk, family

routes = Router(
    "/",
    route_handlers=[*desk.HANDLERS, *days.HANDLERS, *family.HANDLERS],
    tags=["classes"],
)
