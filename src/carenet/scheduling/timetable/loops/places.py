"""Whether a session can stand somewhere, and putting it there or taking it away."""

from typing import Any

from carenet.matching.engine.compiled import inner


@inner
def centre_of(world: Any, code: int) -> int:
    """The centre where an adult is, from an entry of `at`."""
    sessions = world.session_class.size
    if code < sessions:
        return int(world.centre[world.session_class[code]])
    return int(code - sessions)


@inner
def room_for(world: Any, week: Any, centre: int, slot: int, size: int) -> bool:
    """Whether the sessions there and one more of `size` children fit into rooms of their own."""
    first, last = world.rooms_at[centre], world.rooms_at[centre + 1]
    count = week.many_here[centre, slot]
    if count >= last - first:
        return False
    for k in range(count + 1):
        least = size
        if k < count:
            least = world.size[world.session_class[week.here[centre, slot, k]]]
        asked = 1 if size >= least else 0
        for j in range(count):
            if world.size[world.session_class[week.here[centre, slot, j]]] >= least:
                asked += 1
        had = 0
        for r in range(first, last):
            if world.rooms[r] >= least and world.room_taken[r, slot] == 0:
                had += 1
        if asked > had:
            return False
    return True


@inner
def day_free(world: Any, week: Any, class_: int, slot: int) -> bool:
    """Whether no child of the class has a session on that day or is elsewhere then."""
    if world.never[class_, slot]:
        return False
    day = world.day[slot]
    for k in range(world.clash_at[class_], world.clash_at[class_ + 1]):
        if week.class_day[world.clash[k], day] >= 0:
            return False
    return True


@inner
def can_travel(world: Any, week: Any, adult: int, centre: int, slot: int) -> bool:
    """Whether the adult's other turns of the day leave the way to this one."""
    day = world.day[slot]
    for other in range(world.day_at[day], world.day_at[day + 1]):
        code = week.at[adult, other]
        if code < 0 or other == slot:
            continue
        there = centre_of(world, code)
        if there == centre:
            continue
        if not world.near[there, centre]:
            return False
        gap = world.start[slot] - world.end[other]
        if other > slot:
            gap = world.start[other] - world.end[slot]
        if gap < world.minutes[there, centre]:
            return False
    return True


@inner
def adult_fits(world: Any, week: Any, adult: int, centre: int, slot: int) -> bool:
    """Whether the adult can take one more turn there and then."""
    return (
        world.free[adult, slot] == 1
        and week.at[adult, slot] < 0
        and week.load[adult] < world.week_max[adult]
        and can_travel(world, week, adult, centre, slot)
    )


@inner
def independent_of(world: Any, week: Any, centre: int, slot: int, adult: int) -> bool:
    """Whether somebody present there is independent of this adult."""
    second = week.second[centre, slot]
    if second >= 0 and world.tied[second, adult] == 0:
        return True
    for k in range(week.many_here[centre, slot]):
        if world.tied[week.lead[week.here[centre, slot, k]], adult] == 0:
            return True
    return False


@inner
def two_adults(world: Any, week: Any, centre: int, slot: int, with_second: bool) -> bool:
    """Whether the rule of two adults holds there; without the second adult if not asked for."""
    count = week.many_here[centre, slot]
    if count == 0:
        return True
    for k in range(count):
        one = week.lead[week.here[centre, slot, k]]
        for j in range(k):
            if world.tied[one, week.lead[week.here[centre, slot, j]]] == 0:
                return True
        second = week.second[centre, slot] if with_second else -1
        if second >= 0 and world.tied[one, second] == 0:
            return True
    if count > 1:
        return False
    session = week.here[centre, slot, 0]
    return bool(world.solo[world.session_class[session]] and world.cleared[week.lead[session]])


@inner
def find_second(world: Any, week: Any, centre: int, slot: int, beside: int) -> int:
    """The adult who can stand beside and is least needed to lead; -1 if nobody can."""
    best, least = -1, 1 << 30
    for k in range(world.seconds_at[centre], world.seconds_at[centre + 1]):
        adult = world.seconds[k]
        if world.tied[adult, beside] or not adult_fits(world, week, adult, centre, slot):
            continue
        spare = world.week_max[adult] - week.load[adult]
        cost = world.scarce[adult] * 16 // spare + world.travel[adult, centre] // 10
        if cost < least:
            best, least = adult, cost
    return best


@inner
def drop_second(week: Any, centre: int, slot: int) -> None:
    """The second adult is not needed there any more."""
    adult = week.second[centre, slot]
    if adult >= 0:
        week.second[centre, slot] = -1
        week.at[adult, slot] = -1
        week.load[adult] -= 1


@inner
def set_second(world: Any, week: Any, centre: int, slot: int, adult: int) -> None:
    """Somebody stands beside."""
    week.second[centre, slot] = adult
    week.at[adult, slot] = world.session_class.size + centre
    week.load[adult] += 1


@inner
def put(world: Any, week: Any, session: int, slot: int, lead: int) -> None:
    """The session is held there and then; whoever checked it answers for the rules."""
    class_ = world.session_class[session]
    centre = world.centre[class_]
    week.slot[session], week.lead[session] = slot, lead
    week.at[lead, slot] = session
    week.load[lead] += 1
    week.here[centre, slot, week.many_here[centre, slot]] = session
    week.many_here[centre, slot] += 1
    week.class_day[class_, world.day[slot]] = session


@inner
def take(world: Any, week: Any, session: int) -> None:
    """The session is held nowhere."""
    class_, slot, lead = world.session_class[session], week.slot[session], week.lead[session]
    centre = world.centre[class_]
    last = week.many_here[centre, slot] - 1
    for k in range(last):
        if week.here[centre, slot, k] == session:
            week.here[centre, slot, k] = week.here[centre, slot, last]
            break
    week.many_here[centre, slot] = last
    week.at[lead, slot] = -1
    week.load[lead] -= 1
    week.class_day[class_, world.day[slot]] = -1
    week.slot[session], week.lead[session] = -1, -1


@inner
def settle(world: Any, week: Any, centre: int, slot: int) -> int:
    """After a change there: free a second adult who is not needed, find one who is.

    Returns a session that nobody can stand beside any more, or -1.
    """
    if two_adults(world, week, centre, slot, False):
        drop_second(week, centre, slot)
        return -1
    if two_adults(world, week, centre, slot, True):
        return -1
    drop_second(week, centre, slot)
    session = week.here[centre, slot, 0]
    second = find_second(world, week, centre, slot, week.lead[session])
    if second < 0:
        return int(session)
    set_second(world, week, centre, slot, second)
    return -1
