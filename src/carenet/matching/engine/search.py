"""The search for a plan with uneven loads: prices first, helpers in turns, then block by block."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from carenet.matching.engine.annealing import Annealing
from carenet.matching.engine.blocks import Block, block_of, improve_round, neighbourhood
from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.loops import chains, rounding
from carenet.matching.engine.network import NOBODY, Network, assigned_pairs
from carenet.matching.engine.prepare import Prepared
from carenet.matching.engine.problem import Floats, Ints, Positions
from carenet.matching.engine.relaxation import Relaxation
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch

PENALTY_STEP: Final = 100
BLOCK_HELPERS: Final = (48, 64, 96, 144)
BLOCKS_PER_THREAD: Final = 4
BLOCK_STEP: Final = 8
BLOCK_RATIO: Final = 300
NEAR: Final = 1.5
SWEEPS: Final = 4
CHAIN_SWEEPS: Final = 4
CHAINS_EVERY: Final = 16
STALE_MAX: Final = len(BLOCK_HELPERS)


@dataclass(slots=True)
class Search:
    """A plan in the making for one network; `assignment` is always a valid plan.

    A tier's penalties outweigh what all tiers after it and any saving of cost could bring, so that
    no move of the search leaves a child out for less.
    """

    prepared: Prepared
    relaxation: Relaxation
    assignment: Positions = field(init=False)
    draw: np.random.Generator = field(init=False)
    idle: Ints = field(init=False)
    penalty: Ints = field(init=False)

    def __post_init__(self) -> None:
        network = self.relaxation.network
        self.assignment = np.full(network.groups, NOBODY, np.int32)
        self.draw = np.random.default_rng(0)
        self.idle = np.zeros(network.helpers, np.int64)
        step = PENALTY_STEP * int(network.cost.max(initial=0)) + 1
        self.penalty = penalties(self.prepared, weights_for(self.prepared.problem, step))

    def with_prices(self, prepared: Prepared, relaxation: Relaxation) -> "Search":
        """The same plan in a network with further pairs and other prices."""
        wider = Search(prepared, relaxation)
        wider.assignment, wider.draw = self.assignment, self.draw
        return wider

    def cost(self) -> int:
        """Of the groups placed, locked ones apart."""
        network = self.relaxation.network
        mine = assigned_pairs(network, self.assignment)
        return int(network.cost[mine[mine >= 0]].sum())

    def figures(self) -> tuple[int, ...]:
        """Children left out, tier by tier, and then the cost: of two plans the lower is better."""
        out = (self.assignment == NOBODY) & self.relaxation.network.free
        problem = self.prepared.problem
        left = [int(problem.size[out & (problem.tier == t)].sum()) for t in problem.tiers]
        return (*left, self.cost())

    def value(self, penalty: Ints) -> int:
        """Penalties of the groups left out plus the cost of the placed ones."""
        network = self.relaxation.network
        mine = assigned_pairs(network, self.assignment)
        out = (mine < 0) & network.free
        return int(network.cost[mine[mine >= 0]].sum() + penalty[out].sum())

    def first_plan(self, suggested: Positions, practice: Positions, seed: int) -> None:
        """Helpers take turns, first among those suggested to them and nobody's, then all.

        Or what practice would do, should that be better.
        """
        self.draw = np.random.default_rng(seed)
        self.assignment = practice.astype(np.int32)
        relax, network = self.relaxation, self.relaxation.network
        if network.capped:
            return
        holder = suggested.astype(np.int64)
        paid = np.zeros(network.groups, np.float64)  # nothing paid: nothing to take from others
        arc = np.arange(network.size, dtype=np.int64)
        for _ in range(SWEEPS):
            rounding.take_turns(
                network.size * 4,
                relax.first,
                arc,
                *relax.arrays[:4],
                self.penalty.astype(np.float64),
                self.draw.permutation(network.helpers).astype(np.int64),
                holder,
                paid,
            )
        before = self.figures()
        self.assignment = holder.astype(np.int32)
        if self.figures() > before:
            self.assignment = practice.astype(np.int32)

    def move_along(self, only: Ints | None = None) -> None:
        """An ejection chain from every group, or from some: those left out and the weightiest first.

        Chains do not count the groups of a service; with caps annealing and blocks do it all.
        """
        network = self.relaxation.network
        if network.capped:
            return
        mine = assigned_pairs(network, self.assignment)
        room = network.capacity.astype(np.float64)
        placed = np.flatnonzero(mine >= 0)
        np.subtract.at(room, network.helper[mine[placed]], network.load[mine[placed]])
        order = np.lexsort((self.draw.random(network.groups), -self.penalty, mine >= 0))
        if only is not None:
            order = order[np.isin(order, only)]
        holder = self.assignment.astype(np.int64)
        chains.improve(
            len(order) * 80,
            network.first,
            network.helper.astype(np.int64),
            network.load.astype(np.float64),
            network.cost.astype(np.float64),
            self.penalty.astype(np.float64),
            order[network.free[order]].astype(np.int64),
            holder,
            mine,
            room,
        )
        self.assignment = holder.astype(np.int32)

    def anneal(self, watch: Watch, trials: int) -> None:
        """Anneal with so many trials per group, steered by the relaxation's prices."""
        relax = self.relaxation
        annealing = Annealing(
            relax.network,
            self.penalty,
            self.assignment,
            watch.limits.seed,
            relax.critical,
            relax.prices,
        )
        before, figures = self.assignment, self.figures()
        annealing.run(watch, "search", trials)
        self.assignment = annealing.assignment
        if self.figures() > figures:
            self.assignment = before

    def improve(self, watch: Watch, sweeps: int = CHAIN_SWEEPS, blocks_max: float = np.inf) -> bool:
        """Chains and block rounds until the time is used, enough is tried, or nothing helps.

        Returns whether every neighbourhood has been tried in vain.
        """
        relax, network = self.relaxation, self.relaxation.network
        group = network.group_of_pair()
        starts, order = relax.first, np.argsort(network.helper, kind="stable")
        near = self._near(group, self.usual_cost())
        for _ in range(sweeps):
            if not watch.over():
                self.move_along()
        turn = 0
        while not watch.over() and turn * BLOCKS_PER_THREAD * watch.limits.threads < blocks_max:
            turn += 1
            if turn % CHAINS_EVERY == 0:
                self.move_along()
            if self.idle.min(initial=STALE_MAX) >= STALE_MAX:
                return True
            blocks = self._blocks(network, group, starts, order, near, watch.limits.threads)
            gained = improve_round(
                network,
                group,
                blocks,
                self.assignment,
                self._block_penalty(),
                watch.limits.threads,
                watch.limits.seed,
                watch.over,
            )
            for block, better in zip(blocks, gained, strict=True):
                self._note(block, better=better)
            watch.tell("blocks", float(np.minimum(self.idle, STALE_MAX).mean()) / STALE_MAX)
        return False

    def take_in(self, lost: Ints, watch: Watch) -> None:
        """Find a place for each of some groups left out, by the exact best around the helper next to it."""
        relax, network = self.relaxation, self.relaxation.network
        group = network.group_of_pair()
        order = np.argsort(network.helper, kind="stable")
        near = self._near(group, self.usual_cost())
        for g in lost[np.diff(network.first)[lost] > 0]:
            if watch.over():
                break
            arcs = np.arange(network.first[g], network.first[g + 1])
            centre = int(network.helper[arcs[np.argmin(network.cost[arcs])]])
            helpers = neighbourhood(network, relax.first, order, centre, BLOCK_HELPERS[0])
            claimed = self.assignment == NOBODY
            claimed[g] = False
            block = block_of(network, group, helpers, self.assignment, near, claimed)
            improve_round(
                network, group, [block], self.assignment, self._block_penalty(), 1,
                watch.limits.seed, watch.over,
            )  # fmt: skip

    def usual_cost(self) -> float:
        """The mean cost of those placed."""
        return self.cost() / max(int((self.assignment != NOBODY).sum()), 1)

    def _near(self, group: Positions, usual: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Arcs that cost little more, prices included, than their group is worth."""
        relax, network = self.relaxation, self.relaxation.network
        dearness = network.cost + relax.critical[network.helper] * network.load
        return np.asarray(dearness - relax.prices[group] <= NEAR * usual)

    def _block_penalty(self) -> Ints:
        """What leaving a group out weighs in a block; 0 in tiers that leave nobody out.

        No larger than it must be, for the solver counts in floating point.
        """
        network, problem = self.relaxation.network, self.prepared.problem
        out = (self.assignment == NOBODY) & network.free & (problem.size > 0)
        weights, weight = dict.fromkeys(problem.tiers, 0), 0
        step = BLOCK_STEP * int(network.cost.max(initial=0)) + 1
        for tier in reversed(problem.tiers):
            if np.any(out & (problem.tier == tier)):
                weight = max(step, weight * BLOCK_RATIO)
                weights[tier] = weight
        return penalties(self.prepared, weights)

    def _blocks(
        self,
        network: Network,
        group: Positions,
        starts: Ints,
        order: Ints,
        near: np.ndarray[tuple[int], np.dtype[np.bool_]],
        count: int,
    ) -> list[Block]:
        """Neighbourhoods least tried so far, sharing neither helper nor group left out."""
        blocks: list[Block] = []
        claimed = np.zeros(network.groups, np.bool_)
        used = np.zeros(network.helpers, np.bool_)
        loss = self.loss()
        for _ in range(BLOCKS_PER_THREAD * count):
            open_ones = np.flatnonzero(~used & (self.idle == self.idle[~used].min(initial=1 << 40)))
            if not len(open_ones):
                break
            size = BLOCK_HELPERS[min(int(self.idle[open_ones[0]]), STALE_MAX - 1)]
            centre = int(open_ones[np.argmax(loss[open_ones])])
            helpers = neighbourhood(network, starts, order, centre, size)
            helpers = helpers[~used[helpers]]
            used[helpers] = True
            blocks.append(block_of(network, group, helpers, self.assignment, near, claimed))
        return blocks

    def loss(self) -> Floats:
        """How far each helper is from what the prices promise: where a block may pay."""
        relax, network = self.relaxation, self.relaxation.network
        mine = assigned_pairs(network, self.assignment)
        arcs = mine[mine >= 0]
        room = network.capacity.astype(np.float64)
        np.subtract.at(room, network.helper[arcs], network.load[arcs])
        loss = relax.critical * room
        group = np.flatnonzero(mine >= 0)
        dear = network.cost[arcs] + relax.critical[network.helper[arcs]] * network.load[arcs]
        np.add.at(loss, network.helper[arcs], np.maximum(dear - relax.prices[group], 0.0))
        return loss

    def _note(self, block: Block, *, better: bool) -> None:
        """Remember where blocks helped; those helpers are worth another try."""
        if better:
            self.idle[block.helpers] = np.maximum(self.idle[block.helpers] - 1, 0)
        centre = block.helpers[: max(len(block.helpers) // 2, 1)]
        self.idle[self.draw.permutation(block.helpers)[: len(centre)]] += 1
