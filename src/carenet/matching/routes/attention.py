"""/matching/rounds/{id}/children, /helpers, /missing: who needs attention, page by page."""

from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath

from carenet.core import paging
from carenet.core.answers import Acting, Answer, page
from carenet.core.words import gettext
from carenet.matching import wording
from carenet.matching.queries import rounds
from carenet.matching.queries.before import children_to_look_at, helpers_to_look_at
from carenet.matching.routes.rounds import OFFICERS
from carenet.places.cache import name_of


async def _list(
    request: Request[Any, Any, Any], round_: UUID, found: paging.Page[Any], which: str, heading: str,
    actor: Acting,
) -> Answer:  # fmt: skip
    shown = await rounds.round_view(round_, by=actor)
    return page(
        request, "matching/looked_at.html", round=shown, found=found, which=which, heading=heading,
        wording=wording, place=name_of,
    )  # fmt: skip


@get("/rounds/{round_:uuid}/children", guards=OFFICERS)
async def show_children(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The children who are left out of an open round, or go first."""
    found = await children_to_look_at(round_, *paging.asked(request.query_params), by=actor)
    return await _list(
        request, round_, found, "children", gettext("Children to look at first"), actor
    )


@get("/rounds/{round_:uuid}/helpers", guards=OFFICERS)
async def show_helpers(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The helpers who cannot be matched now."""
    found = await helpers_to_look_at(round_, *paging.asked(request.query_params), by=actor)
    return await _list(
        request, round_, found, "helpers", gettext("Helpers who cannot be matched now"), actor
    )


@get("/rounds/{round_:uuid}/missing", guards=OFFICERS)
async def show_missing(
    request: Request[Any, Any, Any], round_: FromPath[UUID], actor: Acting
) -> Answer:
    """The children for whom a solved round found nobody."""
    found = await rounds.unmatched(round_, *paging.asked(request.query_params), by=actor)
    return await _list(
        request, round_, found, "missing", gettext("Children without anybody"), actor
    )


HANDLERS = [show_children, show_helpers, show_missing]
