"""Which pairs every hard rule allows, and what each costs.

Minutes on foot where that is bearable, else by motorbike over winding roads; in one village the
hamlet's own minutes count. The figures are field judgement, open to review.
"""

from typing import Any

import numpy as np

from carenet.matching.engine.compiled import Kernel, inner

WINDING = 1.4
WALK_KMH, RIDE_KMH = 4.0, 25.0
WALK_MINUTES_MAX = 45
START_MINUTES = 5
FAR = 30_000
"""Minutes to a place nobody has drawn: above any reach."""
ONLY_UNDERSTANDS = 15
NEW_FACE = 20
EACH_CHILD_ALREADY = 5
COST_MAX = 32_000
NEVER = -1
REACH, SCHOOL, SEX, BEDS, LANGUAGE, SUBJECT, TIME = range(7)
RULES = 10


@inner
def minutes_between(dx: float, dy: float, same: bool, near: float) -> tuple[int, bool]:
    """The way in minutes over `dx`, `dy` km, and whether it is on foot; `near` minutes in one village."""
    km = np.sqrt(dx * dx + dy * dy) * WINDING
    foot = km / WALK_KMH * 60
    if same and not foot <= near:
        foot = near
    if foot <= WALK_MINUTES_MAX:
        return int(np.rint(foot)), True
    if np.isnan(km):
        return FAR, False
    return int(np.rint(km / RIDE_KMH * 60 + START_MINUTES)), False


@inner
def suits(wish: int, girl: bool, boy: bool, sex: int, girls: bool, boys: bool) -> bool:
    """Whether the helper is the woman or man asked for, and takes girls and boys."""
    return (not wish or wish == sex) and (not girl or girls) and (not boy or boys)


@Kernel
def judge(asking: Any, offering: Any, has: Any, start: int, end: int, cost: Any, lost: Any) -> None:
    """The cost of every pair of the groups from `start` to `end`, `NEVER` where a rule forbids it.

    `lost` counts for every group what each rule took away. Inner functions get single values: a
    tuple of arrays would be copied for every pair.
    """
    a, o = asking, offering
    barred = np.empty(len(o.x), np.int64)
    known = np.empty(len(o.x), np.bool_)
    for g in range(start, end):
        barred[:] = RULES
        known[:] = False
        for k in range(a.barred_at[g], a.barred_at[g + 1]):
            barred[a.barred[k]] = a.why[k]
        for k in range(a.known_at[g], a.known_at[g + 1]):
            known[a.known[k]] = True
        for h in range(len(o.x)):
            same = a.village[g] == o.village[h]
            minutes, _ = minutes_between(a.x[g] - o.x[h], a.y[g] - o.y[h], same, a.near[g])
            rule = barred[h]
            if has[REACH] and minutes > o.reach[h]:
                rule = REACH
            elif has[SCHOOL] and o.organisation[h] != -1 and a.school[g] != o.organisation[h]:
                rule = SCHOOL
            elif not suits(a.wish[g], a.girls[g], a.boys[g], o.sex[h], o.girls[h], o.boys[h]):
                rule = SEX
            elif has[BEDS] and a.size[g] > o.room[h]:
                rule = BEDS
            elif not a.speaks[g] & o.speaks[h]:
                rule = LANGUAGE
            elif has[SUBJECT] and a.subject[g] and not a.subject[g] & o.subjects[h]:
                rule = SUBJECT
            elif has[TIME] and not a.free[g] & o.free[h]:
                rule = TIME
            if rule < RULES:
                lost[g, rule] += 1
                cost[g, h] = NEVER
                continue
            value = minutes + o.busy[h] * EACH_CHILD_ALREADY
            value += 0 if a.speaks[g] & o.speaks[h] & o.explains[h] else ONLY_UNDERSTANDS
            value += 0 if known[h] else NEW_FACE
            cost[g, h] = min(value, COST_MAX)
