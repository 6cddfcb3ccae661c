"""/matching: rounds, their drafts, needs by hand."""

from litestar import Router

from carenet.matching.routes import drafts, needs, rounds

routes = Router("/matching", route_handlers=[*rounds.HANDLERS, *drafts.HANDLERS, *needs.HANDLERS])

__all__ = ["routes"]
