"""How far a shortage of places reaches."""

import numpy as np

from carenet.matching.engine.compiled import Kernel


@Kernel
def spread(first, helper, order, starts, full, rank, out, level):
    """Reach out from the groups left out, most urgent rank first. False: a helper could yield."""
    groups = len(level)
    seen = np.zeros(len(full), np.bool_)
    queue = np.empty(groups, np.int64)
    tail = 0
    head = 0
    for k in range(len(out)):
        now = rank[out[k]]
        if level[out[k]] > now:
            level[out[k]] = now
            queue[tail] = out[k]
            tail += 1
        while head < tail:
            g = queue[head]
            head += 1
            for a in range(first[g], first[g + 1]):
                h = helper[a]
                if seen[h]:
                    continue
                seen[h] = True
                if not full[h]:
                    return False
                for b in range(starts[h], starts[h + 1]):
                    other = order[b]
                    if rank[other] > now:
                        return False
                    if level[other] > now:
                        level[other] = now
                        queue[tail] = other
                        tail += 1
    return True
