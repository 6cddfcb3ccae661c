"""Dealing a plan out anew by bundles: all that matter are looked at, no rule breaks, much is gained."""

from dataclasses import replace
from itertools import combinations, count, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.matching.engine import dealing, highs
from carenet.matching.engine.baselines import in_turns, most_urgent_first
from carenet.matching.engine.dealing import deal_anew
from carenet.matching.engine.generate import generate
from carenet.matching.engine.halls import weights_for
from carenet.matching.engine.held import held
from carenet.matching.engine.loops import bundles as loops
from carenet.matching.engine.network import assigned_pairs
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.prepare import children_left_out, prepare
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.relaxation import Relaxation
from carenet.matching.engine.search import Search
from carenet.matching.engine.start import resembling_flow
from carenet.matching.engine.unit import penalties
from carenet.matching.engine.watch import Watch


def listed(profit, load, room, within, most=1_000):
    """The bundles of one helper, as sets of items."""
    owner, ends = np.zeros(most, np.int64), np.zeros(most, np.int64)
    items = np.zeros(most * 8 + loops.DEPTH_MAX, np.int64)
    starts = np.array([0, len(profit)], np.int64)
    made = loops.bundles(
        0, starts, profit, load, np.array([room]), within, most, owner, ends, items
    )
    first = [0, *ends[:made].tolist()]
    return [frozenset(items[a:b].tolist()) for a, b in pairwise(first)]


@pytest.mark.parametrize("seed", range(5))
def test_every_bundle_nearly_as_good_as_the_best_is_listed_once(seed):
    draw = np.random.default_rng(seed)
    profit, load = draw.integers(1, 60, 9).astype(float), draw.integers(1, 5, 9).astype(float)
    order = np.argsort(-profit / load, kind="stable")
    profit, load = profit[order], load[order]
    every = {
        frozenset(some): sum(profit[list(some)])
        for count in range(1, 10)
        for some in combinations(range(9), count)
        if sum(load[list(some)]) <= 7
    }
    near = {some for some, worth in every.items() if worth >= max(every.values()) - 25}
    found = listed(profit, load, 7.0, 25.0)
    assert len(found) == len(near)
    assert set(found) == near


def test_of_too_many_bundles_the_best_are_kept():
    profit, load = np.arange(40.0, 0, -1), np.ones(40)
    found = listed(profit, load, 4.0, 80.0, most=50)
    assert 0 < len(found) <= 50
    assert found[0] == frozenset(range(4))


@pytest.fixture(scope="module", params=["places", "hours"])
def begun(request):
    """A plan of practice with three groups locked where it put them, and prices for its counts."""
    problem = generate(400, request.param, 4)
    plan = in_turns(prepare(problem), most_urgent_first(problem))
    fast = np.flatnonzero(plan >= 0)[:3]
    problem = replace(problem, locks=tuple((int(g), int(plan[g])) for g in fast))
    prepared = prepare(problem)
    weights = weights_for(problem, 2 * int(prepared.network.cost.max()) + 1)
    relax = Relaxation(prepared.network, prepared.network.cost, penalties(prepared, weights))
    relax.start_from(resembling_flow(prepared.network, relax.penalty).prices)
    plan[fast] = -1
    search = Search(prepared, relax)
    search.assignment = plan.astype(np.int32)
    counts = children_left_out(problem, plan)
    watch = Watch(Limits(clock=lambda: 0.0))
    aim = float(search.cost())
    prepared, relax, _ = held(prepared, relax, counts, 400, watch, aim, scaled=True, within=200.0)
    return search.with_prices(prepared, relax)


@pytest.fixture(autouse=True)
def small_county_in_regions(monkeypatch):
    """As in a large county: several regions, and helpers enough."""
    monkeypatch.setattr("carenet.matching.engine.dealing.REGION_HELPERS", 60)
    monkeypatch.setattr("carenet.matching.engine.dealing.HELPERS_LEAST", 1)


def dealt(begun, *, threads=1, cancelled=None, seconds=60.0):
    """Whether dealing helped, and the search after it."""
    search = begun.with_prices(begun.prepared, begun.relaxation)
    search.draw = np.random.default_rng(1)
    limits = Limits(seconds=seconds, clock=lambda: 0.0, threads=threads)
    return deal_anew(search, Watch(limits, cancelled=cancelled)), search


def test_dealing_out_by_bundles_gains_much_and_breaks_no_rule(begun):
    better, search = dealt(begun)
    network = search.relaxation.network
    assert better
    assert search.value(search.penalty) < begun.value(search.penalty)
    assert search.cost() < 0.85 * begun.cost()
    assert np.all(search.assignment[~network.free] == -1)
    arcs = assigned_pairs(network, search.assignment)
    assert np.array_equal(arcs >= 0, search.assignment >= 0)
    used = np.zeros(network.helpers, np.int64)
    np.add.at(used, network.helper[arcs[arcs >= 0]], network.load[arcs[arcs >= 0]])
    assert np.all(used <= network.capacity)
    assert np.array_equal(search.assignment, dealt(begun, threads=2)[1].assignment)


