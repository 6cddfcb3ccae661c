"""Anneal a plan in slices, so that time and cancelling are seen, and steered by prices if given."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from carenet.matching.engine.loops import anneal as loops
from carenet.matching.engine.network import NOBODY, Network, assigned_pairs
from carenet.matching.engine.problem import Floats, Ints, Positions
from carenet.matching.engine.watch import Watch

TRIALS_PER_SECOND: Final = 500_000
SLICES: Final = 40
STEPS_PER_TRIAL: Final = 200
TAKEN_OUT_MAX: Final = 14
HOT: Final = 0.8
COLD: Final = 0.04
WARM: Final = 0.12
FAR: Final = 4.0


@dataclass(slots=True)
class Annealing:
    """One network with its arcs in the order a group looks at them; `assignment` is the best plan.

    `price` is that of a unit of each helper's load, `worth` what serving each group is worth:
    arcs far beyond it are not looked at. Both may be missing: then the cheapest come first.
    """

    network: Network
    penalty: Ints
    assignment: Positions
    seed: int = 0
    price: Floats | None = None
    worth: Floats | None = None
    order: Ints = field(init=False)
    first: Ints = field(init=False)
    usual: float = field(init=False)

    def __post_init__(self) -> None:
        net = self.network
        group = net.group_of_pair()
        mine = assigned_pairs(net, self.assignment)
        held = mine[mine >= 0]
        self.usual = float(net.cost[held].mean()) if len(held) else 1.0
        dear = net.cost.astype(np.float64)
        keep = np.ones(net.size, np.bool_)
        if self.price is not None and self.worth is not None:
            dear += self.price[net.helper] * net.load
            keep = dear - self.worth[group] <= FAR * self.usual
            keep[held] = True
        kept = np.flatnonzero(keep)
        self.order = kept[np.lexsort((dear[kept], group[kept]))]
        self.first = np.zeros(net.groups + 1, np.int64)
        np.cumsum(np.bincount(group[kept], minlength=net.groups), out=self.first[1:])

    def run(self, watch: Watch, stage: str, per_group: int, *, hot: bool = True) -> bool:
        """Anneal with `per_group` trials, or as many as time allows; whether that was all."""
        net = self.network
        movable = np.flatnonzero(net.free & (np.diff(self.first) > 0)).astype(np.int64)
        if len(movable) < 2 or watch.over():
            return True
        wanted = per_group * len(movable)
        trials = max(min(wanted, int(TRIALS_PER_SECOND * watch.left())), SLICES)
        arrays, best = self._arrays(movable)
        start, end = (HOT if hot else WARM) * self.usual + 0.01, COLD * self.usual + 0.01
        state = np.array([start, (end / start) ** (1 / trials), 0.0, 0.0])
        dice = np.array([self.seed * 7919 % (loops.MODULUS - 2) + 1], np.int64)
        done, span = 0, watch.left()
        while done < trials and not watch.over():
            size = min(max(trials // SLICES, 1), trials - done)
            loops.anneal(size * STEPS_PER_TRIAL, *arrays, dice, state, size, TAKEN_OUT_MAX)
            done += size
            late = (1 - watch.left() / max(span, 1e-9)) / (done / trials)
            if late > 1:  # this machine is slower than planned for: cool down sooner
                trials = max(int(trials / late), done)
                left = max(trials - done, 1)
                state[1] = (end / max(state[0], end)) ** (1 / left)
            watch.tell(stage, done / trials)
        self.assignment = np.full(net.groups, NOBODY, np.int32)
        some = np.flatnonzero(best >= 0)
        self.assignment[some] = net.helper[self.order[best[some]]]
        return done >= wanted

    def _arrays(self, movable: Ints) -> tuple[tuple[object, ...], Ints]:
        net, order = self.network, self.order
        helper = net.helper[order].astype(np.int64)
        group = net.group_of_pair()[order].astype(np.int64)
        at = np.full(net.size, NOBODY, np.int64)
        at[order] = np.arange(len(order))
        mine = assigned_pairs(net, self.assignment)
        arc = np.where(mine >= 0, at[mine], NOBODY)
        room = net.capacity.astype(np.float64)
        placed = np.flatnonzero(mine >= 0)
        np.subtract.at(room, net.helper[mine[placed]], net.load[mine[placed]])
        starts = np.zeros(net.helpers + 1, np.int64)
        np.cumsum(np.bincount(helper, minlength=net.helpers), out=starts[1:])
        best = arc.copy()
        arrays = (
            self.first, helper, net.load[order].astype(np.float64),
            net.cost[order].astype(np.float64), self.penalty.astype(np.float64), starts,
            group[np.argsort(helper, kind="stable")], movable,
            self.assignment.astype(np.int64), arc.copy(), room, best,
            np.empty(net.groups, np.int64), np.zeros(net.groups, np.bool_),
            net.line[order] if net.capped else net.line, self._left(mine[placed]),
        )  # fmt: skip
        return arrays, best

    def _left(self, arcs: Ints) -> Ints:
        """What the plan leaves of every line of the caps."""
        left = self.network.most.copy()
        if self.network.capped:
            held = self.network.line[arcs]
            np.subtract.at(left, held[held >= 0], 1)
        return left
