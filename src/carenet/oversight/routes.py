"""/coverage: from the county down to the village, and the children nobody reached this week."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from litestar import Request, Router, get
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.children.words import TIER_TONES, TIERS
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.oversight import queries
from carenet.oversight.rules import SHARE_TARGET, monday_of, tone_of, week_done
from carenet.places.cache import name_of

OFFICERS = ("county", "city", "bureau", "township", "director")


@get("/coverage", guards=[needs(*OFFICERS)])
async def show_coverage(
    request: Request[Any, Any, Any],
    actor: Acting,
    place: FromQuery[str | None] = None,
    week: FromQuery[date | None] = None,
) -> Answer:
    """The figures of a place and a week, with a way down to its parts."""
    today = clock.today()
    week_from = min(monday_of(week or today), monday_of(today))
    found = await queries.coverage(place or actor.lo, week_from, today, by=actor)
    above = [found.place[:n] for n in (4, 6, 9) if len(actor.lo) <= n < len(found.place)]
    return page(
        request,
        "oversight/coverage.html",
        found=found,
        title_words=name_of(found.place),
        above=[(code, name_of(code)) for code in above],
        name_of=name_of,
        tone_of=partial(tone_of, done=week_done(week_from, today)),
        running=week_from == monday_of(today),
        target=round(SHARE_TARGET * 100),
        previous=week_from - timedelta(days=7),
        following=week_from + timedelta(days=7) if week_from < monday_of(today) else None,
        last_day=week_from + timedelta(days=6),
        tier_words=TIERS,
        tier_tones=TIER_TONES,
    )


routes = Router("/", route_handlers=[show_coverage], tags=["oversight"])
