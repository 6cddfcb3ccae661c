"""The arcs a backend works on: allowed pairs ordered by group, locks already taken out."""

from dataclasses import dataclass

import numpy as np

from carenet.matching.engine.problem import Ints, Positions, Problem

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Pairs of group g stand at `first[g]:first[g + 1]`, by helper.

    `free` marks the groups that are still to be placed; a locked group has no pairs here, and
    `capacity` is what the locks leave.
    """

    first: Ints
    helper: Positions
    load: Ints
    cost: Ints
    capacity: Ints
    free: np.ndarray[tuple[int], np.dtype[np.bool_]]

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
    """Order pairs into a network, leaving out locked groups and loads no capacity can hold."""
    free = np.ones(len(problem.group_ids), np.bool_)
    free[list(locked)] = False
    keep = free[group] & (load <= capacity[helper])
    group, helper, load, cost = group[keep], helper[keep], load[keep], cost[keep]
    order = np.lexsort((helper, group))
    first = np.zeros(len(problem.group_ids) + 1, np.int64)
    np.cumsum(np.bincount(group, minlength=len(problem.group_ids)), out=first[1:])
    return Network(first, helper[order], load[order], cost[order], capacity, free)


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
