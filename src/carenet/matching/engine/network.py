"""The arcs a backend works on: allowed pairs ordered by group, locks already taken out."""

from dataclasses import dataclass, field, replace

import numpy as np

from carenet.matching.engine.problem import Caps, Ints, Positions, Problem, Spread

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Pairs of group g stand at `first[g]:first[g + 1]`, by helper.

    `free` marks the groups that are still to be placed; a locked group has no pairs here, and
    `capacity` is what the locks leave. `line` is the line of caps that bounds a pair (-1: none) and
    `most` what the locks leave of every line; both are empty without caps. `spread` counts the
    locks among what is carried.
    """

    first: Ints
    helper: Positions
    load: Ints
    cost: Ints
    capacity: Ints
    free: np.ndarray[tuple[int], np.dtype[np.bool_]]
    line: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    most: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    spread: Spread | None = None

    @property
    def capped(self) -> bool:
        """Whether some helper takes only so many groups of a service."""
        return len(self.most) > 0

    @property
    def groups(self) -> int:
        return len(self.first) - 1

    @property
    def helpers(self) -> int:
        return len(self.capacity)

    @property
    def size(self) -> int:
        return len(self.helper)

    def group_of_pair(self) -> Positions:
        """The group of every pair."""
        return np.repeat(np.arange(self.groups, dtype=np.int32), np.diff(self.first))

    def position(self, group: int, helper: int) -> int:
        """Where the pair stands, or -1."""
        start, end = self.first[group], self.first[group + 1]
        at = int(start + np.searchsorted(self.helper[start:end], helper))
        return at if at < end and self.helper[at] == helper else NOBODY


def network_of(
    problem: Problem,
    group: Positions,
    helper: Positions,
    load: Ints,
    cost: Ints,
    capacity: Ints,
    locked: dict[int, int],
) -> Network:
    """Order pairs into a network, leaving out locked groups and loads that no helper can hold."""
    free = np.ones(len(problem.group_ids), np.bool_)
    free[list(locked)] = False
    keep = free[group] & (load <= capacity[helper])
    if problem.caps is not None and len(problem.caps.most):
        line = problem.caps.lines_of(group, helper)
        keep &= (line < 0) | (_left_of_lines(problem.caps, locked)[line] > 0)
    group, helper, load, cost = group[keep], helper[keep], load[keep], cost[keep]
    order = np.argsort(group.astype(np.int64) * len(capacity) + helper, kind="stable")
    first = np.zeros(len(problem.group_ids) + 1, np.int64)
    np.cumsum(np.bincount(group, minlength=len(problem.group_ids)), out=first[1:])
    network = Network(first, helper[order], load[order], cost[order], capacity, free)
    return _shared(problem, network, locked) if problem.spread or problem.caps else network


def _shared(problem: Problem, network: Network, locked: dict[int, int]) -> Network:
    """With what spreads loads and what bounds services, the locks counted."""
    if (spread := problem.spread) is not None:
        held = np.array(list(locked.values()), np.int64)
        taken = np.bincount(held, minlength=network.helpers).astype(np.int64)
        network = replace(network, spread=Spread(spread.step, spread.carried + taken))
    if (caps := problem.caps) is not None and len(caps.most):
        line = caps.lines_of(network.group_of_pair(), network.helper)
        network = replace(network, line=line, most=_left_of_lines(caps, locked))
    return network


def _left_of_lines(caps: Caps, locked: dict[int, int]) -> Ints:
    """How many groups the locks leave of every line."""
    group = np.array(list(locked), np.int32)
    helper = np.array(list(locked.values()), np.int32)
    most = caps.most.copy()
    held = caps.lines_of(group, helper)
    np.subtract.at(most, held[held >= 0], 1)
    return most


def assigned_pairs(network: Network, assignment: Positions) -> Ints:
    """The position of each placed group's pair, -1 for the others."""
    groups = network.group_of_pair()
    hit = np.flatnonzero(network.helper == assignment[groups])
    found = np.full(network.groups, NOBODY, np.int64)
    found[groups[hit]] = hit
    return found


def in_network(
    network: Network, group: Positions, helper: Positions
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the pairs given by columns the network already holds."""
    keys = network.group_of_pair().astype(np.int64) * network.helpers + network.helper
    wanted = group.astype(np.int64) * network.helpers + helper
    if not len(keys):
        return np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(keys[at] == wanted)
