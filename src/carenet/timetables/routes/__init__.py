"""/timetables: the list, one being made, its draft, its courses."""

from litestar import Router

from carenet.timetables.routes import drafts, rounds

routes = Router("/timetables", route_handlers=[*rounds.HANDLERS, *drafts.HANDLERS])

__all__ = ["routes"]
