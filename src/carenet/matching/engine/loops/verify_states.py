"""The verifier's own knapsack over loads of any size, in whole numbers throughout."""

from carenet.matching.engine.compiled import Kernel, inner


@inner
def without_hope(p, left, profit, load, following, best):
    """Whether the next item's ratio on all the room left, rounded up, stays at the best known."""
    if following >= len(profit) or load[following] == 0:
        return False
    return p + (left * profit[following]) // load[following] + 1 <= best


@Kernel
def best_of_states(profit, load, room):
    """Most profit within `room`, by the list of loads and profits no other choice beats.

    Items come by profit per load. A choice is dropped when the next item's ratio on all the room
    it leaves, rounded up, cannot lift it above the best known.
    """
    count = len(profit)
    best = profit[0] - profit[0]
    used = room - room
    for k in range(count):
        if used + load[k] <= room:
            used += load[k]
            best += profit[k]
    loads = [room - room]
    profits = [best - best]
    for i in range(count):
        fresh_loads = [room - room]
        fresh_profits = [best - best]
        fresh_loads.pop()
        fresh_profits.pop()
        highest = best - best - 1
        a = b = 0
        size = len(loads)
        while a < size or b < size:
            if a >= size or (b < size and loads[b] + load[i] < loads[a]):
                w = loads[b] + load[i]
                p = profits[b] + profit[i]
                b += 1
                if w > room:
                    b = size
                    continue
            else:
                w = loads[a]
                p = profits[a]
                a += 1
            if p <= highest:
                continue
            best = max(best, p)
            if without_hope(p, room - w, profit, load, i + 1, best):
                continue
            highest = p
            fresh_loads.append(w)
            fresh_profits.append(p)
        loads = fresh_loads
        profits = fresh_profits
    return best
