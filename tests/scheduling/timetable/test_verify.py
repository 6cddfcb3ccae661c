"""The verifier knows every rule by itself and names the one that is broken."""

from dataclasses import replace

import pytest

from carenet.scheduling.timetable.outcome import Beside, Plan, Session
from carenet.scheduling.timetable.problem import Fixed
from carenet.scheduling.timetable.verify import verify
from tests.scheduling.timetable.builders import a_centre, a_class, a_week, an_adult

WEEK = a_week()
PLAN = Plan("optimal", (Session(0, 0, 0, 0),), (Beside(0, 0, 1),), wanted=1, unscheduled=0, bound=0)


def test_a_right_plan_has_no_finding() -> None:
    assert verify(WEEK, PLAN) == ()


@pytest.mark.parametrize(
    ("week", "plan", "said"),
    [
        ({"classes": (a_class("k", "english"),)}, {}, "tutor does not teach k"),
        ({"centres": (a_centre(open=frozenset({1})),)}, {}, "while its centre is closed"),
        ({"centres": (a_centre(rooms=(1,)),)}, {}, "does not fit its room"),
        ({"adults": (an_adult("a", "maths", free=frozenset()), an_adult("b"))}, {}, "not free"),
        ({"adults": (an_adult("a", "maths", week_max=0), an_adult("b"))}, {}, "more than agreed"),
        ({"adults": (an_adult("a", "maths", x=50.0), an_adult("b"))}, {}, "does not go that far"),
        ({}, {"beside": ()}, "two independent adults are missing"),
        ({}, {"beside": (Beside(0, 0, 0),)}, "in two places at once"),
        ({}, {"beside": (Beside(0, 0, 1), Beside(0, 2, 1))}, "where nothing is held"),
        ({}, {"sessions": (Session(0, 0, 0, 0), Session(0, 2, 0, 0))}, "more than asked"),
        ({}, {"unscheduled": 1}, "the plan says otherwise"),
        ({}, {"bound": 1}, "fewer sessions are missing"),
        ({}, {"sessions": (), "beside": (), "unscheduled": 1}, "does not prove it"),
        ({}, {"sessions": (Session(0, 7, 0, 0),)}, "slot 7 is not in the instance"),
        ({"locks": (Fixed(0, 2),)}, {}, "a fixed session of k is not kept"),
    ],
)  # fmt: skip
def test_each_broken_rule_is_named(week, plan, said):
    found = verify(a_week(**week), replace(PLAN, **plan))
    assert any(said in str(one) for one in found), [str(one) for one in found]


def test_a_child_is_in_one_session_a_day() -> None:
    week = a_week(
        classes=(a_class("k", children=(1,)), a_class("l", children=(1,))),
        adults=(an_adult("a", "maths"), an_adult("b", "maths")),
    )
    plan = Plan(
        "feasible", (Session(0, 0, 0, 0), Session(1, 1, 0, 0)),
        (Beside(0, 0, 1), Beside(0, 1, 1)), wanted=2,
    )  # fmt: skip
    assert [str(x) for x in verify(week, plan)] == ["child 1 is in more than one session on day 0"]


@pytest.mark.parametrize(("km", "broken"), [(2.0, False), (7.0, True), (9.0, True)])
def test_two_centres_on_one_day_are_near_and_there_is_time_for_the_way(km: float, broken: bool):
    week = a_week(
        slots=(WEEK.slots[0], replace(WEEK.slots[1], start=1030, end=1080), WEEK.slots[2]),
        centres=(a_centre(), a_centre(id="far", x=km)),
        classes=(a_class("k"), a_class("l", centre=1)),
        adults=(an_adult("a", "maths"), an_adult("b")),
    )
    plan = Plan(
        "feasible", (Session(0, 0, 0, 0), Session(1, 1, 0, 0)),
        (Beside(0, 0, 1), Beside(1, 1, 1)), wanted=2,
    )  # fmt: skip
    assert any("two such centres" in str(one) for one in verify(week, plan)) is broken


def test_two_partial_locks_share_the_sessions_that_fit_them() -> None:
    week = a_week(classes=(a_class("k", times=2),), locks=(Fixed(0, adult=0), Fixed(0, slot=0)))
    plan = Plan(
        "feasible", (Session(0, 0, 0, 0), Session(0, 2, 0, 0)),
        (Beside(0, 0, 1), Beside(0, 2, 1)), wanted=2,
    )  # fmt: skip
    assert verify(week, plan) == ()
