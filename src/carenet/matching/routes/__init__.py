"""/matching: rounds, their drafts, needs by hand."""

from litestar import Router

from carenet.matching.routes import drafts, moves, needs, rounds

routes = Router(
    "/matching",
    route_handlers=[*rounds.HANDLERS, *drafts.HANDLERS, *moves.HANDLERS, *needs.HANDLERS],
)

__all__ = ["routes"]
