"""Groups kept apart never stand at one helper; the bounds are still true, and the verifier knows the rule."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.matching.engine.files import WrongInput, instance_json, read_instance
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify


def problem_of(size, tier, capacity, pairs, apart, locks=()):
    """Pairs are (group, helper, cost); a group takes its size."""
    group, helper, cost = (list(c) for c in zip(*pairs, strict=True)) if pairs else ([], [], [])
    return Problem.from_pairs(
        group_ids=[f"g{k}" for k in range(len(size))], size=size, tier=tier,
        helper_ids=[f"h{k}" for k in range(len(capacity))], capacity=capacity,
        group=group, helper=helper, load=[size[g] for g in group], cost=cost, apart=apart, locks=locks,
    )  # fmt: skip


def best_by_hand(size, tier, capacity, pairs, apart):
    """Children left out by tier, then cost, of the best of all plans."""
    cost = {(g, h): c for g, h, c in pairs}
    ways = [[None, *(h for h in range(len(capacity)) if (g, h) in cost)] for g in range(len(size))]
    found = []
    for plan in product(*ways):
        used = [0] * len(capacity)
        for g, h in enumerate(plan):
            if h is not None:
                used[h] += size[g]
        if any(u > c for u, c in zip(used, capacity, strict=True)):
            continue
        if any(plan[a] is not None and plan[a] == plan[b] for a, b in apart):
            continue
        out = tuple(
            sum(size[g] for g, h in enumerate(plan) if h is None and tier[g] == t)
            for t in sorted(set(tier))
        )
        found.append((*out, sum(cost[g, h] for g, h in enumerate(plan) if h is not None)))
    return min(found)


@st.composite
def instances(draw):
    groups, helpers = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    many = st.integers(1, 2)
    size = draw(st.lists(many, min_size=groups, max_size=groups))
    tier = draw(st.lists(st.integers(0, 1), min_size=groups, max_size=groups))
    capacity = draw(st.lists(st.integers(0, 4), min_size=helpers, max_size=helpers))
    every = [(g, h) for g in range(groups) for h in range(helpers)]
    chosen = draw(st.sets(st.sampled_from(every)))
    pairs = [(g, h, draw(st.integers(0, 50))) for g, h in sorted(chosen)]
    two = [(a, b) for a in range(groups) for b in range(a)]
    return size, tier, capacity, pairs, sorted(draw(st.sets(st.sampled_from(two), max_size=3)))


@given(instances())
@settings(max_examples=60, deadline=None)
def test_no_plan_is_better_than_the_bounds_and_what_is_called_optimal_is(instance):
    problem = problem_of(*instance)
    plan = solve(problem, Limits(seconds=5))
    assert verify(problem, plan).broken == ()
    *out, cost = best_by_hand(*instance)
    mine = [p for _, p in sorted(plan.unmatched.items())]
    assert [*(p.value for p in mine), plan.cost.value] >= [*out, cost]
    assert mine[0].bound <= out[0]
    if plan.status == "optimal":
        assert [*(p.value for p in mine), plan.cost.value] == [*out, cost]


def test_the_one_who_can_wait_goes_elsewhere_though_it_costs_more():
    apart = problem_of(
        [1, 1], [0, 2], [2, 2], [(0, 0, 1), (1, 0, 1), (0, 1, 9), (1, 1, 9)], [(0, 1)]
    )
    plan = solve(apart)
    assert plan.assignment == (0, 1)
    assert (plan.cost.value, plan.cost.bound) == (10, 2), "the bound is that without the rule"
    together = replace(plan, assignment=(0, 0))
    assert "g0 and g1 are kept apart" in str(verify(apart, together).broken[0])


def test_locks_that_bring_them_together_are_named_as_clashing():
    pairs = [(0, 0, 1), (1, 0, 1)]
    plan = solve(problem_of([1, 1], [0, 0], [2], pairs, [(0, 1)], locks=[(0, 0), (1, 0)]))
    assert plan.status == "infeasible"
    assert plan.clashes[0].rule == "the groups are kept apart"


@pytest.mark.parametrize("mode", ["unit", "places", "hours"])
def test_a_county_with_places_keeps_them_apart_too(mode):
    plain = generate(120, mode, 3)
    met = {}
    for g, h in enumerate(solve(plain, Limits(seconds=2)).assignment):
        if h is not None:
            met.setdefault(h, []).append(g)
    two = [tuple(groups[:2]) for groups in met.values() if len(groups) > 1][:5]
    problem = replace(plain, apart=tuple(two))
    plan = solve(problem, Limits(seconds=2))
    assert verify(problem, plan).broken == ()
    assert all(
        plan.assignment[a] is None or plan.assignment[a] != plan.assignment[b] for a, b in two
    )


def test_a_file_says_who_is_kept_apart_and_what_is_wrong_with_it():
    problem = problem_of([1, 1], [0, 0], [2], [(0, 0, 1), (1, 0, 1)], [(0, 1)])
    data = instance_json(problem)
    assert data["apart"] == {"one": [0], "other": [1]}
    assert read_instance(json.dumps(data).encode()).apart == ((0, 1),)
    for wrong in (
        {"one": [0], "other": [0]},
        {"one": [0], "other": [2]},
        {"one": [0], "other": []},
    ):
        with pytest.raises(WrongInput):
            read_instance(json.dumps(data | {"apart": wrong}).encode())
    assert np.array_equal(read_instance(json.dumps(data).encode()).capacity, problem.capacity)
