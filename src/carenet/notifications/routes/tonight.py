"""/tonight: what would happen if nobody answered; read only, nothing is sent."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.refusals import NotFound
from carenet.core.words import gettext
from carenet.escalation import wording
from carenet.escalation.queries.chains import chain, villages
from carenet.escalation.queries.people import Way
from carenet.escalation.rules import CHILD, POLICIES
from carenet.notifications.kinds import KINDS
from carenet.notifications.rules.quiet import periods_of, speak_at, stretch
from carenet.notifications.rules.ways import Wishes, first_ways

USUAL = time(21, 40)


def _said(way: Way, kind_code: str, at: datetime) -> dict[str, Any]:
    """By which ways and when one person hears of a step, by the rules the workers go by."""
    kind = KINDS[kind_code]
    roles = (*(("staff",) if way.has_account else ()), *(r for r in way.roles if r == "carer"))
    periods = periods_of(roles, way.quiet)
    ways = first_ways(
        {"email"} if way.email else set(), Wishes(way.channels), now=at,
        has_account=way.has_account, urgent=kind.urgent, can_wait=kind.can_wait,
        must_reach=kind.must_reach,
    )  # fmt: skip
    return {
        "ways": ways, "quiet": stretch(at, periods), "urgent": kind.urgent,
        "at": speak_at(at, at, periods, useful_until=None, urgent=kind.urgent),
    }  # fmt: skip


@get("/tonight", guards=[needs("county", "township")])
async def show_tonight(
    request: Request[Any, Any, Any], actor: Acting,
    place: FromQuery[str | None] = None, ladder: FromQuery[str] = CHILD,
    on_day: FromQuery[date | None] = None, at_time: FromQuery[time | None] = None,
) -> Answer:  # fmt: skip
    """The whole chain with names, ways, quiet hours, absences and holes, for any moment."""
    places = await villages(by=actor)
    if ladder not in POLICIES or (place and not actor.covers(place)):
        raise NotFound
    chosen = place or (places[0]["code"] if places else None)
    when = clock.at(on_day or clock.today(), (at_time or USUAL).replace(tzinfo=None))
    found = await chain(ladder, chosen, when, by=actor) if chosen else None
    heard: dict[tuple[int, UUID], dict[str, Any]] = {}
    if found:
        for nth, rung in enumerate(found.rungs):
            for one in rung.reach.people:
                heard[nth, one.person] = _said(found.ways[one.person], found.policy.kind, rung.at)
    return page(
        request, "notifications/tonight.html", found=found, heard=heard, w=wording,
        on_day=when.date().isoformat(), at_time=when.astimezone(clock.SHANGHAI).strftime("%H:%M"),
        places=[(r["code"], r["name"]) for r in places], place=chosen or "", ladder=ladder,
        kinds=[(p.ladder, gettext(p.label)) for p in POLICIES.values()],
    )  # fmt: skip


HANDLERS = [show_tonight]