def test_small_regions_dealt_anew_make_a_plan_better_and_break_no_rule(begun):
    search = begun.with_prices(begun.prepared, begun.relaxation)
    dealing.redeal(search, Watch(Limits(clock=lambda: 0.0, threads=2)))
    assert search.figures() < begun.figures()
    network = search.relaxation.network
    arcs = assigned_pairs(network, search.assignment)
    assert np.array_equal(arcs >= 0, search.assignment >= 0)
    used = np.zeros(network.helpers, np.int64)
    np.add.at(used, network.helper[arcs[arcs >= 0]], network.load[arcs[arcs >= 0]])
    assert np.all(used <= network.capacity)
    alone = begun.with_prices(begun.prepared, begun.relaxation)
    dealing.redeal(alone, Watch(Limits(clock=lambda: 0.0)))
    assert np.array_equal(search.assignment, alone.assignment)


def test_stopped_while_small_regions_are_dealt_the_plan_stays_valid_and_no_worse(begun):
    search, asked = begun.with_prices(begun.prepared, begun.relaxation), count()
    watch = Watch(Limits(clock=lambda: 0.0), cancelled=lambda: next(asked) > 40)
    dealing.redeal(search, watch)
    assert search.figures() <= begun.figures()


@given(
    st.lists(st.lists(st.floats(0, 50), min_size=3, max_size=3), min_size=1, max_size=6),
    st.lists(st.integers(0, 90), min_size=3, max_size=3),
)
def test_regions_share_exactly_the_children_who_are_left_out(priced, total):
    shares = dealing._shared([0, 1, 4], np.array(priced), (*total, 7))
    assert [sum(one[t] for one in shares) for t in (0, 1, 4)] == total
    assert all(one[t] >= 0 for one in shares for t in one)


@pytest.mark.parametrize("limits", [{"cancelled": lambda: True}, {"seconds": 0.1}])
def test_stopped_or_short_of_time_it_keeps_the_plan_as_it_was(begun, limits):
    better, search = dealt(begun, **limits)
    assert not better
    assert np.array_equal(search.assignment, begun.assignment)


@pytest.fixture
def one_urgent_lost(begun, monkeypatch):
    """A search about to be dealt a plan that places many more, but of an urgent tier one child less.

    The sum of the weights would take it.
    """
    search = begun.with_prices(begun.prepared, begun.relaxation)
    problem, plan = begun.prepared.problem, begun.assignment.copy()
    last = problem.tier == problem.tiers[-1]
    urgent = np.flatnonzero((plan >= 0) & (problem.tier == problem.tiers[-2]))[0]
    before = np.where(last, -1, plan).astype(np.int32)
    plan[urgent] = -1
    search.assignment = plan
    value = search.value(search.penalty)
    search.assignment = before
    assert value < search.value(search.penalty)
    monkeypatch.setattr(Search, "move_along", lambda *_: None)
    monkeypatch.setattr(dealing, "dealt", lambda _, region, *_rest: plan[region.groups])
    monkeypatch.setattr(dealing, "redeal", lambda *_: None)
    return search


def test_one_urgent_child_more_left_out_outweighs_any_number_of_others(
    one_urgent_lost, monkeypatch
):
    search, before = one_urgent_lost, one_urgent_lost.assignment
    monkeypatch.setattr(Search, "take_in", lambda *_: None)
    assert not deal_anew(search, Watch(Limits(clock=lambda: 0.0)))
    assert np.array_equal(search.assignment, before)


def test_an_urgent_child_lost_in_dealing_out_finds_a_place_and_the_plan_is_kept(one_urgent_lost):
    search, figures = one_urgent_lost, one_urgent_lost.figures()
    assert deal_anew(search, Watch(Limits(clock=lambda: 0.0)))
    urgent = slice(0, -2)
    assert np.all(np.array(search.figures()[urgent]) <= figures[urgent])
    assert search.figures()[-2] < figures[-2]


def test_a_large_group_is_taken_in_though_two_must_make_room_at_once():
    pairs = [(0, 0, 2, 50), (1, 0, 1, 10), (2, 0, 1, 10), (1, 1, 1, 60), (2, 1, 1, 60)]
    columns = [list(column) for column in zip(*pairs, strict=True)]
    group, helper, load, cost = columns
    problem = Problem.from_pairs(
        group_ids=["pair", "one", "two"], size=[2, 1, 1], tier=[0, 3, 3],
        helper_ids=["near", "far"], capacity=[2, 2],
        group=group, helper=helper, load=load, cost=cost,
    )  # fmt: skip
    prepared = prepare(problem)
    relax = Relaxation(prepared.network, prepared.network.cost, np.full(3, 100, np.int64))
    search = Search(prepared, relax)
    search.assignment = np.array([-1, 0, 0], np.int32)
    search.take_in(np.array([0]), Watch(Limits(clock=lambda: 0.0)))
    assert search.assignment.tolist() == [0, 1, 1]


def test_a_large_linear_program_stops_when_told():
    asked = []

    def stop():
        asked.append(1)
        return len(asked) >= 3

    rows, columns = 200, 2_000
    draw = np.random.default_rng(1)
    index = np.concatenate([np.sort(draw.choice(rows, 5, replace=False)) for _ in range(columns)])
    model = highs.Model(
        draw.random(columns), np.ones(rows), np.ones(rows) * 3, np.arange(0, 5 * columns + 1, 5),
        index, np.ones(len(index)),
    )  # fmt: skip
    highs.run(model, {"solver": "ipm", "run_crossover": "off"}, stop)
    assert len(asked) == 3
