"""From a pattern and a calendar to dated sessions: the same each time, and only ahead."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from carenet.scheduling.rollout import (
    DayKnown,
    Days,
    Existing,
    Occurrence,
    Pattern,
    Skipped,
    occurrences,
    plan,
)
from carenet.scheduling.rollout.plan import SHANGHAI

MON, SAT = date(2026, 11, 23), date(2026, 11, 28)
EARLY = datetime(2026, 11, 1, tzinfo=UTC)


def pattern(weekdays=(1, 3), *, first=MON, last=date(2026, 12, 31), **more):
    return Pattern(frozenset(weekdays), time(16, 10), time(17, 40), first, last, **more)


def met(p, d=None):
    return [o.day for o in occurrences(p, d or Days()) if isinstance(o, Occurrence)]


def left_out(p, d):
    return {o.day: (o.because, o.words) for o in occurrences(p, d) if isinstance(o, Skipped)}


def test_a_weekly_series_meets_on_its_weekdays():
    assert met(pattern(last=date(2026, 12, 2))) == [
        date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 2),
    ]  # fmt: skip


def test_a_holiday_is_skipped_and_named():
    day = date(2026, 11, 25)
    days = Days({day: DayKnown("holiday", "New Year's Day")})
    assert day not in met(pattern(), days)
    assert left_out(pattern(), days)[day] == ("holiday", "New Year's Day")


def test_a_day_nobody_has_announced_is_left_out_until_somebody_does():
    day = date(2026, 11, 25)
    assert left_out(pattern(), Days({day: DayKnown("unknown")}))[day][0] == "unknown"


def test_a_make_up_saturday_is_a_school_day():
    days = Days({SAT: DayKnown("makeup")})
    every_day = pattern((1, 2, 3, 4, 5), last=SAT)
    assert SAT in met(every_day, days)
    assert SAT not in met(every_day)
    saturdays = pattern((6,), last=SAT)
    assert met(saturdays) == [SAT]
    assert left_out(saturdays, days)[SAT][0] == "makeup"
    assert SAT not in met(pattern((1, 3), last=SAT), days)


def test_a_closed_place_and_the_time_out_of_term_are_left_out():
    days = Days(
        terms=[(date(2026, 9, 1), date(2026, 12, 10))],
        closures=[(date(2026, 11, 25), date(2026, 11, 26), "road cut")],
    )
    found = left_out(pattern(in_term=True), days)
    assert found[date(2026, 11, 25)] == ("closed", "road cut")
    assert found[date(2026, 12, 14)] == ("term", None)
    assert date(2026, 12, 14) in met(pattern(), days)


def test_odd_and_even_weeks_count_teaching_weeks_of_the_term():
    days = Days(terms=[(date(2026, 9, 2), date(2027, 1, 20))])  # a Wednesday: week 1 is 8-31 to 9-6
    odd = met(pattern((1,), weeks="odd"), days)
    even = met(pattern((1,), weeks="even"), days)
    assert odd[0] == date(2026, 11, 23)  # week 13
    assert even[0] == date(2026, 11, 30)
    assert not set(odd) & set(even)


def test_a_session_moved_by_hand_is_not_made_a_second_time():
    p = pattern((1,), last=date(2026, 11, 30))
    moved = Existing(
        1, date(2026, 11, 23), datetime(2026, 11, 24, 10, tzinfo=UTC),
        datetime(2026, 11, 24, 11, tzinfo=UTC), by_hand=True,
    )  # fmt: skip
    found = plan(p, Days(), [moved], EARLY)
    assert [w.planned_on for w in found.new] == [date(2026, 11, 30)]
    assert found.kept == (moved,)
    assert not found.retimed


def test_what_was_called_off_stays_off_and_new_hours_reach_the_others():
    p = pattern((1,), last=date(2026, 11, 30))
    old = [
        Existing(n, day, datetime.combine(day, time(15), SHANGHAI),
                 datetime.combine(day, time(16), SHANGHAI), called_off=n == 0)
        for n, day in enumerate((date(2026, 11, 23), date(2026, 11, 30)))
    ]  # fmt: skip
    found = plan(p, Days(), old, EARLY)
    assert [has.id for has, _ in found.retimed] == [1]
    assert not found.new
    assert not found.dropped


kinds = st.sampled_from(["workday", "weekend", "holiday", "makeup", "unknown"])
days_ = st.builds(
    Days,
    st.dictionaries(
        st.dates(date(2026, 9, 1), date(2027, 3, 1)), st.builds(DayKnown, kinds), max_size=40
    ),
    st.lists(
        st.tuples(st.dates(date(2026, 9, 1), date(2026, 10, 1)), st.dates(date(2026, 12, 1), date(2027, 2, 1))),
        max_size=1,
    ),
    st.lists(
        st.tuples(st.dates(date(2026, 9, 1), date(2026, 12, 1)), st.dates(date(2026, 12, 1), date(2026, 12, 9)), st.just("flood")),
        max_size=1,
    ),
)  # fmt: skip
patterns = st.builds(
    Pattern,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.just(time(16, 10)),
    st.sampled_from([time(17), time(17, 40)]),
    st.dates(date(2026, 9, 1), date(2026, 12, 1)),
    st.dates(date(2026, 9, 1), date(2027, 2, 1)),
    st.sampled_from(["every", "odd", "even"]),
    st.booleans(),
)
nows = st.integers(0, 2900).map(lambda n: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(hours=n))


def applied(found):
    """What the database holds once a plan was carried out."""
    made = [Existing(w.planned_on, w.planned_on, w.starts_at, w.ends_at) for w in found.new]
    retimed = [Existing(h.id, h.planned_on, w.starts_at, w.ends_at) for h, w in found.retimed]
    dropped = [
        Existing(h.id, h.planned_on, h.starts_at, h.ends_at, called_off=True)
        for h, _ in found.dropped
    ]
    return [*made, *retimed, *dropped, *found.kept]


@settings(max_examples=150, deadline=None)
@given(patterns, days_, nows)
def test_making_it_twice_changes_nothing_the_second_time(p, d, now):
    first = plan(p, d, [], now)
    again = plan(p, d, applied(first), now)
    assert again.changes == 0
    assert all(w.starts_at > now for w in first.new)
    assert len({w.planned_on for w in first.new}) == len(first.new)


@settings(max_examples=150, deadline=None)
@given(patterns, patterns, days_, days_, nows, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_any_change_of_pattern_and_calendar_settles_at_once_and_spares_the_past(
    p, q, d, e, now, later
):
    there = applied(plan(p, d, [], now))
    change = plan(q, e, there, now + later)
    touched = [h for h, _ in change.retimed] + [h for h, _ in change.dropped]
    assert all(h.starts_at > now + later for h in touched)
    assert all(w.starts_at > now + later for _, w in change.retimed)
    assert plan(q, e, applied(change), now + later).changes == 0


@settings(max_examples=150, deadline=None)
@given(patterns, days_)
def test_every_day_is_met_or_skipped_within_the_series_and_never_on_a_day_off(p, d):
    for found in occurrences(p, d):
        assert p.first_on <= found.day <= p.last_on
        if isinstance(found, Occurrence):
            assert d.on(found.day).kind in ("workday", "weekend", "makeup")
            assert d.closed(found.day) is None
