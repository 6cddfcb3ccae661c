"""Whom a step reaches: past who is away, set aside or concerned, upward, never silently into nothing."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.escalation.adjusting import CannotAdjust, adjusted
from carenet.escalation.rules import (
    CHILD,
    POLICIES,
    UPWARD,
    Candidate,
    reach,
)

DIRECTOR, TOWN, COUNTY, OTHER = (
    Candidate("director", uuid4(), "d"), Candidate("township", uuid4(), "t"),
    Candidate("county", uuid4(), "c"), Candidate("deputy", uuid4(), "o"),
)  # fmt: skip
NOBODY: frozenset[UUID] = frozenset()


def names(tell, known, about=NOBODY):
    return [one.name for one in reach(tell, known, about).people]


def away(one, deputy=None):
    return Candidate(one.role, one.person, one.name, away=True, deputy=deputy)


def test_a_duty_reaches_who_holds_it():
    assert names(("director",), [DIRECTOR, TOWN, COUNTY]) == ["d"]


def test_who_is_away_is_stood_in_for_by_their_deputy():
    found = reach(("director",), [away(DIRECTOR, OTHER.person), OTHER, TOWN], NOBODY)
    assert [(p.name, p.duty) for p in found.people] == [("o", "director")]
    assert [(p.name, p.because) for p in found.people[0].passed] == [("d", "away")]


def test_without_a_deputy_or_with_one_who_is_away_too_the_step_goes_upward():
    assert names(("director",), [away(DIRECTOR), TOWN]) == ["t"]
    assert names(("director",), [away(DIRECTOR, OTHER.person), away(OTHER), TOWN]) == ["t"]


def test_the_person_it_is_about_is_passed_over_and_so_is_the_deputy_they_chose():
    known = [away(DIRECTOR, OTHER.person), OTHER, TOWN, COUNTY]
    assert names(("director",), known, frozenset([DIRECTOR.person])) == ["t"]
    assert names(("director",), known, frozenset([OTHER.person])) == ["t"]
    assert names(("director",), [DIRECTOR, TOWN, COUNTY], frozenset([DIRECTOR.person, TOWN.person])) == ["c"]  # fmt: skip


def test_a_duty_nobody_holds_goes_upward_and_says_so():
    (one,) = reach(("lead",), [COUNTY], NOBODY).people
    assert [p.because for p in one.passed] == ["nobody"] * 3


def test_where_nobody_is_at_all_there_is_a_hole_and_no_silence():
    found = reach(("director", "carer"), [], NOBODY)
    assert (found.people, found.holes) == ((), ("director", "carer"))


def test_a_child_without_a_proxy_parent_is_no_hole():
    found = reach(("duty_phone", "proxy"), [TOWN], NOBODY)
    assert [p.name for p in found.people] == ["t"]
    assert not found.holes


@given(
    st.lists(
        st.builds(
            Candidate, st.sampled_from(sorted(UPWARD)), st.uuids(), st.just("x"), st.booleans(), st.booleans()
        ),
        max_size=8,
    ),
    st.lists(st.sampled_from([d for d in sorted(UPWARD) if d != "proxy"]), min_size=1, max_size=3),
)  # fmt: skip
def test_as_long_as_the_county_can_answer_no_step_finds_nobody(known, tell):
    found = reach(tell, [*known, COUNTY], NOBODY)
    assert found.people
    assert not found.holes
    barred = {c.person for c in known if c.suspended or c.away}
    assert barred.isdisjoint(p.person for p in found.people)


def test_an_area_may_tell_sooner_and_more_but_not_later_or_fewer():
    steps = adjusted(POLICIES[CHILD], [10, 20, 45], [("director",), (), ()])
    assert [s.minutes for s in steps] == [10, 20, 45]
    assert steps[0].tell == ("lead", "director")
    for minutes in ([21, 30, 60], [20, 20, 60], [-1, 30, 60], [20, 30], [20, 30, 61]):
        with pytest.raises(CannotAdjust):
            adjusted(POLICIES[CHILD], minutes, [(), (), ()])
