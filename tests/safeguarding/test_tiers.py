"""Tiers: what the papers open, day by day, and what is written when they change."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from carenet.safeguarding.rules.newcomers import may_be_alone, may_lead, still_new
from carenet.safeguarding.rules.papers import Paper, PaperKind, Result, last_day, months_later
from carenet.safeguarding.rules.tiers import (
    NEEDED,
    KeptSpan,
    Tier,
    missing,
    reconcile,
    spans_from,
    tier_on,
)

DAY = date(2026, 3, 2)


def passed(kind, start=DAY, end=None, **more):
    return Paper(kind, Result.PASSED, start, end, **more)


def full(start=DAY):
    return [passed(kind, start) for kind in NEEDED[Tier.CLEARED]]


def test_all_seven_papers_clear_and_the_record_check_ends_it_after_twelve_months():
    spans = spans_from(full())
    assert tier_on(spans, DAY) is Tier.CLEARED
    assert tier_on(spans, date(2027, 3, 2)) is Tier.CLEARED
    assert tier_on(spans, date(2027, 3, 3)) is None
    assert tier_on(spans, DAY - timedelta(days=1)) is None


@pytest.mark.parametrize("gone", NEEDED[Tier.CLEARED])
def test_each_paper_that_is_missing_keeps_from_full_clearance(gone):
    papers = [p for p in full() if p.kind is not gone]
    assert tier_on(spans_from(papers), DAY) is not Tier.CLEARED
    assert missing(papers, Tier.CLEARED, DAY) == [gone]


def test_training_ends_after_twenty_four_months_also_with_a_fresh_record_check():
    papers = [*full(), passed(PaperKind.RECORD_CHECK, date(2028, 2, 1))]
    assert tier_on(spans_from(papers), date(2028, 3, 2)) is Tier.CLEARED
    assert tier_on(spans_from(papers), date(2028, 3, 3)) is None


def group_papers(result=Result.PENDING):
    return [
        passed(PaperKind.IDENTITY),
        passed(PaperKind.SELF_DECLARATION),
        Paper(PaperKind.RECORD_CHECK, result, DAY),
    ]


def test_a_pending_record_check_carries_a_group_helper_sixty_days_and_no_longer():
    spans = spans_from(group_papers())
    assert tier_on(spans, DAY + timedelta(days=60)) is Tier.GROUP
    assert tier_on(spans, DAY + timedelta(days=61)) is None


def test_a_pending_record_check_never_clears():
    papers = [p for p in full() if p.kind is not PaperKind.RECORD_CHECK]
    papers.append(Paper(PaperKind.RECORD_CHECK, Result.PENDING, DAY))
    assert tier_on(spans_from(papers), DAY) is None
    papers.append(passed(PaperKind.SELF_DECLARATION))
    assert tier_on(spans_from(papers), DAY) is Tier.GROUP


def test_a_record_check_that_came_back_bad_opens_nothing():
    assert spans_from(group_papers(Result.FAILED)) == []


def test_a_voided_paper_opens_nothing():
    papers = full()
    papers[0] = passed(papers[0].kind, voided=True)
    assert spans_from(papers) == []


def test_a_leap_days_paper_ends_on_the_last_of_february():
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert last_day(passed(PaperKind.RECORD_CHECK, date(2024, 2, 29))) == date(2025, 2, 28)


def test_an_earlier_end_on_the_paper_itself_counts():
    assert last_day(passed(PaperKind.RECORD_CHECK, end=date(2026, 5, 1))) == date(2026, 5, 1)


def test_a_group_helper_may_neither_lead_nor_be_alone():
    assert not may_lead(Tier.GROUP)
    assert not may_be_alone(Tier.GROUP, date(2020, 1, 1), 99, DAY)


@pytest.mark.parametrize(
    ("days", "sessions", "new"), [(59, 10, True), (60, 9, True), (60, 10, False), (0, 50, True)]
)
def test_a_newcomer_stays_in_groups_for_sixty_days_and_ten_sessions(days, sessions, new):
    joined = DAY - timedelta(days=days)
    assert still_new(joined, sessions, DAY) is new
    assert may_be_alone(Tier.CLEARED, joined, sessions, DAY) is not new


def test_people_who_stay_a_short_time_are_never_alone_with_a_child():
    assert not may_be_alone(Tier.CLEARED, date(2020, 1, 1), 99, DAY, short_stay=True)


kinds = st.sampled_from(list(PaperKind))
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
papers = st.builds(
    Paper,
    kind=kinds,
    result=st.sampled_from(list(Result)),
    starts_on=days,
    ends_on=st.none() | days,
    voided=st.booleans(),
)


def said_plainly(papers, tier, day):
    """The rule once more, day by day, without intervals."""
    for kind in NEEDED[tier]:
        held = False
        for p in papers:
            last = last_day(p)
            fine = p.result is Result.PASSED or tier is Tier.GROUP
            held |= p.kind is kind and fine and last is not None and p.starts_on <= day <= last
        if not held:
            return False
    return True


@given(st.lists(papers, max_size=14), st.lists(days, min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_spans_say_what_the_rule_says_on_every_day(papers, days_asked):
    spans = spans_from(papers)
    for day in [*days_asked, *[s.ends_on for s in spans], *[s.starts_on for s in spans]]:
        for tier in Tier:
            held = any(s.tier is tier and s.starts_on <= day <= s.ends_on for s in spans)
            assert held == said_plainly(papers, tier, day)


class Records(RuleBasedStateMachine):
    """Papers come, are voided, time passes: the rows never widen and never contradict the papers."""

    def __init__(self):
        super().__init__()
        self.papers: list[Paper] = []
        self.rows: dict[UUID, KeptSpan] = {}
        self.today = date(2026, 1, 1)
        self.believed: dict[date, Tier | None] = {}

    def write(self):
        change = reconcile(list(self.rows.values()), spans_from(self.papers), self.today)
        for id_, end in change.ended:
            old = self.rows[id_]
            assert end < old.ends_on, "a row was widened"
            assert end >= min(self.today, old.starts_on) - timedelta(days=1)
            self.rows[id_] = KeptSpan(id_, old.tier, old.starts_on, end)
        for span in change.added:
            assert span.starts_on >= self.today, "a tier was given for days that have passed"
            id_ = uuid4()
            self.rows[id_] = KeptSpan(id_, span.tier, span.starts_on, span.ends_on)

    @rule(kind=kinds, result=st.sampled_from(list(Result)), ago=st.integers(-30, 400))
    def a_paper_comes(self, kind, result, ago):
        self.papers.append(Paper(kind, result, self.today - timedelta(days=ago), id=uuid4()))
        self.write()

    @rule()
    def all_papers_come(self):
        self.papers += full(self.today)
        self.write()

    @rule(which=st.integers(0, 40))
    def a_paper_is_voided(self, which):
        if self.papers:
            at = which % len(self.papers)
            p = self.papers[at]
            self.papers[at] = Paper(p.kind, p.result, p.starts_on, p.ends_on, True, p.id)
            self.write()

    @rule(days=st.integers(1, 300))
    def time_passes(self, days):
        for n in range(days):
            day = self.today + timedelta(days=n)
            self.believed[day] = tier_on(self.rows.values(), day)
        self.today += timedelta(days=days)

    @invariant()
    def from_today_on_the_rows_say_what_the_papers_say(self):
        spans = spans_from(self.papers)
        edges = {self.today, *[s.ends_on for s in spans], *[r.ends_on for r in self.rows.values()]}
        for day in {d + timedelta(days=n) for d in edges for n in (-1, 0, 1)}:
            if day >= self.today:
                assert tier_on(self.rows.values(), day) is tier_on(spans, day)

    @invariant()
    def the_past_stays_as_it_was_believed(self):
        for day in list(self.believed)[-40:]:
            assert tier_on(self.rows.values(), day) is self.believed[day]


TestRecords = Records.TestCase
TestRecords.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
