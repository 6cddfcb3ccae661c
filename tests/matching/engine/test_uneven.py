"""Places and hours: valid plans, bounds that hold, honest words about what is not proven."""

import time

import pytest

from carenet.matching.engine.baselines import greedy_by_tier
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.solve import solve
from carenet.matching.engine.uneven import BOTH_SHARE, SEARCH_SHARE, _search_share
from carenet.matching.engine.verify import verify
from carenet.matching.engine.watch import Watch


def figures(o):
    return (*(p.value for _, p in sorted(o.unmatched.items())), o.cost.value)


@pytest.fixture(scope="module", params=["places", "hours"])
def solved(request):
    problem = generate(400, request.param, 1)
    # the time of this process alone: how busy the machine is changes nothing
    return problem, solve(problem, Limits(seconds=8, clock=time.process_time))


def test_a_plan_keeps_every_rule_and_proves_its_bounds(solved):
    problem, outcome = solved
    assert outcome.duals is not None
    assert verify(problem, outcome).broken == ()


def test_no_value_lies_below_its_bound(solved):
    _, outcome = solved
    assert all(p.value >= p.bound for p in (*outcome.unmatched.values(), outcome.cost))


def test_it_does_better_than_turns_taken(solved):
    problem, outcome = solved
    assert figures(outcome) < figures(greedy_by_tier(problem))


@pytest.mark.parametrize("load", ["places", "hours"])
@pytest.mark.parametrize(("groups", "seed"), [(400, 1), (1_500, 2)])
def test_with_no_time_at_all_it_is_never_worse_than_turns_taken(load, groups, seed):
    problem = generate(groups, load, seed)
    assert figures(solve(problem, Limits(seconds=0))) <= figures(greedy_by_tier(problem))


def test_it_is_called_optimal_only_when_values_meet_bounds(solved):
    _, outcome = solved
    met = outcome.tiers_proven and outcome.cost.value == outcome.cost.bound
    assert (outcome.status == "optimal") == met


def test_someone_may_stop_it_and_gets_the_best_so_far():
    problem = generate(400, "hours", 2)
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > 2

    outcome = solve(problem, Limits(seconds=600), cancelled=cancelled)
    assert outcome.status == "feasible"
    assert verify(problem, outcome).broken == ()


def test_time_that_is_up_still_gives_a_valid_plan():
    problem = generate(300, "places", 3)
    outcome = solve(problem, Limits(seconds=0))
    assert verify(problem, outcome).broken == ()


@pytest.mark.parametrize("mode", ["unit", "places", "hours"])
def test_progress_names_stages_and_never_leaves_the_range(mode):
    told = []
    solve(generate(120, mode, 1), Limits(seconds=2), progress=lambda s, x: told.append((s, x)))
    assert told
    assert all(0 <= share <= 1 for _, share in told)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_search_leaves_the_proofs_about_the_time_that_the_first_prices_took(threads):
    now = [0.0]
    watch = Watch(Limits(seconds=60.0, threads=threads, clock=lambda: now[0]))
    now[0] = 10.0
    assert 0.9 < _search_share(watch, 3.0) < 1 - 3.0 / watch.left()
    assert _search_share(watch, 40.0) == (BOTH_SHARE if threads > 1 else SEARCH_SHARE)
    now[0] = 60.0
    assert _search_share(watch, 3.0) < 1
