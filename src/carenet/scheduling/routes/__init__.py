"""Series, sessions, sign-ups, registers, alarms and hours."""

from litestar import Router

from carenet.scheduling.routes import alarms, hours, registers, series, sessions, signing

routes = Router(
    "/",
    route_handlers=[
        *sessions.HANDLERS,
        *series.HANDLERS,
        *signing.HANDLERS,
        *registers.HANDLERS,
        *alarms.HANDLERS,
        *hours.HANDLERS,
    ],
    tags=["scheduling"],
)
