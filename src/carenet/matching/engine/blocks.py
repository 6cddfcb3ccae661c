"""Improve a plan block by block: the exact best for some helpers near each other, HiGHS for each.

Only pairs whose price lies near the cheapest take part. Blocks of one round share no helper, so
they may run side by side without changing the result. Whoever must not be left out is a rule of
the block and not a large number in its objective: beside such numbers the solver would call any
plan good enough.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from carenet.matching.engine import highs
from carenet.matching.engine.highs import Stop
from carenet.matching.engine.network import NOBODY, Network
from carenet.matching.engine.problem import Ints, Positions

BLOCK_NODES: Final = 300
BLOCK_GAP: Final = 2e-4


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Arcs of the network that may be chosen, and the helpers and groups concerned."""

    arcs: Ints
    helpers: Ints
    groups: Ints


def neighbourhood(network: Network, starts: Ints, order: Ints, centre: int, most: int) -> Ints:
    """`most` helpers around one: those with whom it shares most groups, wave after wave."""
    inside = {centre: None}
    wave = [centre]
    while wave and len(inside) < most:
        arcs = np.concatenate([order[starts[h] : starts[h + 1]] for h in wave])
        groups = np.unique(_group(network, arcs))
        near = np.concatenate(
            [network.helper[network.first[g] : network.first[g + 1]] for g in groups]
            or [np.zeros(0, np.int32)]
        )
        found, times = np.unique(near, return_counts=True)
        wave = [int(h) for h in found[np.argsort(-times, kind="stable")] if int(h) not in inside]
        wave = wave[: most - len(inside)]
        inside.update(dict.fromkeys(wave))
    return np.sort(np.array(list(inside), np.int64))


def _group(network: Network, arcs: Ints) -> Ints:
    return np.searchsorted(network.first, arcs, side="right") - 1


def block_of(
    network: Network,
    group: Positions,
    helpers: Ints,
    assignment: Positions,
    near: Any,
    claimed: Any,
) -> Block:
    """What may change when the groups of `helpers`, and groups left out, are dealt out anew.

    `near` marks the arcs whose price is near the cheapest, `claimed` the groups left out that
    another block of the round may take; this block claims those it may.
    """
    inside = np.zeros(network.helpers + 1, np.bool_)
    inside[helpers] = True
    mine = (assignment != NOBODY) & inside[assignment]
    mine |= (assignment == NOBODY) & network.free & ~claimed
    current = network.helper == assignment[group]
    arcs = np.flatnonzero(inside[network.helper] & mine[group] & (near | current))
    claimed[group[arcs]] = True
    return Block(arcs, helpers, np.unique(group[arcs]))


def best_of_block(
    network: Network,
    group: Positions,
    block: Block,
    assignment: Positions,
    penalty: Ints,
    seed: int,
    stop: Stop,
) -> Ints | None:
    """The arcs of the best plan within a block, or None if nothing better was found.

    Groups placed now whose `penalty` is 0 stay placed.
    """
    arcs = block.arcs
    if not len(arcs):
        return None
    gain = (network.cost[arcs] - penalty[group[arcs]]).astype(np.float64)
    current = network.helper[arcs] == assignment[group[arcs]]
    rows = len(block.groups) + len(block.helpers)
    top, low = np.ones(rows), np.zeros(rows)
    placed = assignment[block.groups] != NOBODY
    low[: len(block.groups)] = placed & (penalty[block.groups] == 0)
    scale = max(float(network.capacity[block.helpers].max()), 1.0)
    top[len(block.groups) :] = network.capacity[block.helpers] / scale
    ones = np.ones(len(arcs))
    inside = [
        np.searchsorted(block.groups, group[arcs]),
        len(block.groups) + np.searchsorted(block.helpers, network.helper[arcs]),
    ]
    values = [ones, network.load[arcs] / scale]
    if network.capped:
        lines, at = np.unique(network.line[arcs], return_inverse=True)
        most = np.where(lines >= 0, network.most[lines], len(arcs))
        inside.append(rows + at.reshape(-1))
        values.append(ones)
        top, low = np.concatenate([top, most]), np.concatenate([low, np.zeros(len(lines))])
    index, value = np.column_stack(inside).ravel(), np.column_stack(values).ravel()
    slack = BLOCK_GAP * float(network.cost[arcs[current]].sum())
    each = len(index) // len(arcs)
    model = highs.Model(gain, low, top, np.arange(0, each * len(arcs) + 1, each), index, value)
    options = {"mip_rel_gap": 0.0, "mip_abs_gap": slack, "mip_max_nodes": BLOCK_NODES}
    found = highs.run(
        model, options | {"random_seed": seed}, stop, whole=True, present=current.astype(np.float64)
    )
    chosen = None if found is None else found.taken > 0.5
    if chosen is None or float(gain[chosen].sum()) >= float(gain[current].sum()) - 0.5:
        return None
    return arcs[chosen] if _fits(network, group, arcs[chosen], block) else None


def _fits(network: Network, group: Positions, arcs: Ints, block: Block) -> bool:
    """Whether whole-number arithmetic agrees that a chosen block keeps every rule."""
    used = np.zeros(network.helpers, np.int64)
    np.add.at(used, network.helper[arcs], network.load[arcs])
    once = len(np.unique(group[arcs])) == len(arcs)
    if network.capped:
        bound = network.line[arcs][network.line[arcs] >= 0]
        once = once and bool(
            np.all(np.bincount(bound, minlength=len(network.most)) <= network.most)
        )
    return once and bool(np.all(used[block.helpers] <= network.capacity[block.helpers]))


def improve_round(
    network: Network,
    group: Positions,
    blocks: list[Block],
    assignment: Positions,
    penalty: Ints,
    threads: int,
    seed: int,
    stop: Stop,
) -> list[bool]:
    """Solve blocks that share nothing side by side and put the gains into `assignment`."""

    def work(block: Block) -> Ints | None:
        return best_of_block(network, group, block, before, penalty, seed, stop)

    before = assignment.copy()
    if threads == 1 or len(blocks) == 1:
        found = [work(b) for b in blocks]
    else:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(work, blocks))
    for block, arcs in zip(blocks, found, strict=True):
        if arcs is None:
            continue
        mine = block.groups[before[block.groups] != NOBODY]
        assignment[mine] = NOBODY
        assignment[group[arcs]] = network.helper[arcs]
    return [arcs is not None for arcs in found]
