"""The order of a day's visits is the shortest there is, however the stops are numbered."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.visits.rounds import STOPS_MAX, minutes_between, shortest_round

points = st.tuples(st.floats(25.4, 26.1), st.floats(109.2, 109.9))


def table_of(places):
    return [[0 if a is b else minutes_between(a, b) for b in places] for a in places]


def length(table, order):
    places = [0, *(stop + 1 for stop in order), 0]
    return sum(table[a][b] for a, b in pairwise(places))


@settings(max_examples=40)
@given(st.lists(points, min_size=2, max_size=7))
def test_no_other_order_is_shorter(places):
    table = table_of(places)
    way = shortest_round(table)
    best = min(length(table, order) for order in permutations(range(len(places) - 1)))
    assert way.minutes == length(table, way.order) == best


@settings(max_examples=5)
@given(st.lists(points, min_size=11, max_size=16, unique=True))
def test_a_long_day_visits_everybody_once_and_is_no_worse_than_the_nearest_first(places):
    table = table_of(places)
    way = shortest_round(table)
    assert sorted(way.order) == list(range(len(places) - 1))
    left, at, greedy = set(range(1, len(places))), 0, []
    while left:
        at = min(left, key=lambda stop: (table[at][stop], stop))
        greedy.append(at - 1)
        left.remove(at)
    assert way.minutes <= length(table, greedy)


def test_an_empty_day_and_a_full_one():
    assert shortest_round([[0]]).minutes == 0
    with pytest.raises(ValueError, match="a day holds"):
        shortest_round(table_of([(25.7, 109.6)] * (STOPS_MAX + 2)))


def test_a_place_without_a_point_is_half_an_hour_away_and_the_same_place_five_minutes():
    assert minutes_between(None, (25.7, 109.6)) == 30
    assert minutes_between((25.7, 109.6), (25.7, 109.6)) == 5
    assert minutes_between((25.7, 109.6), (25.8, 109.6)) == 40  # eleven kilometres of map
