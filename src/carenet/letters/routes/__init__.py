"""Pages of letters."""

from litestar import Router

from carenet.letters.routes import desk, envelopes, mine

routes = Router("/", route_handlers=[*desk.HANDLERS, *envelopes.HANDLERS, *mine.HANDLERS])
