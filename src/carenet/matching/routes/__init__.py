"""/matching: rounds, their drafts, needs by hand. /me/offers: what a helper offers and when."""

from litestar import Router

from carenet.matching.routes import attention, between, drafts, moves, needs, offers, rounds, urgent

desk = Router(
    "/matching",
    route_handlers=[
        *rounds.HANDLERS, *attention.HANDLERS, *between.HANDLERS, *drafts.HANDLERS, *moves.HANDLERS, *needs.HANDLERS,
        *urgent.HANDLERS,
    ],
)  # fmt: skip
routes = Router("/", route_handlers=[desk, *offers.HANDLERS])

__all__ = ["routes"]
