"""All that the page of a solved round shows, in one transaction."""

from dataclasses import dataclass
from typing import Any

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page
from carenet.matching.queries import rounds
from carenet.matching.queries.afterwards import Afterwards, afterwards
from carenet.matching.queries.beside import others
from carenet.matching.queries.villages import Sketch, sketch_of


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of one page, and what stands around them."""

    lines: Page[Any]
    villages: list[str]
    afterwards: Afterwards
    others: list[dict[str, Any]]
    sketch: Sketch
    missing: Page[dict[str, Any]]


async def draft_page(
    shown: rounds.RoundView, state: str | None, village: str | None, number: int | None,
    *, service: str | None = None, by: Actor,
) -> Draft:  # fmt: skip
    """The draft of a round as it stands; lines filtered by state, village, service, a page at a time."""
    async with reading(by, recorded=True):
        return Draft(
            lines=await rounds.lines(shown.id, state, village, number, service=service, by=by),
            villages=await rounds.villages_of(shown.id, by=by),
            afterwards=await afterwards(shown.id, by=by),
            others=await others(shown.id, by=by) if shown.summary else [],
            sketch=await sketch_of(shown.id, f"/matching/rounds/{shown.id}", by=by),
            missing=await rounds.unmatched(shown.id, None, rounds.MISSING_SHOWN, by=by),
        )
