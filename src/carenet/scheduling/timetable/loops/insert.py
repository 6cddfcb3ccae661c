"""Finding a session its best time and lead where it disturbs nobody."""

from typing import Any, Final

from carenet.matching.engine.compiled import inner
from carenet.scheduling.timetable.loops.places import (
    adult_fits,
    day_free,
    drop_second,
    find_second,
    independent_of,
    put,
    room_for,
    settle,
    take,
)

SECOND_COSTS: Final = 120
"""A turn of a second adult, in tenths of a kilometre: it is one session fewer for somebody else."""
OTHER_TUTOR_COSTS: Final = 60
MOVED_COSTS: Final = 40
SCARCE_COSTS: Final = 40
IMPOSSIBLE: Final = 1 << 40


@inner
def drawn(dice: Any, below: int) -> int:
    """A number from 0 to below - 1; the same in plain Python and compiled."""
    dice[0] = (dice[0] * 1103515245 + 12345) & 0x7FFFFFFF
    return int((dice[0] >> 8) % below)


@inner
def pair_with(world: Any, week: Any, centre: int, slot: int, adult: int, promoted: bool) -> bool:
    """Whether two independent adults are there once this one leads a session more."""
    if not promoted:
        if independent_of(world, week, centre, slot, adult):
            return True
    else:
        for k in range(week.many_here[centre, slot]):
            if world.tied[week.lead[week.here[centre, slot, k]], adult] == 0:
                return True
    for k in range(week.many_here[centre, slot]):
        for j in range(k):
            one = week.lead[week.here[centre, slot, k]]
            if world.tied[one, week.lead[week.here[centre, slot, j]]] == 0:
                return True
    return False


@inner
def alone_is_right(world: Any, week: Any, class_: int, centre: int, slot: int, lead: int) -> bool:
    """Whether nobody else need be there: an observable place, one group, a cleared adult."""
    return bool(
        week.many_here[centre, slot] == 0 and world.solo[class_] == 1 and world.cleared[lead] == 1
    )


@inner
def wish(world: Any, week: Any, session: int, slot: int, lead: int) -> int:
    """What a time and a lead cost: the way, another tutor, another time, a rare skill used up."""
    class_ = world.session_class[session]
    cost = world.travel[lead, world.centre[class_]]
    spare = world.week_max[lead] - week.load[lead]
    cost += SCARCE_COSTS * world.scarce[lead] // (8 * max(spare, 1))
    kept = world.kept_lead[class_]
    if kept >= 0 and kept != lead:
        cost += OTHER_TUTOR_COSTS
    if world.kept_slot[class_, slot] == 0:
        cost += MOVED_COSTS
    for other in range(world.class_first[class_], world.class_first[class_ + 1]):
        if other != session and week.lead[other] >= 0 and week.lead[other] != lead:
            cost += OTHER_TUTOR_COSTS
            break
    return int(cost)


@inner
def place(world: Any, week: Any, session: int, slot: int, lead: int) -> bool:
    """Put the session there if every rule holds, with a second adult where one is needed."""
    class_ = world.session_class[session]
    centre = world.centre[class_]
    promoted = week.second[centre, slot] == lead
    if not day_free(world, week, class_, slot):
        return False
    if not room_for(world, week, centre, slot, world.size[class_]):
        return False
    if not promoted and not adult_fits(world, week, lead, centre, slot):
        return False
    if promoted:
        drop_second(week, centre, slot)
    put(world, week, session, slot, lead)
    if settle(world, week, centre, slot) < 0:
        return True
    take(world, week, session)
    settle(world, week, centre, slot)
    return False


@inner
def insert(world: Any, week: Any, session: int, dice: Any, noise: int) -> bool:
    """Give the session its cheapest place that disturbs nobody; False if there is none."""
    class_ = world.session_class[session]
    centre, size = world.centre[class_], world.size[class_]
    best, best_slot, best_lead = IMPOSSIBLE, -1, -1
    for at in range(world.open_at[centre], world.open_at[centre + 1]):
        slot = world.open[at]
        if not day_free(world, week, class_, slot):
            continue
        if not room_for(world, week, centre, slot, size):
            continue
        for k in range(world.leads_at[class_], world.leads_at[class_ + 1]):
            lead = world.leads[k]
            promoted = week.second[centre, slot] == lead
            if not promoted and not adult_fits(world, week, lead, centre, slot):
                continue
            cost = wish(world, week, session, slot, lead)
            if noise > 0:
                cost += drawn(dice, noise)
            if cost >= best:
                continue
            if not pair_with(world, week, centre, slot, lead, promoted) and not alone_is_right(
                world, week, class_, centre, slot, lead
            ):
                cost += SECOND_COSTS
                if cost >= best or find_second(world, week, centre, slot, lead) < 0:
                    continue
            best, best_slot, best_lead = cost, slot, lead
    return best_slot >= 0 and place(world, week, session, best_slot, best_lead)
