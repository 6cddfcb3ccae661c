"""/hours: what I gave, from attendance."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.params import QueryParameter

from carenet.core.answers import Acting, Answer, page
from carenet.core.paging import PAGES_MAX
from carenet.scheduling.queries.hours import my_hours
from carenet.scheduling.wording import title_of


@get("/hours")
async def show_hours(
    request: Request[Any, Any, Any],
    actor: Acting,
    page_at: Annotated[int | None, QueryParameter(name="page", ge=1, le=PAGES_MAX)] = None,
) -> Answer:
    """My hours: measured apart from attested."""
    found = await my_hours(by=actor, number=page_at)
    rows = [
        {
            **row,
            "title": title_of({**row, "kind": row["session_kind"]}) if row["session_kind"] else "",
        }
        for row in found.page.rows
    ]
    return page(request, "scheduling/hours.html", found=found, rows=rows)


HANDLERS = [show_hours]
