"""The compiled search: a first week, then ejection chains guided by what proved hard to place."""

from typing import Any, Final

from carenet.matching.engine.compiled import Kernel, inner
from carenet.scheduling.timetable.loops.eject import force, remove
from carenet.scheduling.timetable.loops.insert import drawn, insert, place

OUT_MAX: Final = 64
ADRIFT_MAX: Final = 24
"""So many weights worse than the best week, and the search goes back to it."""
NOISE: Final = 40
SHAKES: Final = 3


def _first(world: Any, week: Any, order: Any, pool: Any, dice: Any) -> int:
    """Insert the sessions in the given order; those without a place are in `pool`."""
    left = 0
    for k in range(order.size):
        if week.slot[order[k]] < 0 and not insert(world, week, order[k], dice, 0):
            pool[left] = order[k]
            left += 1
    return left


@inner
def shake(world: Any, week: Any, session: int, dice: Any, noise: int, out: Any) -> int:
    """Take a session up and give it its cheapest place; how many are now without one, in `out`."""
    slot, lead = week.slot[session], week.lead[session]
    if slot < 0 or world.locked[session]:
        return 0
    gone, left = remove(world, week, session, out, 0), 0
    for k in range(gone):
        one = out[k]
        if insert(world, week, one, dice, noise):
            continue
        if one != session or not place(world, week, one, slot, lead):
            out[left] = one
            left += 1
    return left


@inner
def keep(week: Any, best: Any) -> None:
    """This week is the best so far."""
    best.slot[:], best.lead[:], best.second[:] = week.slot, week.lead, week.second


def _improve(
    world: Any, week: Any, best: Any, pool: Any, numbers: Any, dice: Any, turns: int
) -> None:
    """Turns of guided ejection: place the last one out, make room where least has to go, shake.

    `numbers`: how many are in `pool`, the weight missing from the best week, from this one.
    Stops early when this week has drifted too far from the best.
    """
    found, out = best.found, best.out
    left, least, missing = numbers[0], numbers[1], numbers[2]
    for _ in range(turns):
        if left == 0 or missing > least + ADRIFT_MAX:
            break
        at = left - 1 if drawn(dice, 4) else drawn(dice, left)
        session = pool[at]
        pool[at] = pool[left - 1]
        left -= 1
        missing -= world.weight[world.session_class[session]]
        if not insert(world, week, session, dice, NOISE):
            week.penalty[session] += 1
            gone = force(world, week, session, dice, found, out)
            for k in range(gone):
                pool[left] = out[k]
                left += 1
                missing += world.weight[world.session_class[out[k]]]
            for _shake in range(SHAKES):
                gone = shake(world, week, drawn(dice, week.slot.size), dice, NOISE, out)
                for k in range(gone):
                    pool[left] = out[k]
                    left += 1
                    missing += world.weight[world.session_class[out[k]]]
        if missing < least:
            least = missing
            keep(week, best)
    numbers[0], numbers[1], numbers[2] = left, least, missing


def _polish(world: Any, week: Any, order: Any, dice: Any, out: Any) -> int:
    """Move each session to its cheapest place that disturbs nobody; how many moved."""
    moved = 0
    for k in range(order.size):
        session = order[k]
        slot, lead = week.slot[session], week.lead[session]
        shake(world, week, session, dice, 0, out)
        if week.slot[session] != slot or week.lead[session] != lead:
            moved += 1
    return moved


first = Kernel(_first)
improve = Kernel(_improve)
polish = Kernel(_polish)
