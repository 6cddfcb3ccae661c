"""/tonight: what would happen if nobody answered; read only, nothing is sent."""

import os
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from litestar import Request, get
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.refusals import NotFound
from carenet.core.settings import load
from carenet.core.words import gettext
from carenet.escalation import wording
from carenet.escalation.queries.chains import chain
from carenet.escalation.queries.people import Way
from carenet.escalation.rules import CHILD, POLICIES
from carenet.notifications.channels.opening import channel_names
from carenet.notifications.kinds import KINDS
from carenet.notifications.rules.quiet import periods_of, speak_at, stretch
from carenet.notifications.rules.ways import (
    ADDRESSED,
    IN_APP,
    IN_PERSON,
    Wishes,
    first_ways,
    possible_ways,
    ways_after,
)
from carenet.places.cache import codes_within, name_of

USUAL: Final = time(21, 40)


@dataclass(frozen=True, slots=True)
class Heard:
    """By which ways and when one person hears of a step, and which ways are closed to them."""

    ways: list[str]
    after: list[str]
    stopped: list[str]
    unaddressed: list[str]
    quiet: tuple[datetime, datetime] | None
    urgent: bool
    at: datetime


def said(way: Way, kind_code: str, at: datetime, installed: AbstractSet[str]) -> Heard:
    """How one person hears of a step, by the rules the workers go by."""
    kind = KINDS[kind_code]
    roles = (*(("staff",) if way.has_account else ()), *(r for r in way.roles if r == "carer"))
    periods = periods_of(roles, way.quiet)
    possible = possible_ways(installed, way.addressed, way.stopped)
    wishes = Wishes(way.channels, way.digest, way.paused_until)
    ways = first_ways(
        possible, wishes, now=at, has_account=way.has_account, urgent=kind.urgent,
        can_wait=kind.can_wait, must_reach=kind.must_reach,
    )  # fmt: skip
    out = any(one not in (IN_APP, IN_PERSON) for one in ways)
    after = ways_after(possible, wishes, ways, urgent=kind.urgent, must_reach=kind.must_reach)
    return Heard(
        ways, after if out else [], sorted(way.stopped & installed),
        sorted((installed & ADDRESSED) - way.addressed - way.stopped), stretch(at, periods),
        kind.urgent, speak_at(at, at, periods, useful_until=None, urgent=kind.urgent),
    )  # fmt: skip


def _places(actor: Any, wished: str) -> tuple[list[str], list[str], str]:
    """The townships of the area, the villages of the one chosen, and its code."""
    codes = (code[:9] for code in codes_within(actor.lo, actor.hi, "township"))
    towns = [code for code in codes if not actor.towns or code in actor.towns]
    town = wished if wished in towns else next(iter(towns), actor.lo)
    return towns, codes_within(town, f"{town}~", "village"), town


@get("/tonight", guards=[needs("county", "township")])
async def show_tonight(
    request: Request[Any, Any, Any], actor: Acting,
    place: FromQuery[str | None] = None, ladder: FromQuery[str] = CHILD, town: FromQuery[str] = "",
    on_day: FromQuery[date | None] = None, at_time: FromQuery[time | None] = None,
) -> Answer:  # fmt: skip
    """The whole chain with names, ways, quiet hours, absences and holes, for any moment."""
    if ladder not in POLICIES or (place and not actor.covers(place)):
        raise NotFound
    towns, places, here = _places(actor, town or (place or "")[:9])
    chosen = place if place in places else next(iter(places), None)
    when = clock.at(on_day or clock.today(), (at_time or USUAL).replace(tzinfo=None))
    found = await chain(ladder, chosen, when, by=actor) if chosen else None
    installed = channel_names(load(os.environ), demo=request.app.state.demo())
    heard = {
        (nth, one.person): said(found.ways[one.person], found.policy.kind, rung.at, installed)
        for nth, rung in enumerate(found.rungs)
        for one in rung.reach.people
    } if found else {}  # fmt: skip
    return page(
        request, "notifications/tonight.html", found=found, heard=heard, w=wording,
        on_day=when.date().isoformat(), at_time=when.astimezone(clock.SHANGHAI).strftime("%H:%M"),
        towns=[(code, name_of(code)) for code in towns] if len(towns) > 1 else [], town=here,
        places=[(code, name_of(code)) for code in places], place=chosen or "", ladder=ladder,
        kinds=[(p.ladder, gettext(p.label)) for p in POLICIES.values()],
    )  # fmt: skip


HANDLERS = [show_tonight]
