"""How the loads of a round are spread, and what that brings and costs, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from carenet.core.refusals import N_
from carenet.core.words import gettext, translate

TOGETHER: Final = {
    "tutoring+proxy_parent": N_(
        "Tutoring and proxy parents together: they share the volunteers' hours"
    ),
    "tutoring+peer": N_("Tutoring and circles of friends together: they share the volunteers' hours"),
    "proxy_parent+peer": N_(
        "Proxy parents and circles of friends together: they share the volunteers' hours"
    ),
    "tutoring+proxy_parent+peer": N_(
        "Tutoring, proxy parents and circles of friends together: they share the volunteers' hours"
    ),
}  # fmt: skip
PRICE_SAID_MAX: Final = 300
"""A higher price says that somebody would be left out, and is no way in minutes."""
_UNCHANGED: Final = N_(
    "Spreading the loads changes nothing here: the same helpers are needed for the same children."
)
SPREADS: Final = {
    "0": N_("The shortest ways"),
    "5": N_("Spread a little: each further child at one helper counts 5 minutes"),
    "20": N_("Spread well: each further child at one helper counts 20 minutes"),
}  # fmt: skip


def spread(summary: Mapping[str, Any]) -> list[str]:
    """What spreading the loads brought and what it costs; nothing where it was not asked for."""
    told = summary.get("spread")
    if not told:
        return []
    (alone, even), (few, many) = told["busiest"], told["busy"]
    if (alone, few, told["cost"]) == (even, many, 0):
        return [gettext(_UNCHANGED)]
    found = [
        translate(
            N_("Loads are spread: the busiest helper has %(even)s, otherwise %(alone)s; %(many)s helpers have somebody, otherwise %(few)s."),
            even=even, alone=alone, many=many, few=few,
        ),
        translate(N_("Its price: the lines together cost %(cost)s more."), cost=told["cost"]),
    ]  # fmt: skip
    if told["proven"] and not told["served"]:
        found.append(gettext("Proven: as many children have somebody as without spreading."))
    return found


def circles(services: Sequence[str]) -> list[str]:
    """What a proof says where children were put into circles first."""
    if "peer" not in services:
        return []
    return [
        gettext("Circles were put together first, within a class, then within a village. What is proven concerns who accompanies them.")
    ]  # fmt: skip


def is_scarce(price: int) -> bool:
    """Whether a price says that somebody would be left out, rather than minutes of way."""
    return price > PRICE_SAID_MAX


def place_price(price: int) -> str:
    """What the kept price of a place says, in words."""
    if is_scarce(price):
        return gettext("This place is scarce: more urgent children who may still come need it.")
    if price > 0:
        return translate(
            N_("This place is scarce: taking it costs other children %(n)s minutes of way."),
            n=price,
        )
    return gettext("There is room: nobody else waits for this place.")


def shared(summary: Mapping[str, Any]) -> list[str]:
    """That several services were matched as one; nothing where there is one service."""
    told = summary.get("hours")
    if not told:
        return []
    words = N_(
        "All services were matched together: %(helpers)s helpers with %(hours)s hours a week for all of them. What is proven holds for them together."
    )
    return [translate(words, helpers=told["helpers"], hours=told["hours"])]
