from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.places.calendar_file import parse_named_days
from carenet.places.calendar_seed import (
    HOLIDAY_WORDS,
    CalendarDay,
    DayKind,
    DaySource,
    calendar_days,
    default_terms,
    lunar_short,
)


@cache
def year(number: int) -> dict[date, CalendarDay]:
    return {day.day: day for day in calendar_days(number)}


def test_the_announced_year_has_its_holidays_and_make_up_workdays() -> None:
    days = year(2026)
    assert len(days) == 365
    assert [d for d, day in days.items() if day.kind is DayKind.MAKEUP] == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip
    festival = days[date(2026, 2, 17)]
    assert festival == CalendarDay(
        date(2026, 2, 17),
        "正月初一",
        None,
        DayKind.HOLIDAY,
        "Spring Festival",
        DaySource.NOTICE,
        True,
    )
    assert days[date(2026, 4, 5)].solar_term == "清明"
    assert days[date(2026, 11, 21)].kind is DayKind.WEEKEND
    assert days[date(2026, 11, 24)].kind is DayKind.WORKDAY
    assert DayKind.UNKNOWN not in {day.kind for day in days.values()}


def test_a_year_nobody_announced_keeps_its_weekends_and_leaves_festivals_unknown() -> None:
    days = year(2027)
    assert days[date(2027, 2, 6)].lunar == "正月初一"
    assert days[date(2027, 2, 6)].kind is DayKind.UNKNOWN
    assert days[date(2027, 2, 5)].name == "Spring Festival"
    assert days[date(2027, 4, 5)].name == "Tomb-sweeping Day"
    assert days[date(2027, 10, 7)].kind is DayKind.UNKNOWN
    assert days[date(2027, 3, 6)].kind is DayKind.WEEKEND
    assert days[date(2027, 3, 8)] == CalendarDay(
        date(2027, 3, 8), "二月初一", None, DayKind.WORKDAY, None, DaySource.WEEK, False
    )
    assert not any(day.confirmed for day in days.values())
    assert DayKind.MAKEUP not in {day.kind for day in days.values()}


@pytest.mark.parametrize("first", [date(2026, 4, 19), date(2027, 4, 9), date(2028, 3, 28)])
def test_the_third_of_the_third_month_is_two_provisional_days_of_guangxi(first: date) -> None:
    days = year(first.year)
    found = [day for day in days.values() if day.name == "Third of the Third Month"]
    assert [day.day for day in found] == [first, first + timedelta(days=1)]
    assert {(day.kind, day.source, day.confirmed) for day in found} == {
        (DayKind.HOLIDAY, DaySource.RULE, False)
    }


def test_another_province_has_no_third_of_the_third_month() -> None:
    assert all(day.name != "Third of the Third Month" for day in calendar_days(2026, province="44"))


def test_a_year_has_every_solar_term_once() -> None:
    terms = Counter(day.solar_term for day in year(2026).values() if day.solar_term)
    assert len(terms) == 24
    assert set(terms.values()) == {1}


def test_names_of_days_are_words_that_can_be_translated() -> None:
    assert {day.name for y in (2026, 2027) for day in year(y).values() if day.name} <= set(
        HOLIDAY_WORDS
    )


def test_a_week_strip_shows_the_day_and_on_the_first_the_month() -> None:
    assert lunar_short("十月初七") == "初七"
    assert lunar_short("闰六月廿一") == "廿一"
    assert lunar_short("十月初一") == "十月"
    assert lunar_short("冬月初一") == "冬月"


def test_years_out_of_reach_are_refused_and_far_years_still_fill() -> None:
    with pytest.raises(ValueError, match="1950"):
        calendar_days(1900)
    assert len(calendar_days(2044)) == 366


@given(st.integers(2015, 2060))
def test_terms_of_a_school_year_follow_each_other_around_the_festival(school_year: int) -> None:
    autumn, spring = default_terms(school_year)
    assert autumn.starts_on == date(school_year, 9, 1)
    assert autumn.starts_on < autumn.ends_on < spring.starts_on < spring.ends_on
    assert timedelta(days=14) <= spring.starts_on - autumn.ends_on <= timedelta(days=50)
    assert 18 * 7 <= (autumn.ends_on - autumn.starts_on).days <= 22 * 7


def test_the_operators_file_names_days_and_bad_lines() -> None:
    days, faults = parse_named_days(
        "day,kind,name\n2027-02-05,holiday,春节\n2027-01-30,makeup,\n2027-02-30,holiday,x\n2027-03-01,unknown,\n".encode()
    )
    assert [(day.day.isoformat(), day.kind.value, day.name) for day in days] == [
        ("2027-01-30", "makeup", None),
        ("2027-02-05", "holiday", "春节"),
    ]
    assert [fault.line for fault in faults] == [4, 5]
    assert parse_named_days(b"\xff\x00")[1][0].line == 1
    assert parse_named_days(b"a,b\n1,2")[1][0].line == 1
