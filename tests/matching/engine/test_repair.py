"""Little change: a helper is lost, and nobody more than needed has to move."""

import pytest

from carenet.matching.engine.advice import dearest_helpers, shortage
from carenet.matching.engine.explain import explain
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.repair import repair, without_helpers
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify


@pytest.fixture(scope="module", params=["unit", "places", "hours"])
def solved(request):
    problem = generate(300, request.param, 11)
    return problem, solve(problem, Limits(seconds=3))


def busiest(plan):
    held = [h for h in plan.assignment if h is not None]
    return max(set(held), key=held.count)


def test_only_those_who_must_move_do_and_at_most_one_more_each(solved):
    problem, plan = solved
    lost = busiest(plan)
    fixed = repair(problem, plan, [lost])
    assert set(fixed.forced) == {g for g, h in enumerate(plan.assignment) if h == lost}
    assert len(fixed.moved) <= len(fixed.forced)
    changed = {
        g
        for g, pair in enumerate(zip(plan.assignment, fixed.outcome.assignment, strict=True))
        if pair[0] != pair[1]
    }
    assert changed <= set(fixed.forced) | set(fixed.moved)
    assert verify(without_helpers(problem, {lost}, ()), fixed.outcome).broken == ()


def test_no_child_of_a_higher_tier_yields_to_a_lower_one(solved):
    problem, plan = solved
    fixed = repair(problem, plan, [busiest(plan)])
    urgent = min(problem.tier[g] for g in fixed.forced)
    for g in fixed.moved:
        if fixed.outcome.assignment[g] is None:
            assert problem.tier[g] > urgent


def test_nothing_lost_changes_nothing(solved):
    problem, plan = solved
    assert repair(problem, plan).outcome.assignment == plan.assignment


def small(**changes):
    columns = {
        "group_ids": ["a", "b"],
        "size": [1, 1],
        "tier": [0, 2],
        "helper_ids": ["h", "k"],
        "capacity": [1, 0],
        "group": [0, 1],
        "helper": [0, 0],
        "load": [1, 1],
        "cost": [7, 2],
        "terms": {"travel": [5, 2], "language": [2, 0]},
    }
    return Problem.from_pairs(**(columns | changes))


def test_one_more_place_at_the_dearest_helper_places_one_more_child():
    problem = small()
    plan = solve(problem)
    assert dearest_helpers(problem, plan) == [0]
    assert shortage(problem, plan).placed == {0: 0, 2: 1}


def test_a_placed_group_is_explained_by_the_terms_of_its_cost():
    problem = small()
    why = explain(problem, solve(problem), "a")
    assert (why.cause, why.helper, why.terms) == ("placed", "h", {"travel": 5, "language": 2})


def test_an_unmatched_group_hears_who_stands_there_and_at_which_tier():
    problem = small()
    why = explain(problem, solve(problem), "b")
    assert why.cause == "capacity"
    assert (why.options[0].helper, why.options[0].instead_of, why.options[0].tier) == ("h", "a", 0)


def test_a_group_without_pairs_hears_which_rule_emptied_its_list():
    problem = generate(60, "unit", 2)
    problem.places.needs[0] = 1 << 40
    why = explain(problem, solve(problem), 0)
    assert why.cause == "no allowed pair"
    assert why.emptied_by["need 40"] > 0
    with pytest.raises(KeyError):
        explain(problem, solve(problem), "nobody")
