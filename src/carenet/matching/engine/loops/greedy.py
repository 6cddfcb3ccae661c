"""One group after the other takes the cheapest helper with room."""

from carenet.matching.engine.compiled import Kernel


@Kernel
def take_turns(first, helper, load, cost, line, most, room, order, assignment):
    """Place groups in `order`; `most`, `room` and `assignment` are written."""
    for k in range(len(order)):
        g = order[k]
        best = -1
        for a in range(first[g], first[g + 1]):
            if len(most) > 0 and line[a] >= 0 and most[line[a]] <= 0:
                continue
            if load[a] <= room[helper[a]] and (best < 0 or cost[a] < cost[best]):
                best = a
        if best >= 0:
            assignment[g] = helper[best]
            room[helper[best]] -= load[best]
            if len(most) > 0 and line[best] >= 0:
                most[line[best]] -= 1
