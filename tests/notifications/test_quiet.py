"""Quiet hours: nobody is woken, nothing is said when it is of no use any more, danger passes."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core.clock import SHANGHAI
from carenet.notifications.rules.quiet import (
    BEFORE_USEFUL_MAX,
    PRESETS,
    Quiet,
    periods_of,
    speak_at,
    stretch,
)
from carenet.notifications.rules.retrying import SECONDS_MAX, wait_after

DAY_MINUTES = 24 * 60
# A local wall-clock time as the strategies make it; the zone is put on at once.
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 3, 1)).map(  # noqa: DTZ001
    lambda d: d.replace(tzinfo=SHANGHAI)
)


def clock_time(minutes):
    return time(minutes // 60 % 24, minutes % 60)


# Anybody's own quiet hours, up to 13 hours long.
OWN = st.tuples(st.integers(0, DAY_MINUTES - 1), st.integers(1, 13 * 60)).map(
    lambda p: Quiet(clock_time(p[0]), clock_time(p[0] + p[1]))
)
PERIODS = st.one_of(
    st.sampled_from(sorted(PRESETS)).map(lambda r: PRESETS[r]), OWN.map(lambda q: (q,))
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@given(due=MOMENTS, periods=PERIODS, lead=st.integers(0, 30 * 60))
def test_nothing_is_said_within_quiet_hours(due, periods, lead):
    when = speak_at(
        due,
        due - timedelta(days=1),
        periods,
        useful_until=due + timedelta(minutes=lead),
        urgent=False,
    )
    assert stretch(when, periods) is None


@given(due=MOMENTS, periods=PERIODS, ahead=st.integers(0, 2 * 1440))
def test_danger_is_said_at_once(due, periods, ahead):
    assert (
        speak_at(due, due - timedelta(minutes=ahead), periods, useful_until=None, urgent=True)
        == due
    )


@given(due=MOMENTS, periods=PERIODS, lead=st.integers(0, 30 * 60))
def test_outside_quiet_hours_it_is_said_when_due(due, periods, lead):
    when = speak_at(due, due, periods, useful_until=due + timedelta(minutes=lead), urgent=False)
    assert (when == due) == (stretch(due, periods) is None)


@given(due=MOMENTS, periods=PERIODS, lead=st.integers(0, 30 * 60))
def test_what_is_said_early_is_near_what_it_is_about(due, periods, lead):
    useful = due + timedelta(minutes=lead)
    when = speak_at(due, due - timedelta(days=1), periods, useful_until=useful, urgent=False)
    if when < due:
        assert useful - when <= BEFORE_USEFUL_MAX


@pytest.mark.parametrize(
    ("role", "due", "useful", "said"),
    [
        # Two hours before an early session: the evening before, at the last minute.
        ("volunteer", "2026-11-25T06:30", "2026-11-25T08:30", "2026-11-24T21:29"),
        # The evening reminder at 19:00 disturbs nobody.
        ("volunteer", "2026-11-24T19:00", "2026-11-25T16:30", "2026-11-24T19:00"),
        # Something for the afternoon that falls due at night waits for the morning.
        ("volunteer", "2026-11-25T02:00", "2026-11-25T16:30", "2026-11-25T07:30"),
        # The midday rest; the session is near, so before it.
        ("volunteer", "2026-11-25T12:45", "2026-11-25T14:45", "2026-11-25T12:29"),
        ("carer", "2026-11-24T20:30", None, "2026-11-25T06:30"),
        # A parent on night shifts sleeps on a workday's morning, not on a Sunday's.
        ("guardian", "2026-11-25T09:00", None, "2026-11-25T11:00"),
        ("guardian", "2026-11-29T09:00", None, "2026-11-29T09:00"),
    ],
)
def test_the_fields_rules(role, due, useful, said):
    when = speak_at(
        at(due),
        at(due) - timedelta(days=1),
        PRESETS[role],
        useful_until=at(useful) if useful else None,
        urgent=False,
    )
    assert when == at(said)


def test_a_minute_that_has_passed_is_not_chosen():
    late = at("2026-11-25T06:00")
    when = speak_at(
        at("2026-11-25T06:30"),
        late,
        PRESETS["volunteer"],
        useful_until=at("2026-11-25T08:30"),
        urgent=False,
    )
    assert when == at("2026-11-25T07:30")


def test_ones_own_hours_replace_the_usual_and_the_same_time_twice_is_never():
    assert periods_of(("volunteer",), (time(23), time(6))) == (Quiet(time(23), time(6)),)
    assert periods_of(("volunteer",), (time(0), time(0))) == ()
    assert periods_of(()) != ()


@given(n=st.integers(1, 50), jitter=st.floats(0, 1), urgent=st.booleans())
def test_waiting_grows_is_bounded_and_never_nothing(n, jitter, urgent):
    wait = wait_after(n, jitter, urgent=urgent).total_seconds()
    assert 1 <= wait <= SECONDS_MAX
    assert wait_after(n + 1, jitter, urgent=urgent).total_seconds() >= wait
