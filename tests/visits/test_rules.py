"""What a record may say, and what being alone asks of others."""

from datetime import date, datetime, timedelta

import pytest

from carenet.core.clock import SHANGHAI
from carenet.visits.rules import (
    Asks,
    CannotLog,
    Night,
    Seen,
    State,
    asks,
    check_day,
    check_night,
    check_when,
    next_check,
    when_written,
)

NOW = datetime(2026, 11, 25, 19, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 25)


def seen(**changes):
    values = {
        "night": None, "state": State.WELL, "only_children": False, "age": 10,
        "special_care": False, "times_before": 0,
    }  # fmt: skip
    return Seen(**{**values, **changes})


@pytest.mark.parametrize(
    ("what", "needed"),
    [
        (seen(), None),
        (seen(night=Night.ALONE), Asks.AT_ONCE),
        (seen(night=Night.LOCKED_IN, age=15), Asks.AT_ONCE),
        (seen(only_children=True, state=State.ILL), Asks.AT_ONCE),
        (seen(state=State.ILL), None),
        (seen(only_children=True, age=8), None),
        (seen(only_children=True, age=7), Asks.SAME_DAY),
        (seen(only_children=True, age=None), Asks.SAME_DAY),
        (seen(only_children=True, age=14, special_care=True), Asks.SAME_DAY),
        (seen(only_children=True, age=7, times_before=1), Asks.SAME_DAY),
        (seen(only_children=True, age=7, times_before=2), Asks.TOWNSHIP),
        (seen(night=Night.FAMILY, only_children=True, age=12), None),
    ],
)
def test_being_alone_asks_for_an_adult_as_soon_as_it_must(what, needed):
    assert asks(what) is needed


def test_a_record_lies_neither_ahead_nor_long_ago():
    check_when(NOW, NOW)
    check_when(NOW - timedelta(days=14), NOW)
    for wrong in (NOW + timedelta(hours=1), NOW - timedelta(days=16)):
        with pytest.raises(CannotLog):
            check_when(wrong, NOW)
    check_day(TODAY, TODAY)
    check_day(TODAY - timedelta(days=14), TODAY)
    for wrong in (TODAY + timedelta(days=1), TODAY - timedelta(days=15)):
        with pytest.raises(CannotLog):
            check_day(wrong, TODAY)


def test_a_phone_whose_clock_runs_ahead_is_taken_as_now():
    assert when_written(NOW + timedelta(days=1), NOW) == NOW
    assert when_written(NOW - timedelta(hours=5), NOW) == NOW - timedelta(hours=5)
    assert when_written(None, NOW) == NOW


def test_where_only_children_are_the_night_is_asked_for():
    check_night(Night.FAMILY, only_children=True)
    check_night(None, only_children=False)
    with pytest.raises(CannotLog) as wrong:
        check_night(None, only_children=True)
    assert wrong.value.field == "night_adult"


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (9, (25, 13, 0)),
        (17, (25, 21, 0)),
        (18, (26, 7, 30)),
        (22, (26, 7, 30)),
        (2, (25, 7, 30)),
    ],
)
def test_an_ill_child_is_asked_after_in_four_hours_or_in_the_morning(hour, expected):
    day, at, minute = expected
    asked = next_check(NOW.replace(hour=hour))
    assert (asked.day, asked.hour, asked.minute) == (day, at, minute)
