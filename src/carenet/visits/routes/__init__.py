"""Visits, calls and logs."""

from litestar import Router

from carenet.visits.routes import family_calls

routes = Router("/", route_handlers=[*family_calls.HANDLERS])

__all__ = ["routes"]
