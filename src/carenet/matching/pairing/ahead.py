"""What a place left by a solved round is worth to the children who may still come.

The prices that prove a plan say nothing of a helper who has room: a place nobody wanted costs
nothing. Who may come is drawn several times from those the round knew, and solved with the room
that is left; the mean price of a place says what taking it now would cost them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.pairing.making import Made
from carenet.matching.pairing.sides import Ints

FUTURES: Final = 4
COMING: Final = 0.1
"""As many come in the time that prices hold, to those the round knew (field judgement)."""
SEED: Final = 20_181
SECONDS: Final = 3


def prices_ahead(
    made: Made, outcome: Outcome, cancelled: Callable[[], bool] | None = None
) -> list[float] | None:
    """The mean price of a place at each helper, in minutes; None where nobody is to come."""
    room = made.room.copy()
    for g, h in enumerate(outcome.assignment):
        if h is not None:
            room[h] -= made.load(g)
    draw = np.random.default_rng(SEED)
    coming = round(len(made.groups) * COMING)
    found = []
    for _ in range(FUTURES if coming else 0):
        some = np.sort(draw.choice(len(made.groups), coming, replace=False))
        _, plan = drawn(made, some, room).solve(Limits(seconds=SECONDS), cancelled=cancelled)
        if plan.duals is not None and plan.duals.helper:
            found.append(np.array(plan.duals.helper, np.float64))
    return [round(float(p), 1) for p in np.mean(found, axis=0)] if found else None


def drawn(made: Made, some: Ints, room: Ints) -> Made:
    """A round of these groups alone, with so much room left."""
    field = replace(made.field, cost=made.field.cost[some], lost=made.field.lost[some])
    groups = tuple(made.groups[g] for g in some)
    return replace(made, field=field, groups=groups, room=room, locks=(), spread=0, apart=())
