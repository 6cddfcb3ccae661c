"""Solving: the best plan, tier by tier and then by cost, with a proof that holds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.matching.engine.baselines import first_come, greedy_by_tier
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify


def problem(sizes, tiers, capacities, pairs, locks=()):
    columns = list(zip(*pairs, strict=True)) or [()] * 4
    group, helper, load, cost = columns
    return Problem.from_pairs(
        group_ids=[f"g{k}" for k in range(len(sizes))],
        size=sizes,
        tier=tiers,
        helper_ids=[f"h{k}" for k in range(len(capacities))],
        capacity=capacities,
        group=group,
        helper=helper,
        load=load,
        cost=cost,
        locks=locks,
    )


def by_hand(p: Problem):
    """The best figures by trying every plan."""
    pairs = {
        (int(g), int(h)): (int(w), int(c))
        for g, h, w, c in zip(
            p.pairs.group, p.pairs.helper, p.pairs.load, p.pairs.cost, strict=True
        )
    }
    choices = [[None, *(h for k, h in pairs if k == g)] for g in range(len(p.size))]
    best = None
    for plan in itertools.product(*choices):
        room = p.capacity.tolist()
        for g, h in enumerate(plan):
            if h is not None:
                room[h] -= pairs[g, h][0]
        if min(room, default=0) < 0 or any(plan[g] != h for g, h in p.locks):
            continue
        out = [
            sum(int(p.size[g]) for g, h in enumerate(plan) if h is None and p.tier[g] == t)
            for t in p.tiers
        ]
        cost = sum(pairs[g, h][1] for g, h in enumerate(plan) if h is not None)
        key = (*out, cost)
        best = key if best is None else min(best, key)
    return best


def figures(o: Outcome):
    return (*(p.value for _, p in sorted(o.unmatched.items())), o.cost.value)


def test_the_sibling_pair_of_the_highest_tier_takes_the_two_places():
    p = problem([2, 1], [0, 3], [2], [(0, 0, 2, 130), (1, 0, 1, 95)])
    o = solve(p)
    assert o.assignment == (0, None)
    assert {t: (b.value, b.bound) for t, b in o.unmatched.items()} == {0: (0, 0), 3: (1, 1)}
    assert (o.cost.value, o.cost.bound, o.status) == (130, 130, "optimal")
    assert verify(p, o).holds


def test_one_child_of_high_risk_outweighs_any_cost():
    p = problem([1, 1], [0, 1], [1], [(0, 0, 1, 1_000_000), (1, 0, 1, 0)])
    assert solve(p).assignment == (0, None)


def test_nobody_to_match_is_an_optimal_empty_plan():
    o = solve(problem([], [], [1], []))
    assert (o.assignment, o.status) == ((), "optimal")


def test_a_lock_is_kept_though_it_costs_more():
    p = problem(
        [1, 1], [0, 0], [1, 1], [(0, 0, 1, 1), (0, 1, 1, 50), (1, 0, 1, 1), (1, 1, 1, 1)], [(0, 1)]
    )
    o = solve(p)
    assert o.assignment == (1, 0)
    assert o.status == "optimal"
    assert verify(p, o).holds


@pytest.mark.parametrize(
    ("locks", "rule"),
    [
        ([(0, 1)], "the pair is not allowed"),
        ([(0, 0), (1, 0)], "the load of the locks exceeds the helper's capacity"),
        ([(1, 0), (1, 1)], "a group has one helper"),
    ],
)
def test_locks_that_no_plan_can_hold_are_named_with_the_rule(locks, rule):
    p = problem([1, 1], [0, 0], [1, 1], [(0, 0, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)], locks)
    o = solve(p)
    assert o.status == "infeasible"
    assert [(c.locks, c.rule) for c in o.clashes] == [(tuple(locks), rule)]
    assert Outcome.from_json(o.to_json()) == o


def test_an_outcome_survives_storing():
    o = solve(generate(60, "unit", 3))
    assert Outcome.from_json(o.to_json()) == o


def test_the_same_seed_gives_the_same_plan():
    plans = [solve(generate(80, "unit", 5), Limits(seed=1)).assignment for _ in range(2)]
    assert plans[0] == plans[1]


def test_places_and_listed_pairs_have_the_same_optimum():
    p = generate(150, "unit", 2)
    places = p.places
    d = np.hypot(
        places.group_x[:, None] - places.helper_x, places.group_y[:, None] - places.helper_y
    )
    ok = (d <= places.km_max) & ((places.needs[:, None] & ~places.offers) == 0)
    g, h = np.nonzero(ok)
    listed = Problem.from_pairs(
        group_ids=p.group_ids,
        size=p.size,
        tier=p.tier,
        helper_ids=p.helper_ids,
        capacity=p.capacity,
        group=g,
        helper=h,
        load=np.ones(len(g), int),
        cost=np.rint(places.cost_per_km * d[g, h]).astype(int),
    )
    assert figures(solve(p)) == figures(solve(listed))
    assert verify(p, solve(p)).holds


def test_the_engine_leaves_no_more_out_than_practice_does():
    p = generate(200, "unit", 4)
    best = figures(solve(p))[:-1]
    assert best <= figures(greedy_by_tier(p))[:-1] <= figures(first_come(p))[:-1]


small = st.integers(1, 3)


@st.composite
def instances(draw, loads):
    groups, helpers = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    every = [(g, h) for g in range(groups) for h in range(helpers)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True))
    pairs = [(g, h, draw(loads), draw(st.integers(0, 9))) for g, h in chosen]
    return problem(
        draw(st.lists(small, min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(0, 2), min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(0, 4), min_size=helpers, max_size=helpers)),
        pairs,
    )


@settings(max_examples=120, deadline=None)
@given(instances(st.just(1)))
def test_equal_loads_meet_the_best_of_all_plans_and_prove_it(p):
    o = solve(p)
    assert figures(o) == by_hand(p)
    assert o.status == "optimal"
    assert o.duals is not None
    assert verify(p, o).broken == ()


@settings(max_examples=80, deadline=None)
@given(instances(st.integers(0, 4)))
def test_uneven_loads_meet_the_best_of_all_plans(p):
    o = solve(p)
    assert figures(o) == by_hand(p)
    assert verify(p, o).broken == ()


@settings(max_examples=60, deadline=None)
@given(instances(st.integers(0, 3)), st.data())
def test_more_capacity_never_leaves_more_out(p, data):
    h = data.draw(st.integers(0, len(p.capacity) - 1))
    before = figures(solve(p))
    p.capacity[h] += 1
    assert figures(solve(p)) <= before
