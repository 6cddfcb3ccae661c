"""Whom a solved round would give to children who came since: scarce places are suggested last.

A price of a helper's place says what taking it costs the children who are to come (`ahead`) or,
where services share hours, who stand there. Who arrives is offered the helper with the least cost and price who has room, the most
urgent first. Nothing is placed: these are suggestions for people to decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from carenet.matching.pairing.making import Made
from carenet.matching.pairing.shapes import Group, Helper, Option, Told
from carenet.matching.rules import SHARED_HOURS

OPTIONS_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class Suggested:
    """A group and who could take it now, with the price of the place; nobody where all are full."""

    group: Group
    helper: Helper | None = None
    told: Told | None = None
    price: int = 0
    options: tuple[Option, ...] = ()


def suggestions(
    made: Made, prices: Mapping[UUID, float], hours: Mapping[UUID, int] | None = None
) -> list[Suggested]:
    """For every group, the most urgent first, the helper with the least cost and kept price.

    `prices` are those of a unit of capacity; a helper the plan did not know has none. `hours`
    bounds volunteers whose hours several services share.
    """
    room = made.room.copy()
    each = SHARED_HOURS.get(made.service, 1)
    if hours is not None:
        most = [
            hours.get(h.person, int(room[k]) * each) // each for k, h in enumerate(made.helpers)
        ]
        room = np.minimum(room, np.array(most, np.int64))
    per_load = each if hours is not None else 1
    price = np.array([prices.get(h.person, 0.0) * per_load for h in made.helpers], np.float64)
    found: dict[int, Suggested] = {}
    for g in _by_urgency(made.groups):
        load, row = made.load(g), made.field.cost[g]
        able = np.flatnonzero((row >= 0) & (room >= load))
        if not len(able):
            found[g] = Suggested(made.groups[g])
            continue
        order = able[np.lexsort((row[able], row[able] + price[able] * load))]
        best = int(order[0])
        room[best] -= load
        options = tuple(
            Option(made.helpers[k].person, made.helpers[k].offer, made.told(g, k), int(room[k]))
            for k in order[1 : OPTIONS_MAX + 1].tolist()
        )
        found[g] = Suggested(
            made.groups[g], made.helpers[best], made.told(g, best), round(price[best] * load),
            options,
        )  # fmt: skip
    return [found[g] for g in _by_urgency(made.groups)]


def _by_urgency(groups: Sequence[Group]) -> list[int]:
    return sorted(range(len(groups)), key=lambda g: (groups[g].tier, g))
