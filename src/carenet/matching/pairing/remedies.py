"""What would mend a shortage: new helpers in one village, proposed by the prices, proven by a re-solve.

A new helper in a village is worth at most what the children it may have are worth by the plan's
prices, less their cost: that bound picks the village. What is said is what the round reaches when
it is solved again with these helpers in it, never the estimate.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.engine.standing import standing
from carenet.matching.pairing.making import Made, make
from carenet.matching.pairing.shapes import Group, Helper, Ties
from carenet.matching.rules import SHAPES, SUBJECTS, Service

REMEDIES_MAX: Final = 3
NEW_HELPERS: Final = 2
VILLAGES_MAX: Final = 60
REMEDY_SECONDS: Final = 10
ROOM: Final = {Service.TUTORING: 2, Service.PROXY_PARENT: 3, Service.HOST_FAMILY: 2}
"""What a new helper usually offers: two children to tutor, three households, two beds."""
REACH: Final = {Service.TUTORING: 60, Service.PROXY_PARENT: 90, Service.HOST_FAMILY: 45}
NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """New helpers in a village, and the children more that the round then places, by tier."""

    division: str
    helpers: int
    room: int
    children: int
    placed: dict[int, int]
    subject: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def remedies(
    made: Made,
    problem: Problem,
    outcome: Outcome,
    ties: Ties,
    cancelled: Callable[[], bool] | None = None,
) -> list[Remedy]:
    """The villages where new helpers would place most children, each verified by solving again.

    `problem` holds the pairs that the plan was found with.
    """
    left = [g for g, h in enumerate(outcome.assignment) if h is None]
    if made.service not in ROOM or not left:
        return []
    subject = _subject([made.groups[g] for g in left])
    villages = Counter(made.groups[g].village for g in left)
    newcomers = [
        _newcomer(made, village, subject, NOBODY)
        for village, _ in villages.most_common(VILLAGES_MAX)
    ]
    trial = make(made.groups, newcomers, ties, made.service)
    worth = _worth(made, outcome, trial)
    found: list[Remedy] = []
    for k in np.argsort(-worth, kind="stable")[:REMEDIES_MAX].tolist():
        if worth[k] <= 0 or (cancelled and cancelled()):
            break
        remedy = _verified(made, problem, outcome, ties, newcomers[k].division, subject, cancelled)
        if remedy.children > 0:
            found.append(remedy)
    return sorted(found, key=lambda r: ([-r.placed[t] for t in sorted(r.placed)], r.division))


def _verified(
    made: Made,
    problem: Problem,
    outcome: Outcome,
    ties: Ties,
    division: str,
    subject: str | None,
    cancelled: Callable[[], bool] | None,
) -> Remedy:
    new = [_newcomer(made, division, subject, UUID(int=k + 1)) for k in range(NEW_HELPERS)]
    more = make(made.groups, new, ties, made.service, spread=made.spread)
    limits = Limits(seconds=REMEDY_SECONDS)
    wider = joined(problem, more.problem(*more.field.everything()))
    earlier = standing(wider, problem, outcome)
    again = solve(wider, limits, cancelled=cancelled, earlier=earlier)
    placed = {
        tier: int(count.value) - int(again.unmatched[tier].value)
        for tier, count in outcome.unmatched.items()
    }
    room = ROOM[made.service]
    return Remedy(division, NEW_HELPERS, room, sum(placed.values()), placed, subject)


def joined(problem: Problem, more: Problem) -> Problem:
    """Both problems' helpers for the same groups; the second's stand behind the first's."""
    old, new = problem.pairs, more.pairs
    if old is None or new is None:
        raise ValueError("both problems must list their pairs")
    group = np.concatenate([old.group, new.group])
    order = np.argsort(group, kind="stable")

    def column(left: Any, right: Any) -> Any:
        return np.concatenate([left, right])[order]

    return Problem.from_pairs(
        group_ids=problem.group_ids,
        size=problem.size,
        tier=problem.tier,
        helper_ids=(*problem.helper_ids, *more.helper_ids),
        capacity=np.concatenate([problem.capacity, more.capacity]),
        group=group[order],
        helper=column(old.helper, new.helper + len(problem.helper_ids)),
        load=column(old.load, new.load),
        cost=column(old.cost, new.cost),
        locks=problem.locks,
        spread=_joined_spread(problem, more),
        apart=problem.apart,
    )


def _joined_spread(problem: Problem, more: Problem) -> tuple[float, Any] | None:
    """Loads are spread over the helpers of both; costs of rounds are whole minutes."""
    if problem.spread is None or more.spread is None:
        return None
    return problem.spread.step, np.concatenate([problem.spread.carried, more.spread.carried])


def _worth(made: Made, outcome: Outcome, trial: Made) -> Any:
    """An upper bound, by the plan's prices, of what one new helper in each village is worth."""
    pairs = trial.problem(*trial.field.everything()).pairs
    worth = np.zeros(len(trial.helpers))
    if pairs is None or not len(pairs.group):
        return worth
    gain = np.maximum(_prices(made, outcome)[pairs.group] - pairs.cost, 0)
    places = SHAPES[made.service].load == "places"
    for k in range(len(trial.helpers)):
        mine = np.flatnonzero(pairs.helper == k)
        best = mine[np.argsort(-gain[mine] / np.maximum(pairs.load[mine], 1), kind="stable")]
        room = ROOM[made.service]
        for p in best.tolist():
            load = int(pairs.load[p]) if places else 1
            if load <= room:
                room -= load
                worth[k] += gain[p]
    return worth


def _prices(made: Made, outcome: Outcome) -> Any:
    """The price of serving each group; without a proof, a child left out by its tier."""
    duals = outcome.duals
    if duals is not None and len(duals.group) == len(made.groups):
        return np.array(duals.group, np.float64)
    return np.array(
        [
            0.0 if h is not None else g.size * 10.0 ** (9 - min(g.tier, 6))
            for g, h in zip(made.groups, outcome.assignment, strict=True)
        ]
    )


def _subject(groups: Sequence[Group]) -> str | None:
    """What most of the children without anybody are to be taught."""
    asked = Counter(g.subject for g in groups if g.subject)
    return asked.most_common(1)[0][0] if asked else None


def _newcomer(made: Made, village: str, subject: str | None, person: UUID) -> Helper:
    """A cleared woman of a village who speaks as its children do and is free when they are."""
    near = next(g for g in made.groups if g.village == village)
    spoken = frozenset(x for g in made.groups if g.village == village for x in g.languages)
    tongues = spoken | {"mandarin"}
    return Helper(
        id=f"new:{village}:{person}", person=person, offer=None, division=village,
        latitude=near.latitude, longitude=near.longitude, capacity=ROOM[made.service], load=0,
        sex="f", organisation=None, takes_girls=True, takes_boys=True,
        reach_minutes=REACH[made.service],
        subjects=frozenset({subject} if subject else SUBJECTS),
        understands=tongues, explains=tongues,
        free=frozenset(f"{d}-{p}" for d in range(1, 8) for p in ("afternoon", "evening")),
    )  # fmt: skip
