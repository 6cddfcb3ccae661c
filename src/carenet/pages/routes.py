"""Pages that belong to no single feature."""

from typing import Any

from litestar import Request, Router, get

from carenet.core.answers import Acting, Answer, page, see_other


@get("/", opt={"public": True})
async def show_first(actor: Acting) -> Answer:
    """Where each begins the day."""
    if actor.account is None:
        return see_other("/sign-in")
    if actor.has("director", "lead", "township"):
        return see_other("/today")
    if actor.has("county", "city", "bureau"):
        return see_other("/coverage")
    if actor.has("auditor"):
        return see_other("/trail/reads")
    if actor.has("sysadmin"):
        return see_other("/system")
    if actor.has("security"):
        return see_other("/trail")
    if actor.has("teacher", "counsellor"):
        return see_other("/children")
    if actor.has("guardian"):
        return see_other("/family")
    return see_other("/week")


@get("/help", opt={"public": True})
async def show_help(request: Request[Any, Any, Any]) -> Answer:
    """The same help at the same place on every page."""
    return page(request, "pages/help.html")


routes = Router("/", route_handlers=[show_first, show_help], tags=["pages"])
