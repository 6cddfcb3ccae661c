"""In which order to make a day of home visits: the shortest way round, by minutes on the road. Pure."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

EXACT_MAX: Final = 9
"""Up to so many stops every order is weighed; above it a search of bounded steps finds a good one."""
STOPS_MAX: Final = 24
SOLUTIONS_MAX: Final = 400
EARTH_KM: Final = 6371.0
WINDING: Final = 1.5
"""A mountain road is half again as long as the line on the map (field judgement)."""
KM_AN_HOUR: Final = 25.0
SAME_PLACE_MINUTES: Final = 5
UNKNOWN_MINUTES: Final = 30
"""Between places one of which has no point on the map."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """The order of the stops, the minutes to each from the one before, and back home."""

    order: tuple[int, ...]
    legs: tuple[int, ...]
    back: int

    @property
    def minutes(self) -> int:
        """On the road in all."""
        return sum(self.legs) + self.back


def minutes_between(a: Point | None, b: Point | None) -> int:
    """Minutes by motorbike between two points; a guess where one is not known."""
    if a is None or b is None:
        return UNKNOWN_MINUTES
    north = math.radians(b[0] - a[0])
    east = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    km = EARTH_KM * math.hypot(north, east) * WINDING
    return max(SAME_PLACE_MINUTES, round(km / KM_AN_HOUR * 60))


def shortest_round(table: Sequence[Sequence[int]]) -> Way:
    """The order in which all stops are visited from home and back in the fewest minutes.

    Args:
        table: minutes from each place to each other; place 0 is home, the others are the stops.

    Returns:
        Stops by their place in the table less one.

    Raises:
        ValueError: more stops than a day holds.

    """
    stops = len(table) - 1
    if stops > STOPS_MAX:
        raise ValueError("more stops than a day holds")
    if stops < 1:
        return Way((), (), 0)
    order = _exact(table) if stops <= EXACT_MAX else _searched(table)
    places = [0, *order]
    legs = tuple(table[a][b] for a, b in itertools.pairwise(places))
    return Way(tuple(place - 1 for place in order), legs, table[order[-1]][0])


def _exact(table: Sequence[Sequence[int]]) -> list[int]:
    """Dynamic programming over the sets of stops already made; ties go to the lower number."""
    stops = range(1, len(table))
    best: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {
        (1 << stop, stop): (table[0][stop], (stop,)) for stop in stops
    }
    for _ in range(len(table) - 2):
        grown: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        for (made, at), (cost, way) in best.items():
            for stop in stops:
                if made >> stop & 1:
                    continue
                found = (cost + table[at][stop], (*way, stop))
                key = (made | 1 << stop, stop)
                if key not in grown or found < grown[key]:
                    grown[key] = found
        best = grown
    return list(min((cost + table[at][0], way) for (_, at), (cost, way) in best.items())[1])


def _searched(table: Sequence[Sequence[int]]) -> list[int]:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(table), 1, 0)
    routing = pywrapcp.RoutingModel(manager)

    def minutes(a: int, b: int) -> int:
        return int(table[manager.IndexToNode(a)][manager.IndexToNode(b)])

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(minutes))
    wish = pywrapcp.DefaultRoutingSearchParameters()
    wish.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    wish.solution_limit = SOLUTIONS_MAX  # bounded by steps, so that the same day has the same order
    found = routing.SolveWithParameters(wish)
    at, order = routing.Start(0), []
    while not routing.IsEnd(at):
        if manager.IndexToNode(at):
            order.append(manager.IndexToNode(at))
        at = found.Value(routing.NextVar(at))
    return order
