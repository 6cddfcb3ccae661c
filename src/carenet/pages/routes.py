"""Pages that belong to no single feature."""

from typing import Any, Final

from litestar import Request, Router, get

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.pages import queries
from carenet.pages.today import said, subject_words, to_do
from carenet.places.cache import name_of

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
    """The same help at the same place on every page."""
    return page(request, "pages/help.html")


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
    )


routes = Router("/", route_handlers=[show_first, show_today, show_help], tags=["pages"])
