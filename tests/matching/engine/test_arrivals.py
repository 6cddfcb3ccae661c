"""Children who come during the year: room is kept for those more urgent, and never given twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.matching.engine.arrivals import Prices, part_of, placed_now, prices_ahead
from carenet.matching.engine.generate import generate
from carenet.matching.engine.prepare import pairs_at
from carenet.matching.engine.problem import Places, Problem

URGENT, USUAL = 0, 3


def county(at, tiers, *, places=1, locks=()):
    """Families along a road, one helper at its start."""
    return Problem.from_places(
        group_ids=[f"g{k}" for k in range(len(at))],
        size=[1] * len(at),
        tier=tiers,
        helper_ids=["h"],
        capacity=[places],
        places=Places(
            np.array(at, float), np.zeros(len(at)), np.zeros(len(at), np.int64),
            np.zeros(1), np.zeros(1), np.zeros(1, np.int64), 25.0, 40.0, "unit",
        ),
        locks=locks,
    )  # fmt: skip


def test_the_last_place_is_kept_for_the_urgent_child_expected_to_come():
    today = county([1.0], [USUAL])
    prices = prices_ahead([county([1.0, 2.0], [USUAL, URGENT])])
    assert placed_now(today, prices).tolist() == [-1]


def test_with_nobody_else_expected_the_place_is_given_at_once():
    today = county([1.0], [USUAL])
    assert placed_now(today, prices_ahead([today])).tolist() == [0]


def test_an_urgent_child_takes_the_place_whoever_is_expected():
    futures = [county([9.0, 1.0, 1.0], [URGENT, USUAL, USUAL])]
    assert placed_now(county([9.0], [URGENT]), prices_ahead(futures)).tolist() == [0]


def test_the_more_urgent_of_two_who_come_together_chooses_first():
    today = county([1.0, 5.0], [USUAL, URGENT])
    free = Prices(np.zeros(1), {})
    assert placed_now(today, free).tolist() == [-1, 0]


def test_a_tier_the_prices_do_not_know_waits_for_no_one():
    prices = Prices(np.array([10.0**9]), {URGENT: 1.0})
    assert placed_now(county([1.0], [USUAL]), prices).tolist() == [0]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), mode=st.sampled_from(["unit", "places", "hours"]))
def test_nobody_is_given_more_than_there_is_room_for_or_a_pair_not_allowed(seed, mode):
    problem = generate(60, mode, seed)
    free = Prices(np.zeros(len(problem.helper_ids)), {})
    found = placed_now(problem, free)
    placed = np.flatnonzero(found >= 0).astype(np.int32)
    allowed, load, _ = pairs_at(problem, placed, found[placed])
    used = np.zeros(len(problem.helper_ids), np.int64)
    np.add.at(used, found[placed], load)
    assert allowed.all()
    assert np.all(used <= problem.capacity)


def test_a_part_of_a_problem_holds_the_families_asked_for_and_the_room_left():
    problem = generate(60, "places", 1)
    some = np.array([3, 8])
    part = part_of(problem, some, problem.capacity // 2)
    assert part.group_ids == (problem.group_ids[3], problem.group_ids[8])
    assert part.places.group_x.tolist() == problem.places.group_x[some].tolist()
    assert part.capacity.tolist() == (problem.capacity // 2).tolist()


def test_locks_and_futures_without_prices_are_refused():
    with pytest.raises(ValueError, match="locks"):
        part_of(county([1.0], [USUAL], locks=[(0, 0)]), np.array([0]), np.array([1]))
    with pytest.raises(ValueError, match="no future"):
        prices_ahead([])


def test_another_year_has_other_families_and_the_same_helpers():
    now, past = generate(80, "unit", 1), generate(80, "unit", 1, year=1)
    assert now.places.helper_x.tolist() == past.places.helper_x.tolist()
    assert now.capacity.tolist() == past.capacity.tolist()
    assert now.places.group_x.tolist() != past.places.group_x.tolist()
