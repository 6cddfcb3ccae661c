"""/matching/urgent: the children at high risk who need a proxy parent, and what is proposed for them."""

from typing import Any

from litestar import Request, get

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page
from carenet.matching import wording
from carenet.matching.queries.urgent import urgent_children
from carenet.matching.routes.rounds import number_of
from carenet.matching.services.rounds import MAY_MATCH
from carenet.places.cache import name_of

OFFICERS = [needs("county", "township", "director")]


@get("/urgent", guards=OFFICERS)
async def show_urgent(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who waits, since when, and whom a draft proposes; nothing is decided here."""
    found = await urgent_children(number_of(request), by=actor)
    return page(
        request, "matching/urgent.html", found=found, wording=wording, place=name_of,
        may_match=actor.has(*MAY_MATCH),
    )  # fmt: skip


HANDLERS = [show_urgent]
