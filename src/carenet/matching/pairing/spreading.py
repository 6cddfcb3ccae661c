"""What spreading the loads of a round brings and costs: the same round beside it without."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.pairing.making import Made


def price_of_spread(
    made: Made, outcome: Outcome, limits: Limits, cancelled: Callable[[], bool] | None = None
) -> dict[str, Any]:
    """How busy helpers are with and without, what the lines cost more, whether as many are served.

    `busiest` counts who is there already; `busy` is how many helpers have somebody from this round.
    Costs are those of the lines, in minutes; what loads count for is not in them.
    """
    _, plain = replace(made, spread=0).solve(limits, cancelled=cancelled)
    return {
        "step": made.spread,
        "busiest": [_busiest(made, plain), _busiest(made, outcome)],
        "busy": [_busy(plain), _busy(outcome)],
        "cost": _lines(made, outcome) - _lines(made, plain),
        "served": sum(int(p.value) for p in plain.unmatched.values())
        - sum(int(p.value) for p in outcome.unmatched.values()),
        "proven": plain.status == outcome.status == "optimal",
    }


def _busiest(made: Made, outcome: Outcome) -> int:
    """The most that any helper who has somebody from this round has then."""
    taken = Counter(h for h in outcome.assignment if h is not None)
    return max((made.helpers[h].load + n for h, n in taken.items()), default=0)


def _busy(outcome: Outcome) -> int:
    return len({h for h in outcome.assignment if h is not None})


def _lines(made: Made, outcome: Outcome) -> int:
    """The cost of all lines, loads apart."""
    return sum(
        int(made.field.cost[g, h]) for g, h in enumerate(outcome.assignment) if h is not None
    )
