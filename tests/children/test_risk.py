from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.children.rules import CarerKind, RiskFacts, risk_of

TODAY = date(2026, 11, 24)
SMALL, BIG = date(2019, 11, 24), date(2018, 11, 24)


@pytest.mark.parametrize(
    ("facts", "tier", "gravest"),
    [
        (RiskFacts(), 3, None),
        (RiskFacts(birth_date=BIG), 3, None),
        (RiskFacts(alone_at_night=True), 0, "Sleeps alone at night."),
        (RiskFacts(cannot_stay=True), 0, "Two people saw that the child cannot stay where it is."),
        (RiskFacts(carer=CarerKind.NOBODY), 0, "Nobody looks after the child."),
        (RiskFacts(ill_now=True, carer_reachable=False), 0, "Ill or needing special care, and the carer cannot be reached."),
        (RiskFacts(guardian_reached=False), 1, "The guardian could not be reached."),
        (RiskFacts(birth_date=SMALL, both_away=True), 2, "Under eight."),
        (RiskFacts(birth_date=BIG, both_away=True), 3, "Both parents are away."),
        (RiskFacts(needs_special_care=True, one_away_other_unable=True), 1, "Needs special care, and no parent at home."),
        (RiskFacts(out_of_school=True), 1, "Out of school."),
        (RiskFacts(birth_date=SMALL), 3, "Under eight."),
        (RiskFacts(birth_date=SMALL, both_away=True, newly_away=True), 1, "Under eight."),
        (RiskFacts(days_without_parent_contact=30), 2, "No contact with the parents for 30 days."),
        (RiskFacts(days_without_parent_contact=29), 3, None),
        (RiskFacts(both_away=True, carer_reachable=False), 2, "The carer cannot be reached."),
        (RiskFacts(both_away=True, carer_reachable=False, newly_away=True), 1, "The carer cannot be reached."),
    ],
)  # fmt: skip
def test_the_gravest_fact_decides(facts: RiskFacts, tier: int, gravest: str | None) -> None:
    risk = risk_of(facts, TODAY)
    assert risk.tier == tier
    assert (risk.reasons[0].in_english() if risk.reasons else None) == gravest


yes_no = st.sampled_from([None, True, False])
any_facts = st.builds(
    RiskFacts,
    birth_date=st.one_of(st.none(), st.dates(date(2009, 1, 1), TODAY)),
    carer=st.one_of(st.none(), st.sampled_from(CarerKind)),
    alone_at_night=yes_no, both_away=yes_no, one_away_other_unable=yes_no, guardian_reached=yes_no, carer_reachable=yes_no,
    needs_special_care=yes_no, ill_now=yes_no, out_of_school=yes_no, newly_away=yes_no,
    days_without_parent_contact=st.one_of(st.none(), st.integers(0, 400)),
)  # fmt: skip


@given(any_facts)
def test_a_tier_above_the_lowest_always_has_a_reason(facts: RiskFacts) -> None:
    risk = risk_of(facts, TODAY)
    assert 0 <= risk.tier <= 3
    assert risk.reasons or risk.tier == 3


@given(any_facts, any_facts)
def test_one_fact_more_never_lowers_the_urgency(facts: RiskFacts, other: RiskFacts) -> None:
    worse = replace(
        facts,
        alone_at_night=facts.alone_at_night or other.alone_at_night,
        both_away=facts.both_away or other.both_away,
    )
    assert risk_of(worse, TODAY).tier <= risk_of(facts, TODAY).tier
