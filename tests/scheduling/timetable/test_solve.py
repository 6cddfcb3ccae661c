"""A week is made: every rule kept, never more than can be, and what is missing has a name."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.scheduling.timetable.bound import missing_at_least
from carenet.scheduling.timetable.clashes import clashing, hold_locks
from carenet.scheduling.timetable.files import WrongInput, instance_json, read_instance, written
from carenet.scheduling.timetable.generate import generate
from carenet.scheduling.timetable.problem import Fixed, Problem
from carenet.scheduling.timetable.solve import Limits, solve
from carenet.scheduling.timetable.verify import verify
from tests.scheduling.timetable.builders import a_centre, a_class, a_week, an_adult

QUICK = Limits(rounds=4, threads=1, prove=False)
PROVEN = replace(QUICK, prove=True)


def fewest_missing(problem: Problem) -> int:
    """By trying every set of sessions, the largest first, with the exact model of fixed ones."""
    sessions = list(problem.sessions())
    for many in range(len(sessions), -1, -1):
        for kept in set(combinations(sessions, many)):
            if hold_locks(replace(problem, locks=tuple(Fixed(k) for k in kept))) is not None:
                return len(sessions) - many
    return len(sessions)


@st.composite
def small_weeks(draw: st.DrawFn) -> Problem:
    slots = st.frozensets(st.integers(0, 2))
    subject = st.sampled_from(["maths", "english"])
    centres = [
        a_centre(
            id=f"c{at}", x=9.0 * at, open=draw(slots), observable=draw(st.booleans()),
            rooms=tuple(draw(st.lists(st.sampled_from([1, 2, 12]), min_size=1, max_size=2))),
            taken=draw(st.frozensets(st.tuples(st.integers(0, 2), st.just(0)), max_size=2)),
        )
        for at in range(draw(st.integers(1, 2)))
    ]  # fmt: skip
    adults = [
        an_adult(
            f"a{at}", *draw(st.frozensets(subject)), free=draw(slots), x=draw(st.sampled_from([0.0, 9.0])),
            week_max=draw(st.integers(0, 2)), cleared=draw(st.booleans()),
            ties=draw(st.frozensets(st.just("household"))), never_at=draw(st.frozensets(st.just(0))),
        )
        for at in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    children = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True).map(tuple)
    classes = [
        a_class(
            f"k{at}", draw(subject), centre=draw(st.integers(0, len(centres) - 1)),
            children=draw(children), times=draw(st.integers(1, 2)),
            never=draw(st.frozensets(st.integers(0, 2), max_size=2)),
        )
        for at in range(draw(st.integers(1, 3)))
    ]  # fmt: skip
    return a_week(centres=tuple(centres), adults=tuple(adults), classes=tuple(classes))


@settings(max_examples=20)
@given(small_weeks())
def test_no_small_week_breaks_a_rule_or_holds_more_than_can_be_or_less_than_is_proven(problem):
    plan = solve(problem, QUICK)
    assert verify(problem, plan) == ()
    least = fewest_missing(problem)
    assert plan.unscheduled >= least >= missing_at_least(problem, 5)
    assert sum(one.times for one in plan.missing) == plan.unscheduled


@settings(max_examples=20)
@given(small_weeks())
def test_the_search_finds_the_best_of_small_weeks(problem):
    assert solve(problem, QUICK).unscheduled == fewest_missing(problem)


def test_a_centre_of_the_size_of_a_village_is_solved_and_proven():
    problem = generate("centre", 1)
    plan = solve(problem, PROVEN)
    assert verify(problem, plan) == ()
    assert plan.bound is not None
    assert plan.bound <= plan.unscheduled
    assert plan.status == ("optimal" if plan.bound == plan.unscheduled else "feasible")


def test_the_same_seed_gives_the_same_week():
    problem = generate("centre", 2)
    assert solve(problem, QUICK).sessions == solve(problem, QUICK).sessions


@pytest.mark.parametrize(
    ("problem", "shortage"),
    [
        (a_week(centres=(a_centre(open=frozenset()),)), "hall is never open in a slot of this week"),
        (a_week(centres=(a_centre(rooms=(1,)),)), "no room of hall holds 2 children"),
        (a_week(adults=(an_adult("a", "english"),)), "nobody within reach of hall teaches maths"),
        (
            a_week(adults=(an_adult("a", "maths", free=frozenset()),)),
            "1 within reach of hall teach maths, and none is free while it is open",
        ),
        (
            a_week(adults=(an_adult("a", "maths"),)),
            "no second, independent adult is free at hall when it could be held",
        ),
        (
            a_week(adults=(an_adult("a", "maths", week_max=0), an_adult("b"))),
            "the tutors of maths near hall have no turn left in the week or are elsewhere then",
        ),
        (
            a_week(classes=(a_class("k", times=3),)),
            "its children have a session on every day on which hall is open",
        ),
        (
            a_week(classes=(a_class("k", never=frozenset({0, 1, 2})),)),
            "its children are elsewhere whenever hall is open",
        ),
        (
            a_week(centres=(a_centre(taken=frozenset({(0, 0), (1, 0), (2, 0)})),)),
            "the rooms of hall are all taken when it could be held",
        ),
        (
            a_week(adults=(an_adult("a", "maths", never_at=frozenset({0})), an_adult("b"))),
            "nobody within reach of hall teaches maths",
        ),
    ],
)  # fmt: skip
def test_what_there_is_too_little_of_is_named(problem, shortage):
    plan = solve(problem, QUICK)
    assert [one.shortage % one.values for one in plan.missing] == [shortage]


def test_full_rooms_are_named():
    classes = tuple(a_class(f"k{at}") for at in range(4))
    adults = tuple(an_adult(f"a{at}", "maths", week_max=5) for at in range(4))
    plan = solve(a_week(classes=classes, adults=adults), QUICK)
    assert [one.shortage % one.values for one in plan.missing] == [
        "the rooms of hall are all taken when it could be held"
    ]


def test_one_adult_of_two_with_the_same_household_is_not_enough():
    tied = frozenset({"one household"})
    adults = (an_adult("a", "maths", ties=tied), an_adult("b", ties=tied))
    assert solve(a_week(adults=adults), QUICK).unscheduled == 1


def test_an_observable_place_opens_with_one_cleared_adult_and_only_for_a_group():
    place, alone = a_centre(observable=True), an_adult("a", "maths")
    assert solve(a_week(centres=(place,), adults=(alone,)), QUICK).unscheduled == 0
    for problem in (
        a_week(centres=(place,), adults=(replace(alone, cleared=False),)),
        a_week(centres=(place,), adults=(alone,), classes=(a_class("k", children=(1,)),)),
    ):
        assert solve(problem, QUICK).unscheduled == 1


def test_a_fixed_session_stands_where_it_was_fixed():
    problem = a_week(locks=(Fixed(0, 2, 0),))
    (session,) = solve(problem, QUICK).sessions
    assert (session.slot, session.lead) == (2, 0)


def test_a_week_stays_as_it_is_today_unless_there_is_a_reason():
    adults = (an_adult("near", "maths", x=0.0), an_adult("today", "maths", x=3.0), an_adult("b"))
    problem = a_week(adults=adults, kept=(Fixed(0, 2, 1),))
    plan = solve(problem, QUICK)
    assert [(one.slot, one.lead) for one in plan.sessions] == [(2, 1)]
    assert plan.moved == 0


def test_clashing_wishes_are_named_and_none_of_them_can_be_left_out():
    classes = tuple(a_class(name) for name in ("k", "l", "m"))
    adults = tuple(an_adult(f"a{at}", "maths") for at in range(4))
    problem = a_week(classes=classes, adults=adults, locks=(Fixed(2, 2), Fixed(0, 0), Fixed(1, 0)))
    plan = solve(problem, QUICK)
    assert plan.status == "infeasible"
    assert [one.locks for one in plan.clashes] == [(1, 2)]
    for one in clashing(problem):
        rest = tuple(lock for at, lock in enumerate(problem.locks) if at in (1, 2) and at != one)
        assert hold_locks(replace(problem, locks=rest)) is not None


def test_somebody_who_says_stop_gets_the_best_week_so_far():
    problem = generate("centre", 1)
    plan = solve(problem, QUICK, cancelled=lambda: True)
    assert verify(problem, plan) == ()


def test_what_is_elsewhere_taken_or_kept_away_stands_in_the_file():
    problem = a_week(
        centres=(a_centre(taken=frozenset({(0, 0)})), a_centre(id="other")),
        adults=(an_adult("a", "maths", never_at=frozenset({1})), an_adult("b")),
        classes=(a_class("k", never=frozenset({1})),),
    )
    assert read_instance(written(instance_json(problem)).encode()) == problem
    (session,) = solve(problem, QUICK).sessions
    assert session.slot == 2
    with pytest.raises(WrongInput, match=r"classes.0.never: 9"):
        read_instance(
            written(instance_json(a_week(classes=(a_class("k", never=frozenset({9})),)))).encode()
        )
