"""Pages that belong to no single feature."""

from typing import Any, Final

from litestar import Request, Router, get

from carenet.core.answers import Acting, Answer, page, see_other

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


routes = Router("/", route_handlers=[show_first, show_help], tags=["pages"])
