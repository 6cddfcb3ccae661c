"""/offline/visit and its like: the forms a phone keeps, with nobody's name on them."""

from typing import Any, Final

from litestar import Request, get

from carenet.core.answers import Answer, page
from carenet.visits import wording


@get("/offline/visit", opt={"public": True})
async def offline_visit(request: Request[Any, Any, Any]) -> Answer:
    """A visit, written down without a network from a cold start."""
    return page(request, "visits/offline.html", kind="visit", submission=None, w=wording)


@get("/offline/day", opt={"public": True})
async def offline_day(request: Request[Any, Any, Any]) -> Answer:
    """A host family's day."""
    return page(request, "visits/offline.html", kind="day", submission=None, w=wording)


@get("/offline/contact", opt={"public": True})
async def offline_contact(request: Request[Any, Any, Any]) -> Answer:
    """A call, a message, a meeting."""
    return page(request, "visits/offline.html", kind="contact", submission=None, w=wording)


@get("/offline/tried", opt={"public": True})
async def offline_tried(request: Request[Any, Any, Any]) -> Answer:
    """Tried to do what is owed, and could not."""
    return page(request, "visits/offline.html", kind="tried", submission=None, w=wording)


HANDLERS: Final = (offline_visit, offline_day, offline_contact, offline_tried)
