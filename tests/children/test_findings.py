"""The decision table of both rule versions, every line a family someone may meet."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.children.rules import (
    Absence,
    AwayRun,
    CarerKind,
    ChildFacts,
    Finding,
    Hindered,
    Hindrance,
    ParentFacts,
    RuleVersion,
    Stage,
    away_run,
    findings,
)

TODAY = date(2026, 11, 24)
HOME = "450226105206"
LONG, SHORT = Absence(date(2026, 2, 25)), Absence(date(2026, 11, 1))
AT_HOME = ParentFacts()
AWAY = ParentFacts((LONG,))
JUST_LEFT = ParentFacts((SHORT,))
UNABLE = ParentFacts(hindrances=(Hindered(Hindrance.UNABLE, date(2026, 6, 1)),))
DEAD = ParentFacts(hindrances=(Hindered(Hindrance.DEAD, date(2020, 5, 5)),))
IN_PRISON = ParentFacts(hindrances=(Hindered(Hindrance.IMPRISONED, date(2026, 5, 1)),))
OUT_OF_PRISON = ParentFacts(
    hindrances=(Hindered(Hindrance.IMPRISONED, date(2020, 5, 1), date(2026, 5, 1)),)
)
MISSING = ParentFacts(hindrances=(Hindered(Hindrance.MISSING),))
DIVORCED = ParentFacts(parted_since=date(2022, 1, 1))
DIVORCED_AWAY = ParentFacts((LONG,), parted_since=date(2022, 1, 1))
UNKNOWN = ParentFacts(known=False)
HOME_FOR_FESTIVAL = ParentFacts(
    (Absence(date(2025, 3, 1), date(2026, 2, 10)), Absence(date(2026, 3, 12)))
)
HOME_TOO_LONG = ParentFacts(
    (Absence(date(2025, 3, 1), date(2026, 2, 10)), Absence(date(2026, 3, 13)))
)
CHILD = ChildFacts(date(2017, 5, 1), Stage.PRIMARY, AWAY, AWAY, CarerKind.RELATIVE, HOME, HOME)


def of(version: RuleVersion, facts: ChildFacts, today: date = TODAY) -> Finding:
    return {found.version: found for found in findings(facts, today)}[version]


def liu(facts: ChildFacts, today: date = TODAY) -> Finding:
    return of(RuleVersion.LIU2018, facts, today)


def guo(facts: ChildFacts, today: date = TODAY) -> Finding:
    return of(RuleVersion.GUO2016, facts, today)


def new(facts: ChildFacts, today: date = TODAY) -> Finding:
    return of(RuleVersion.NEWLY_AWAY, facts, today)


@pytest.mark.parametrize(
    ("father", "mother", "by_liu", "by_guo", "newly"),
    [
        (AWAY, AWAY, True, True, False),
        (AWAY, AT_HOME, True, False, False),
        (AT_HOME, AT_HOME, False, False, False),
        (AWAY, UNABLE, True, True, False),
        (UNABLE, UNABLE, False, False, False),
        (AWAY, DEAD, True, True, False),
        (DEAD, AT_HOME, False, False, False),
        (DEAD, DEAD, False, False, False),
        (AWAY, IN_PRISON, True, True, False),
        (AT_HOME, IN_PRISON, False, False, False),
        (IN_PRISON, IN_PRISON, False, False, False),
        (AWAY, OUT_OF_PRISON, True, False, False),
        (AWAY, MISSING, True, True, False),
        (DIVORCED, AWAY, True, True, False),
        (DIVORCED, AT_HOME, False, False, False),
        (DIVORCED_AWAY, AT_HOME, False, False, False),
        (DIVORCED_AWAY, AWAY, True, True, False),
        (JUST_LEFT, AT_HOME, False, False, True),
        (JUST_LEFT, JUST_LEFT, False, True, True),
        (JUST_LEFT, AWAY, True, True, False),
        (JUST_LEFT, UNABLE, False, True, True),
        (AWAY, UNKNOWN, True, False, False),
        (AT_HOME, UNKNOWN, False, False, False),
        (ParentFacts((LONG,), (Hindered(Hindrance.UNABLE),)), AT_HOME, True, False, False),
        (
            ParentFacts((LONG,), (Hindered(Hindrance.DEAD, date(2026, 9, 1)),)),
            AT_HOME,
            False,
            False,
            False,
        ),
    ],
)
def test_what_the_parents_do_decides(
    father: ParentFacts, mother: ParentFacts, by_liu: bool, by_guo: bool, newly: bool
) -> None:
    for one, other in ((father, mother), (mother, father)):
        facts = replace(CHILD, father=one, mother=other)
        assert [found.holds for found in findings(facts, TODAY)] == [by_liu, by_guo, newly]


def test_every_finding_gives_its_reasons_in_words() -> None:
    found = liu(replace(CHILD, mother=AT_HOME))
    assert [why.in_english() for why in found.reasons] == [
        "The father has been away for work since 2026-02-25.",
        "The mother is at home and cares for the child.",
    ]
    assert found.since == date(2026, 5, 25)
    assert guo(replace(CHILD, mother=UNABLE)).since == date(2026, 6, 1)


def test_thirty_days_home_for_the_festival_do_not_break_an_absence_and_thirty_one_do() -> None:
    assert away_run(HOME_FOR_FESTIVAL.absences, TODAY) == AwayRun(
        date(2025, 3, 1), None, ended=False
    )
    assert away_run(HOME_TOO_LONG.absences, TODAY) == AwayRun(date(2026, 3, 13), None, ended=False)
    during = date(2026, 3, 12)
    for father, holds in ((HOME_FOR_FESTIVAL, True), (HOME_TOO_LONG, True)):
        assert liu(replace(CHILD, father=father, mother=AT_HOME), during).holds is holds
    assert not liu(replace(CHILD, father=HOME_TOO_LONG, mother=AT_HOME), date(2026, 3, 13)).holds
    assert new(replace(CHILD, father=HOME_TOO_LONG, mother=AT_HOME), date(2026, 3, 13)).holds


def test_a_longer_stay_ends_the_finding_on_the_day_of_return() -> None:
    back = ParentFacts((Absence(date(2025, 3, 1), date(2026, 10, 1)),))
    facts = replace(CHILD, father=back, mother=AT_HOME)
    assert liu(facts, date(2026, 10, 31)).holds
    after = liu(facts, date(2026, 11, 1))
    assert not after.holds
    assert after.since == date(2026, 10, 1)
    assert "The father came home on 2026-10-01 and stayed." in [
        why.in_english() for why in after.reasons
    ]


def test_the_statistic_waits_three_months_and_help_does_not() -> None:
    facts = replace(CHILD, father=ParentFacts((Absence(date(2026, 8, 24)),)), mother=AT_HOME)
    assert new(facts, date(2026, 8, 24)).holds
    assert new(facts, date(2026, 11, 23)).holds
    assert not liu(facts, date(2026, 11, 23)).holds
    assert liu(facts, date(2026, 11, 24)).holds
    assert not new(facts, date(2026, 11, 24)).holds


def test_the_national_rule_ends_on_the_sixteenth_birthday_and_the_local_one_does_not() -> None:
    facts = replace(CHILD, birth_date=date(2010, 11, 24), stage=Stage.JUNIOR)
    assert guo(facts, date(2026, 11, 23)).holds
    assert not guo(facts, date(2026, 11, 24)).holds
    assert guo(facts, date(2026, 11, 24)).since == date(2026, 11, 24)
    assert liu(facts, date(2026, 11, 24)).holds


@pytest.mark.parametrize(
    ("stage", "holds"),
    [(Stage.BELOW_KINDERGARTEN, False), (Stage.KINDERGARTEN, True), (Stage.PRIMARY, True), (Stage.JUNIOR, True),
     (Stage.NOT_IN_KINDERGARTEN, False), (Stage.LEFT_OUT, True), (Stage.SENIOR, False), (Stage.OTHER, False), (None, False)],
)  # fmt: skip
def test_the_local_rule_asks_for_the_stage_and_the_national_one_does_not(
    stage: Stage | None, holds: bool
) -> None:
    facts = replace(CHILD, stage=stage)
    assert liu(facts).holds is holds
    assert guo(facts).holds
    assert bool(liu(facts).missing) is (stage is None)


@pytest.mark.parametrize(
    ("carer", "home", "place", "holds"),
    [
        (CarerKind.PARENT, HOME, HOME, True),
        (CarerKind.UNRELATED, HOME, HOME, True),
        (CarerKind.NOBODY, HOME, HOME, True),
        (CarerKind.INSTITUTION, HOME, HOME, False),
        (CarerKind.RELATIVE, HOME, "450226100201", True),
        (CarerKind.RELATIVE, HOME, "440106001001", False),
        (CarerKind.RELATIVE, None, HOME, True),
        (None, HOME, None, True),
    ],
)
def test_the_child_lives_in_its_home_area(
    carer: CarerKind | None, home: str | None, place: str | None, holds: bool
) -> None:
    facts = replace(CHILD, carer=carer, home=home, place_of_care=place)
    assert liu(facts).holds is holds
    assert guo(facts).holds is holds


def test_unknown_is_not_at_home() -> None:
    facts = replace(CHILD, father=AWAY, mother=UNKNOWN)
    assert [why.in_english() for why in guo(facts).missing] == [
        "Nobody has said yet where the mother is."
    ]
    assert liu(replace(CHILD, father=UNKNOWN, mother=UNKNOWN)).missing
    assert guo(replace(CHILD, birth_date=None)).missing


def test_a_journey_of_the_future_is_no_absence_yet() -> None:
    facts = replace(CHILD, father=ParentFacts((Absence(date(2026, 12, 1)),)), mother=AT_HOME)
    assert not any(found.holds for found in findings(facts, TODAY))


def test_an_absence_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="after it starts"):
        Absence(date(2026, 2, 1), date(2026, 1, 1))


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
absences = st.lists(
    st.tuples(days, st.one_of(st.none(), st.integers(0, 500))).map(
        lambda p: Absence(p[0], None if p[1] is None else p[0] + timedelta(days=p[1]))
    ),
    max_size=5,
).map(tuple)
parents = st.builds(
    ParentFacts,
    absences=absences,
    hindrances=st.lists(
        st.builds(Hindered, st.sampled_from(Hindrance), st.one_of(st.none(), days)), max_size=1
    ).map(tuple),
    parted_since=st.one_of(st.none(), days),
    known=st.booleans(),
)
children = st.builds(
    ChildFacts,
    birth_date=st.one_of(st.none(), st.dates(date(2008, 1, 1), date(2023, 1, 1))),
    stage=st.one_of(st.none(), st.sampled_from(Stage)),
    father=parents,
    mother=parents,
    carer=st.one_of(st.none(), st.sampled_from(CarerKind)),
    home=st.just(HOME),
    place_of_care=st.sampled_from([HOME, "440106001001"]),
)


@given(children, days)
def test_findings_agree_with_each_other_on_any_facts(facts: ChildFacts, today: date) -> None:
    local, national, newly = findings(facts, today)
    assert not (newly.holds and local.holds)
    for found in (local, national, newly):
        assert all(why.in_english() for why in (*found.reasons, *found.missing))
        assert not (found.holds and found.missing)
        if found.holds:
            assert found.since is not None
            assert found.since <= today
    swapped = replace(facts, father=facts.mother, mother=facts.father)
    assert [f.holds for f in findings(swapped, today)] == [local.holds, national.holds, newly.holds]


@given(absences, days)
def test_a_run_never_starts_after_today_nor_holds_through_a_long_stay(
    given_: tuple[Absence, ...], today: date
) -> None:
    run = away_run(given_, today)
    if run is None:
        assert all(each.starts_on > today for each in given_)
        return
    assert run.starts_on <= today
    away_now = any(
        a.starts_on <= today and (a.ends_on is None or today < a.ends_on) for a in given_
    )
    if away_now:
        assert run.holds
        assert run.home_since is None
    elif run.holds:
        assert run.home_since is not None
        assert (today - run.home_since).days <= 30


@given(absences, days)
def test_a_longer_visit_allowed_never_shortens_a_run(
    given_: tuple[Absence, ...], today: date
) -> None:
    short, long = (
        away_run(given_, today, visit_days_max=30),
        away_run(given_, today, visit_days_max=60),
    )
    if short is not None and long is not None:
        assert long.starts_on <= short.starts_on
        assert long.holds or not short.holds
