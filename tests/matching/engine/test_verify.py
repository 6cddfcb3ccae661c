"""The verifier: whatever is changed in a plan, it says so."""

from dataclasses import replace

import pytest

from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Duals, Limits, Outcome, Proven
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify


def example():
    problem = Problem.from_pairs(
        group_ids=["g1", "g2"],
        size=[2, 1],
        tier=[0, 3],
        helper_ids=["h1"],
        capacity=[2],
        group=[0, 1],
        helper=[0, 0],
        load=[2, 1],
        cost=[130, 95],
    )
    plan = Outcome(
        (0, None),
        {0: Proven(0, 0), 3: Proven(1, 1)},
        Proven(130, 130),
        "optimal",
        Duals((1035, 1000), (452.5,), {0: 1_000_000, 3: 1000}),
    )
    return problem, plan


def said(problem, plan):
    return [str(f) for f in verify(problem, plan).broken]


def test_the_worked_example_holds_with_its_own_prices():
    assert said(*example()) == []


def test_a_cost_bound_raised_by_one_fails():
    problem, plan = example()
    raised = replace(plan, cost=Proven(131, 131))
    assert said(problem, raised) == ["a cost of 131 is stated, 130.0 counted"]
    plan = replace(plan, duals=replace(plan.duals, group=(1034, 1000)), status="feasible")
    assert said(problem, plan) == ["cost: a bound of 130 is stated, the duals prove 129.0"]


@pytest.fixture(scope="module", params=["unit", "places", "hours"])
def solved(request):
    problem = generate(400, request.param, 7)
    return problem, solve(problem, Limits(seconds=4))


def test_every_bound_is_the_highest_its_prices_prove(solved):
    problem, plan = solved
    up = replace(plan, cost=Proven(plan.cost.value, plan.cost.bound + 1), status="feasible")
    assert said(problem, up)
    for tier, proven in plan.unmatched.items():
        raised = plan.unmatched | {tier: Proven(proven.value, proven.bound + 1)}
        assert said(problem, replace(plan, unmatched=raised, status="feasible"))


def test_an_understated_cost_or_count_fails(solved):
    problem, plan = solved
    assert said(problem, replace(plan, cost=Proven(plan.cost.value - 1, 0)))
    tier = max(plan.unmatched)
    fewer = plan.unmatched | {tier: Proven(plan.unmatched[tier].value - 1, 0)}
    assert said(problem, replace(plan, unmatched=fewer))


def test_a_pair_that_is_not_allowed_fails(solved):
    problem, plan = solved
    g = next(k for k, h in enumerate(plan.assignment) if h is not None)
    strange = [*plan.assignment]
    places = problem.places
    d = (places.helper_x - places.group_x[g]) ** 2 + (places.helper_y - places.group_y[g]) ** 2
    far = [
        h for h in range(len(d)) if d[h] > places.km_max**2 or places.needs[g] & ~places.offers[h]
    ]
    strange[g] = int(far[0])
    assert any("not allowed" in s for s in said(problem, replace(plan, assignment=tuple(strange))))


def test_a_helper_over_capacity_fails(solved):
    problem, plan = solved
    full = plan.assignment[next(k for k, h in enumerate(plan.assignment) if h is not None)]
    tight = problem.capacity.copy()
    tight[full] = 0
    assert any("above its capacity" in s for s in said(replace(problem, capacity=tight), plan))


def test_a_broken_lock_fails():
    problem, plan = example()
    assert "g2 is locked to h1 and is not there" in said(replace(problem, locks=((1, 0),)), plan)


def test_optimal_is_refused_where_a_gap_is_left():
    problem, plan = example()
    gap = replace(plan, cost=Proven(130, 129))
    assert said(problem, gap) == ["cost: called optimal, but 130 is not 129"]


def test_a_plan_without_duals_is_taken_on_trust_and_that_is_said():
    problem, plan = example()
    verdict = verify(problem, replace(plan, duals=None))
    assert verdict.holds
    assert "on trust" in str(verdict.notes[0])


def test_a_plan_of_another_instance_fails():
    problem, plan = example()
    assert said(problem, replace(plan, assignment=(0,)))
    assert said(problem, replace(plan, assignment=(0, 5)))
    assert said(problem, replace(plan, duals=replace(plan.duals, group=(1,))))
