"""One group after the other takes the cheapest helper with room."""

from carenet.matching.engine.compiled import Kernel


@Kernel
def take_turns(first, helper, load, cost, room, order, assignment):
    """Place groups in `order`; `room` and `assignment` are written."""
    for k in range(len(order)):
        g = order[k]
        best = -1
        for a in range(first[g], first[g + 1]):
            if load[a] <= room[helper[a]] and (best < 0 or cost[a] < cost[best]):
                best = a
        if best >= 0:
            assignment[g] = helper[best]
            room[helper[best]] -= load[best]
