"""Making room for a session where the least has to go."""

from typing import Any, Final

from carenet.matching.engine.compiled import inner
from carenet.scheduling.timetable.loops.insert import (
    IMPOSSIBLE,
    alone_is_right,
    drawn,
    pair_with,
    place,
)
from carenet.scheduling.timetable.loops.places import (
    can_travel,
    centre_of,
    find_second,
    room_for,
    settle,
    take,
)

EJECTED_MAX: Final = 4


@inner
def add_to(found: Any, many: int, session: int) -> int:
    """One more session that would have to go; the number of them."""
    if many > EJECTED_MAX:
        return many
    for k in range(many):
        if found[k] == session:
            return many
    if many == EJECTED_MAX:
        return EJECTED_MAX + 1
    found[many] = session
    return many + 1


@inner
def least_of_lead(world: Any, week: Any, lead: int, found: Any, many: int) -> int:
    """The session of this adult that is easiest to place elsewhere and is not going already."""
    best, least = -1, IMPOSSIBLE
    for slot in range(world.day.size):
        code = week.at[lead, slot]
        if code < 0 or code >= world.session_class.size or world.locked[code]:
            continue
        going = False
        for k in range(many):
            going = going or found[k] == code
        if not going and week.penalty[code] < least:
            best, least = code, week.penalty[code]
    return best


@inner
def in_the_way(world: Any, week: Any, session: int, slot: int, lead: int, found: Any) -> int:
    """The sessions that would have to go for this one to stand there; more than the limit if it cannot."""
    never = EJECTED_MAX + 1
    class_ = world.session_class[session]
    centre, sessions = world.centre[class_], world.session_class.size
    many = 0
    for k in range(world.clash_at[class_], world.clash_at[class_ + 1]):
        other = week.class_day[world.clash[k], world.day[slot]]
        if other >= 0:
            many = add_to(found, many, other)
    code, freed = week.at[lead, slot], 0
    if code >= sessions:
        freed = 1
        many = those_beside(week, code - sessions, centre, slot, found, many)
    elif code >= 0:
        many = add_to(found, many, code)
    if not can_travel(world, week, lead, centre, slot):
        many = far_turns(world, week, lead, centre, slot, found, many)
    if many > EJECTED_MAX:
        return never
    for k in range(many):
        freed += 1 if week.lead[found[k]] == lead else 0
    if week.load[lead] - freed >= world.week_max[lead]:
        least = least_of_lead(world, week, lead, found, many)
        if least < 0:
            return never
        many = add_to(found, many, least)
    return room_made(world, week, centre, slot, world.size[class_], found, many)


@inner
def those_beside(week: Any, there: int, centre: int, slot: int, found: Any, many: int) -> int:
    """With the session beside which the lead stands elsewhere as the second adult."""
    if there == centre:
        return many
    if week.many_here[there, slot] != 1:
        return EJECTED_MAX + 1
    return add_to(found, many, week.here[there, slot, 0])


@inner
def far_turns(
    world: Any, week: Any, lead: int, centre: int, slot: int, found: Any, many: int
) -> int:
    """With the sessions of the lead's day from which one cannot come here in time."""
    day = world.day[slot]
    for other in range(world.day_at[day], world.day_at[day + 1]):
        code = week.at[lead, other]
        if other == slot or code < 0 or centre_of(world, code) == centre:
            continue
        if code >= world.session_class.size:
            return EJECTED_MAX + 1
        many = add_to(found, many, code)
    return many


@inner
def room_made(
    world: Any, week: Any, centre: int, slot: int, size: int, found: Any, many: int
) -> int:
    """With one session of the same place and time more, if no room is left otherwise."""
    if many > EJECTED_MAX or room_for(world, week, centre, slot, size):
        return many
    best, least = -1, IMPOSSIBLE
    for k in range(week.many_here[centre, slot]):
        other = week.here[centre, slot, k]
        for j in range(many):
            if found[j] == other:
                return many
        if week.penalty[other] < least:
            best, least = other, week.penalty[other]
    return add_to(found, many, best) if best >= 0 else EJECTED_MAX + 1


@inner
def price(world: Any, week: Any, found: Any, many: int) -> int:
    """What it costs to take these sessions out: how often they were hard to place."""
    if many > EJECTED_MAX:
        return IMPOSSIBLE
    total = 0
    for k in range(many):
        session = found[k]
        if world.locked[session]:
            return IMPOSSIBLE
        total += week.penalty[session] * world.weight[world.session_class[session]]
    return total


@inner
def someone_beside(world: Any, week: Any, class_: int, centre: int, slot: int, lead: int) -> bool:
    """Whether the rule of two adults could be kept there by somebody."""
    if alone_is_right(world, week, class_, centre, slot, lead):
        return True
    promoted = week.second[centre, slot] == lead
    if pair_with(world, week, centre, slot, lead, promoted):
        return True
    return find_second(world, week, centre, slot, lead) >= 0


@inner
def force(world: Any, week: Any, session: int, dice: Any, found: Any, out: Any) -> int:
    """Place the session where the least has to go; how many sessions are now in `out`.

    `found` and `out` are scratch space. If the place turns out not to hold, the session itself is
    in `out`, last.
    """
    class_ = world.session_class[session]
    centre = world.centre[class_]
    best, ties, best_slot, best_lead = IMPOSSIBLE, 1, -1, -1
    for at in range(world.open_at[centre], world.open_at[centre + 1]):
        slot = world.open[at]
        for k in range(world.leads_at[class_], world.leads_at[class_ + 1]):
            lead = world.leads[k]
            if world.free[lead, slot] == 0 or world.never[class_, slot]:
                continue
            many = in_the_way(world, week, session, slot, lead, found)
            cost = price(world, week, found, many)
            if cost > best or cost >= IMPOSSIBLE:
                continue
            if not someone_beside(world, week, class_, centre, slot, lead):
                continue
            ties = ties + 1 if cost == best else 1
            if cost < best or drawn(dice, ties) == 0:
                best, best_slot, best_lead = cost, slot, lead
    if best_slot < 0:
        out[0] = session
        return 1
    gone = 0
    many = in_the_way(world, week, session, best_slot, best_lead, found)
    for k in range(many):
        gone = remove(world, week, found[k], out, gone)
    if not place(world, week, session, best_slot, best_lead):
        out[gone] = session
        gone += 1
    return gone


@inner
def remove(world: Any, week: Any, session: int, out: Any, gone: int) -> int:
    """Take a session out, and those that lose their second adult by it; how many are out."""
    slot = week.slot[session]
    if slot < 0:
        return gone
    centre = world.centre[world.session_class[session]]
    take(world, week, session)
    out[gone] = session
    gone += 1
    left = settle(world, week, centre, slot)
    while left >= 0:
        take(world, week, left)
        out[gone] = left
        gone += 1
        left = settle(world, week, centre, slot)
    return gone
