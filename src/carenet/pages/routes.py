"""Pages that belong to no single feature."""

from datetime import date, timedelta
from typing import Any, Final

from litestar import Request, Router, get
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.children.words import TIER_TONES, TIERS
from carenet.core import clock
from carenet.core.answers import Acting, Answer, actor_of, page, see_other
from carenet.pages import queries
from carenet.pages.help import topics_for
from carenet.pages.today import said, subject_words, to_do
from carenet.pages.week.queries import week
from carenet.pages.week.view import line_of, monday_of, of_day, strip
from carenet.placements.rules.trying import AIMS
from carenet.places.cache import name_of
from carenet.scheduling.wording import title_of
from carenet.visits import wording
from carenet.visits.queries.mine import duty_phone

FIRST_PAGES: Final = (
    (("director", "lead", "township"), "/today"),
    (("county", "city", "bureau"), "/coverage"),
    (("auditor",), "/trail/reads"),
    (("sysadmin",), "/system"),
    (("security",), "/trail"),
    (("teacher", "counsellor"), "/children"),
    (("guardian",), "/family"),
)


@get("/", opt={"public": True})
async def show_first(actor: Acting) -> Answer:
    """Where each begins the day."""
    if actor.account is None:
        return see_other("/sign-in")
    return see_other(next((path for roles, path in FIRST_PAGES if actor.has(*roles)), "/week"))


@get("/help", opt={"public": True})
async def show_help(request: Request[Any, Any, Any]) -> Answer:
    """The same help at the same place on every page; below it what this person does most."""
    return page(request, "pages/help.html", topics=topics_for(actor_of(request)))


@get("/today", guards=[needs("county", "city", "bureau", "township", "director", "lead")])
async def show_today(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """The page of the day: five lines for a director, what to do for everyone above."""
    found = await queries.today_page(by=actor)
    return page(
        request,
        "pages/today.html",
        found=found,
        lines=to_do(found.counts),
        said=said,
        subject_words=subject_words,
        name_of=name_of,
        children_here=actor.is_officer,
        tier_words=TIERS,
        tier_tones=TIER_TONES,
    )


AIM_OF: Final = {kind: aim for aim, kinds in AIMS.items() for kind in kinds}


@get("/week")
async def show_week(
    request: Request[Any, Any, Any], actor: Acting, day: FromQuery[date | None] = None
) -> Answer:
    """My week: who I am and what I promised in one line, what is due, where people are missing."""
    today = clock.today()
    monday = monday_of(day or today)
    found = await week(monday, today, clock.now(), by=actor)
    return page(
        request, "pages/week.html", found=found,
        phone=await duty_phone(by=actor) if found.set_aside else None, line=line_of(found.mine), chosen=day,
        mine=of_day(found.mine, day), near=found.near, title_of=title_of, w=wording, aims=AIM_OF,
        strip=strip(found, day, today),
        before=monday - timedelta(days=7), after=monday + timedelta(days=7),
    )  # fmt: skip


routes = Router("/", route_handlers=[show_first, show_week, show_today, show_help], tags=["pages"])
