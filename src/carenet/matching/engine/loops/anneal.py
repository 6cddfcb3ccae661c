"""Ruin and recreate: a handful of neighbouring groups leave their helpers and are placed anew.

A dearer plan is accepted now and then, less and less as the heat falls, so that gaps of capacity
wander to where they are of use. The order in which a group looks at helpers is the caller's: by
cost, or by cost plus the price of the room taken.
"""

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner
from carenet.matching.engine.loops.chains import enter, leave, seated

MODULUS = 2147483647
MULTIPLIER = 48271
LOOKS_PER_GROUP = 3
OUTSIDER = 8
BLINK = 32


@inner
def below(dice, count):
    """The next whole number below `count`, by Lehmer's generator."""
    dice[0] = dice[0] * MULTIPLIER % MODULUS
    return dice[0] % count


@inner
def take_out(gone, most, dice, arcs, near, holder, seats, marks):
    """Choose up to `most` groups around gone[0] that could change places. Their number."""
    first, helper = arcs[0], arcs[1]
    mark, turn = marks
    count = 1
    mark[gone[0]] = turn
    for _ in range(LOOKS_PER_GROUP * most):
        x = gone[below(dice, count)] if below(dice, 4) == 0 else gone[0]
        share = below(dice, 1024) / 1024
        h = helper[first[x] + int(share * share * (first[x + 1] - first[x]))]
        if below(dice, OUTSIDER) == 0:
            y = near[1][near[0][h] + below(dice, near[0][h + 1] - near[0][h])]
            if mark[y] != turn and holder[y] < 0:
                mark[y] = turn
                gone[count] = y
                count += 1
        else:
            half = below(dice, 2) == 0
            y = seats[0][h]
            while y >= 0 and count < most:
                if mark[y] != turn and not (half and below(dice, 2) == 0):
                    mark[y] = turn
                    gone[count] = y
                    count += 1
                y = seats[1][y]
        if count >= most:
            break
    return count


@inner
def in_order(gone, key, count, way, dice, arcs, penalty):
    """Sort the groups taken out: at random, the weightiest first, or the costliest first."""
    for i in range(count):
        g = gone[i]
        shake = below(dice, 1024) / 1024
        if way == 0:
            key[i] = shake
        elif way == 1:
            key[i] = -penalty[g] * (0.5 + shake)
        elif way == 2:
            key[i] = -arcs[3][arcs[0][g]] * (0.8 + 0.4 * shake)
        else:
            key[i] = -penalty[g] + shake
    for i in range(1, count):
        g, k = gone[i], key[i]
        at = i
        while at > 0 and key[at - 1] > k:
            gone[at], key[at] = gone[at - 1], key[at - 1]
            at -= 1
        gone[at], key[at] = g, k


@inner
def count_line(a, by, line, left):
    """Give back (`by` 1) or take (-1) a place under the line that bounds an arc, if one does."""
    if len(left) > 0 and line[a] >= 0:
        left[line[a]] += by


@inner
def replaced(gone, old, count, dice, arcs, penalty, plan, seats):
    """Take the groups out and place them again in order. What the plan got dearer by."""
    first, helper, load, cost = arcs
    holder, arc_of, room, line, left = plan
    head, after, before = seats
    dearer = 0.0
    for i in range(count):
        g = gone[i]
        old[i] = arc_of[g] if holder[g] >= 0 else -1
        if holder[g] < 0:
            dearer -= penalty[g]
        else:
            dearer -= cost[arc_of[g]]
            count_line(arc_of[g], 1, line, left)
            leave(g, holder, arc_of, load, room, head, after, before)
    for i in range(count):
        g = gone[i]
        for a in range(first[g], first[g + 1]):
            if len(left) > 0 and line[a] >= 0 and left[line[a]] <= 0:
                continue
            if load[a] <= room[helper[a]] and below(dice, BLINK) > 0:
                count_line(a, -1, line, left)
                enter(g, a, holder, arc_of, helper, load, room, head, after, before)
                dearer += cost[a]
                break
        if holder[g] < 0:
            dearer += penalty[g]
    return dearer


@inner
def put_back(gone, old, count, arcs, plan, seats):
    """Undo a trial."""
    holder, arc_of, room, line, left = plan
    for i in range(count):
        if holder[gone[i]] >= 0:
            count_line(arc_of[gone[i]], 1, line, left)
            leave(gone[i], holder, arc_of, arcs[2], room, seats[0], seats[1], seats[2])
    for i in range(count):
        if old[i] >= 0:
            count_line(old[i], -1, line, left)
            enter(
                gone[i], old[i], holder, arc_of, arcs[1], arcs[2], room, seats[0], seats[1],
                seats[2],
            )  # fmt: skip


@inner
def noted(gone, old, count, plan, best, changed, state):
    """Remember what an accepted trial changed, and the plan if it is the best so far."""
    waiting, listed = changed
    for i in range(count):
        g = gone[i]
        now = plan[1][g] if plan[0][g] >= 0 else -1
        if now != old[i] and not listed[g]:
            listed[g] = True
            waiting[int(state[3])] = g
            state[3] += 1
    if state[2] < -0.5:
        for i in range(int(state[3])):
            g = waiting[i]
            best[g] = plan[1][g] if plan[0][g] >= 0 else -1
            listed[g] = False
        state[2] = 0.0
        state[3] = 0.0


@Kernel
def anneal(
    first, helper, load, cost, penalty, starts, groups, movable, holder, arc_of, room, best,
    waiting, listed, line, left, dice, state, steps, most,
):  # fmt: skip
    """`steps` trials. `state`: heat, its factor per trial, excess over the best, changes waiting.

    `starts` and `groups` list who could go to each helper; `best` is the arc of every group in the
    best plan so far, -1 for those left out. `line` is the line of caps that bounds an arc and `left`
    what the plan leaves of each; both are empty without caps.
    """
    arcs = (first, helper, load, cost)
    plan = (holder, arc_of, room, line, left)
    near = (starts, groups)
    seats = seated(helper, load, holder, arc_of, room)
    mark = np.full(len(holder), -1, np.int64)
    gone = np.empty(most + 1, np.int64)
    old = np.empty(most + 1, np.int64)
    key = np.empty(most + 1, np.float64)
    for turn in range(steps):
        gone[0] = movable[below(dice, len(movable))]
        wanted = 2 + below(dice, most - 1)
        count = take_out(gone, wanted, dice, arcs, near, holder, seats, (mark, turn))
        in_order(gone, key, count, below(dice, 4), dice, arcs, penalty)
        dearer = replaced(gone, old, count, dice, arcs, penalty, plan, seats)
        luck = (below(dice, MODULUS - 1) + 1) / MODULUS
        if dearer <= 0 or dearer < -state[0] * np.log(luck):
            state[2] += dearer
            noted(gone, old, count, plan, best, (waiting, listed), state)
        else:
            put_back(gone, old, count, arcs, plan, seats)
        state[0] *= state[1]
