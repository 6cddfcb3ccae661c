"""Series, sessions, sign-ups, registers, alarms and hours."""

from typing import Final

from litestar import Router

from carenet.core.doors import Doors
from carenet.scheduling.routes import (
    alarms,
    asking,
    away,
    bulk,
    calendar,
    certificates,
    check_in,
    grouping,
    hours,
    ledger,
    missed,
    papers,
    place_reviews,
    records,
    registers,
    season_hours,
    series,
    sessions,
    signing,
)

routes = Router(
    "/",
    route_handlers=[
        *sessions.HANDLERS,
        *asking.HANDLERS,
        *grouping.HANDLERS,
        *series.HANDLERS,
        *bulk.HANDLERS,
        *signing.HANDLERS,
        *registers.HANDLERS,
        *papers.HANDLERS,
        *place_reviews.HANDLERS,
        *alarms.HANDLERS,
        *hours.HANDLERS,
        *away.HANDLERS,
        *certificates.HANDLERS,
        *check_in.HANDLERS,
        *ledger.HANDLERS,
        *missed.HANDLERS,
        *records.HANDLERS,
        *calendar.HANDLERS,
        *season_hours.HANDLERS,
    ],
    tags=["scheduling"],
)
DOORS: Final[Doors] = registers.DOORS
"""What may come from a phone's outbox, by its address."""
