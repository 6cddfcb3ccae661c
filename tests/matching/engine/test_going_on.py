"""Going on from an earlier plan: as good and as proven as solving anew, whatever has changed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carenet.matching.engine.candidates import cheapest_pairs, grid_of, measured
from carenet.matching.engine.flow import min_cost_flow
from carenet.matching.engine.generate import generate
from carenet.matching.engine.network import network_of
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.reflow import UNKNOWN, flow_again
from carenet.matching.engine.solve import solve
from carenet.matching.engine.standing import standing
from carenet.matching.engine.verify import verify


def changed(problem: Problem, seed: int, share: float) -> Problem:
    """Some groups gone and some moved, some helpers lost and some with more room."""
    draw, places = np.random.default_rng(seed), problem.places
    groups, helpers = len(problem.group_ids), len(problem.helper_ids)
    some, few = max(int(groups * share), 1), max(int(helpers * share), 1)
    kept = np.sort(draw.permutation(groups)[some:])
    x = places.group_x.copy()
    x[draw.choice(groups, some, replace=False)] += draw.normal(0, 8, some)
    capacity = problem.capacity.copy()
    capacity[draw.choice(helpers, few, replace=False)] = 0
    capacity[draw.choice(helpers, few, replace=False)] += problem.scales.load
    return replace(
        problem,
        group_ids=tuple(problem.group_ids[g] for g in kept),
        size=problem.size[kept],
        tier=problem.tier[kept],
        capacity=capacity,
        places=replace(
            places, group_x=x[kept], group_y=places.group_y[kept], needs=places.needs[kept]
        ),
    )


@settings(max_examples=25)
@given(
    children=st.integers(5, 160),
    seed=st.integers(0, 10_000),
    share=st.sampled_from((0.01, 0.1, 0.5)),
)
@example(children=5, seed=296, share=0.01)  # the only helper has room again: nobody was near before
def test_one_helper_one_place_is_exact_whatever_has_changed(children, seed, share):
    before = generate(children, "unit", seed)
    plan = solve(before)
    now = changed(before, seed + 1, share)
    fresh = solve(now)
    found = solve(now, earlier=standing(now, before, plan))
    assert verify(now, found).holds
    assert (found.status, found.unmatched, found.cost) == (
        fresh.status,
        fresh.unmatched,
        fresh.cost,
    )


@settings(max_examples=40)
@given(st.integers(0, 100_000), st.integers(4, 40))
def test_a_flow_is_optimal_again_from_any_plan_and_any_prices(seed, groups):
    draw = np.random.default_rng(seed)
    problem = generate(groups, "unit", seed)
    group, helper = cheapest_pairs(problem, grid_of(problem.places), 4)
    load, cost = measured(problem, group, helper)
    network = network_of(problem, group, helper, load, cost, problem.capacity, {})
    places = draw.integers(0, 4, network.helpers)
    penalty = draw.choice([0, 500, 10_000, 400_000], network.groups)
    start = draw.integers(-1, network.helpers, network.groups).astype(np.int32)
    price = draw.choice([UNKNOWN, 0, 300, 20_000], network.helpers)

    found, price = flow_again(network, places, penalty, start, price)
    best = min_cost_flow(network, places, penalty)

    def total(assignment):
        placed = [(g, h) for g, h in enumerate(assignment.tolist()) if h >= 0]
        paid = sum(int(network.cost[network.position(g, h)]) for g, h in placed)
        return paid + int(penalty[assignment < 0].sum())

    assert total(found) == total(best)
    assert np.all(np.bincount(found[found >= 0], minlength=network.helpers) <= places)
    proven = np.minimum(
        penalty,
        [
            min(
                (
                    int(network.cost[a] + price[network.helper[a]])
                    for a in range(network.first[g], network.first[g + 1])
                ),
                default=1 << 60,
            )
            for g in range(network.groups)
        ],
    )
    assert int(proven.sum()) - int((price * places).sum()) == total(best)


@pytest.mark.parametrize("mode", ["places", "hours"])
def test_uneven_loads_keep_the_plan_where_nothing_changed_and_prove_it_anew(mode):
    before = generate(500, mode, 3)
    plan = solve(before, Limits(seconds=2))
    now = changed(before, 4, 0.01)
    found = solve(now, Limits(seconds=2), earlier=standing(now, before, plan))
    assert verify(now, found).holds
    assert found.duals is not None
    old = dict(zip(before.group_ids, plan.assignment, strict=True))
    kept = [old[g] == h for g, h in zip(now.group_ids, found.assignment, strict=True)]
    assert np.mean(kept) > 0.5
    greedy_out = {t: p.value for t, p in plan.unmatched.items()}
    assert found.unmatched[0].value <= greedy_out[0] + 2


def without_a_helper(problem: Problem, gone: int) -> Problem:
    """The problem of a day on which a helper is no longer among those who are named."""
    kept, places = np.delete(np.arange(len(problem.helper_ids)), gone), problem.places
    return replace(
        problem,
        helper_ids=tuple(problem.helper_ids[h] for h in kept),
        capacity=problem.capacity[kept],
        places=replace(
            places,
            helper_x=places.helper_x[kept],
            helper_y=places.helper_y[kept],
            offers=places.offers[kept],
        ),
    )


@pytest.mark.parametrize("mode", ["unit", "places"])
def test_whose_helper_is_gone_lost_it_and_was_not_left_out(mode):
    before = generate(300, mode, 5)
    plan = solve(before, Limits(seconds=2))
    urgent = [g for g, t in enumerate(before.tier.tolist()) if t == 0]
    gone = next(plan.assignment[g] for g in urgent if plan.assignment[g] is not None)
    now = without_a_helper(before, gone)
    carried = standing(now, before, plan)
    theirs = np.array([h == gone for h in plan.assignment])
    assert theirs.any()
    assert np.all(carried.assignment[theirs] == -1)
    assert not np.any(carried.left_out & theirs)
    assert np.array_equal(carried.left_out, [h is None for h in plan.assignment])
    found = solve(now, Limits(seconds=3), earlier=carried)
    assert verify(now, found).holds
    assert found.unmatched[0].value == plan.unmatched[0].value


def test_a_plan_without_prices_gives_nothing_to_go_on_from():
    before = generate(40, "unit", 1)
    plan = replace(solve(before), duals=None)
    assert standing(before, before, plan) is None
    assert solve(before, earlier=None).status == "optimal"


def test_a_tier_nobody_knew_is_solved_from_nothing():
    before = generate(60, "unit", 2)
    plan = solve(before)
    now = replace(before, tier=np.where(np.arange(len(before.tier)) == 0, 7, before.tier))
    assert 7 not in before.tiers
    found = solve(now, earlier=standing(now, before, plan))
    assert (found.status, found.cost) == ("optimal", solve(now).cost)
