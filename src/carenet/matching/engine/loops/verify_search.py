"""The verifier's own knapsack search."""

from carenet.matching.engine.compiled import Kernel


@Kernel
def search(profit, load, room):
    """Depth first by profit per load, cut by the fractional bound rounded up."""
    count = len(profit)
    taken = [0]
    taken.pop()
    best = value = 0
    k = 0
    while True:
        bound, left, j = value, room, k
        while j < count and load[j] <= left:
            bound += profit[j]
            left -= load[j]
            j += 1
        if j < count and load[j] > 0:
            bound += (left * profit[j]) // load[j] + 1
        if bound > best and k < count:
            while k < count and load[k] <= room:
                taken.append(k)
                value += profit[k]
                room -= load[k]
                k += 1
            best = max(best, value)
            k += 1
            if k < count:
                continue
        if not taken:
            return best
        last = taken.pop()
        value -= profit[last]
        room += load[last]
        k = last + 1
