"""The page of a week: its places, its sessions and what lacks people, in one visit to the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.scheduling.queries.calendar import StripDay, week_strip
from carenet.scheduling.queries.sessions import Session, centres_within, short_sessions, week_of


@dataclass(frozen=True, slots=True)
class Wish:
    """Which week, of which place; `short` keeps to what lacks people, `one_place` picks a place."""

    monday: date
    centre: UUID | None = None
    short: bool = False
    one_place: bool = False


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A week as a page shows it; without places, and for no officer, it is empty."""

    centres: list[dict[str, Any]]
    chosen: UUID | None
    rows: list[Session]
    lacking: list[Session]
    strip: list[StripDay]


async def week_page(wish: Wish, *, by: Actor) -> WeekPage:
    """All that the page of a week shows."""
    async with reading(by):
        centres = await centres_within(by=by)
        if not centres and not by.is_officer:
            return WeekPage([], None, [], [], [])
        known = [c["id"] for c in centres]
        chosen = wish.centre if wish.centre in known else None
        lacking = await short_sessions(by=by, centre=chosen if wish.short else None)
        if wish.short:
            rows = lacking
        else:
            if chosen is None and known and wish.one_place:
                chosen = known[0]  # the desk's grid is one place's week
            rows = await week_of(wish.monday, by=by, centre=chosen)
        return WeekPage(centres, chosen, rows, lacking, await week_strip(wish.monday, by=by))
