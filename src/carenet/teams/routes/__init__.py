"""Visiting teams: written down, proposed, decided; the leader's own pages."""

from litestar import Router

from carenet.teams.routes import desk, leader, moving, roster

routes = Router(
    "/",
    route_handlers=[*desk.HANDLERS, *leader.HANDLERS, *moving.HANDLERS, *roster.HANDLERS],
    tags=["teams"],
)
