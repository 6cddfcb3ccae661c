"""What climbs, shown on its matter's page; ladders, absences and turns at the desk."""

from litestar import Router

from carenet.escalation.routes import desk, timeline

routes = Router("/", route_handlers=[*timeline.HANDLERS, *desk.HANDLERS], tags=["escalation"])
