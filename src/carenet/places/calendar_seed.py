"""The days of a year as far as libraries know them: lunar dates, solar terms, days off, make-ups.

Fills ``calendar_days`` once a year (about three seconds: lunar-python computes each day's terms).
The State Council names the days off of a year late in the year before. A year without that notice
is a state and no error: its festivals are ``unknown``, its weekends are weekends.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import chinese_calendar
from lunar_python import Lunar, Solar

from carenet.core.said import N_

YEAR_MIN: Final = 1950
YEAR_MAX: Final = 2099


class DayKind(StrEnum):
    """What a day is for work and school; ``makeup`` is a weekend day worked for a holiday."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    UNKNOWN = "unknown"


class DaySource(StrEnum):
    """Who says so: the yearly notice, a standing rule, the plain week, or the operator's file."""

    NOTICE = "notice"
    RULE = "rule"
    WEEK = "week"
    FILE = "file"


HOLIDAY_WORDS: Final = (
    N_("New Year's Day"),
    N_("Spring Festival"),
    N_("Tomb-sweeping Day"),
    N_("Labour Day"),
    N_("Dragon Boat Festival"),
    N_("Mid-autumn Festival"),
    N_("National Day"),
    N_("Third of the Third Month"),
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of ``calendar_days``.

    ``lunar`` and ``solar_term`` are Chinese words as printed in calendars; ``name`` is an English
    msgid or the operator's own word; an unconfirmed day may still be changed by a notice.
    """

    day: date
    lunar: str
    solar_term: str | None
    kind: DayKind
    name: str | None
    source: DaySource
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A school term, first and last day included. ``name`` is ``autumn`` or ``spring``."""

    school_year: int
    name: str
    starts_on: date
    ends_on: date


def calendar_days(year: int, *, province: str = "45") -> tuple[CalendarDay, ...]:
    """Every day of a year, in order.

    ``province`` is the code's first two digits: it adds the region's own days. Raises ValueError
    outside YEAR_MIN–YEAR_MAX.
    """
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise ValueError(f"the calendar reaches from {YEAR_MIN} to {YEAR_MAX}")
    days = {day.day: day for day in _plain_days(year)}
    for when, name in _expected(year, _words()["statutory"]["days"]):
        if not days[when].confirmed:
            days[when] = replace(days[when], kind=DayKind.UNKNOWN, name=name, source=DaySource.RULE)
    regional = _words()["regional"].get(province, {"days": []})
    for when, name in _expected(year, regional["days"]):
        if days[when].kind in (DayKind.WORKDAY, DayKind.WEEKEND):
            days[when] = replace(
                days[when],
                kind=DayKind.HOLIDAY,
                name=name,
                source=DaySource.RULE,
                confirmed=False,
            )
    return tuple(days[when] for when in sorted(days))


def lunar_short(lunar: str) -> str:
    """The day alone, as a week strip shows it; on the first of a month the month."""
    head, day = lunar[:-2], lunar[-2:]
    return head if day == _words()["first_day"] else day


def default_terms(school_year: int) -> tuple[Term, Term]:
    """Autumn and spring term of the school year that begins in September: a default to edit."""
    frame = _words()["terms"]
    autumn, spring = frame["autumn"], frame["spring"]
    festival = _solar(school_year + 1, 1, 1)
    ends = festival - timedelta(days=autumn["ends_before_spring_festival_days"])
    starts = festival + timedelta(days=spring["starts_after_spring_festival_days"])
    following = school_year + 1
    return (
        Term(
            school_year,
            "autumn",
            date(school_year, *autumn["starts"]),
            _within(ends, following, autumn["ends_earliest"], autumn["ends_latest"]),
        ),
        Term(
            school_year,
            "spring",
            _within(starts, following, spring["starts_earliest"], spring["starts_latest"]),
            date(following, *spring["ends"]),
        ),
    )


def _plain_days(year: int) -> Iterator[CalendarDay]:
    day = date(year, 1, 1)
    while day.year == year:
        kind, name, announced = _announced(day)
        source = DaySource.NOTICE if announced else DaySource.WEEK
        lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        text = f"{lunar.getMonthInChinese()}{_words()['month']}{lunar.getDayInChinese()}"
        yield CalendarDay(day, text, lunar.getJieQi() or None, kind, name, source, announced)
        day += timedelta(days=1)


def _announced(day: date) -> tuple[DayKind, str | None, bool]:
    """Kind and name by the yearly notice, else by the week; whether a notice covers the day."""
    weekend = day.isoweekday() > 5
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return (DayKind.WEEKEND if weekend else DayKind.WORKDAY), None, False
    if off:
        return (DayKind.HOLIDAY if name else DayKind.WEEKEND), name, True
    return (DayKind.MAKEUP if weekend else DayKind.WORKDAY), name, True


def _expected(year: int, rules: list[Mapping[str, Any]]) -> Iterator[tuple[date, str]]:
    """Days and names that standing rules expect in the year, festivals of its eve included."""
    for rule in rules:
        for around in (year, year + 1):
            first = _anchor(around, rule) + timedelta(days=rule["from"])
            for step in range(rule["days"]):
                when = first + timedelta(days=step)
                if when.year == year:
                    yield when, rule["name"]


def _anchor(year: int, rule: Mapping[str, Any]) -> date:
    if "solar" in rule:
        return date(year, *rule["solar"])
    if "lunar" in rule:
        return _solar(year, *rule["lunar"])
    term = Lunar.fromYmd(year, 1, 1).getJieQiTable()[rule["term"]]
    return date(term.getYear(), term.getMonth(), term.getDay())


def _solar(year: int, month: int, day: int) -> date:
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _within(day: date, year: int, earliest: list[int], latest: list[int]) -> date:
    return min(max(day, date(year, *earliest)), date(year, *latest))


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        files("carenet.places").joinpath("data", "calendar.json").read_text("utf-8")
    )
    return loaded
