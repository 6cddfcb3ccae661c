"""Visiting teams: written down, proposed, decided; the leader's own pages."""

from litestar import Router

from carenet.teams.routes import desk, leader

routes = Router("/", route_handlers=[*desk.HANDLERS, *leader.HANDLERS], tags=["teams"])
