"""/round: my home visits of a day in the order of the shortest way; the same as a sheet of paper."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.core import answers, clock
from carenet.core.answers import Acting, Answer
from carenet.places.cache import name_of
from carenet.visits import wording
from carenet.visits.queries.joint import planned_visits
from carenet.visits.queries.rounds import BEEN_DAYS, visiting_round
from carenet.visits.services.reporting import MAY_VISIT

VISITORS: Final = needs(*MAY_VISIT)


@get("/round", guards=[VISITORS])
async def show_round(
    request: Request[Any, Any, Any],
    actor: Acting,
    without: FromQuery[list[UUID] | None] = None,
    sheet: FromQuery[str | None] = None,
) -> Answer:
    """Whom I am to visit, house by house; what is left out today stands below."""
    found = await visiting_round(set(without or []), clock.today(), by=actor)
    plans = [one for one in await planned_visits(by=actor) if not one.waits]
    template = "visits/round_sheet.html" if sheet else "visits/round.html"
    return answers.page(
        request, template, found=found, w=wording, name_of=name_of, days=BEEN_DAYS, plans=plans,
        without=[str(one.house) for one in found.left_out],
    )  # fmt: skip


HANDLERS: Final = (show_round,)
