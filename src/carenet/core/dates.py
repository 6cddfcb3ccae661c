"""Dates, times and numbers as people read them, in the language being spoken. Template filters."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from carenet.core import clock
from carenet.core.words import current, gettext, ngettext

CACHED_MAX: Final = 4096
ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _locale() -> str:
    return "en" if current() in ("en", "x-pseudo") else "zh_Hans"


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(clock.SHANGHAI) if isinstance(value, datetime) else value


# Babel takes 20 to 60 microseconds for each; a page shows the same few hundred values again and again.
@lru_cache(maxsize=CACHED_MAX)
def _day(value: date, locale: str, *, with_year: bool) -> str:
    return str(format_skeleton("yMMMEd" if with_year else "MMMEd", value, locale=locale))


@lru_cache(maxsize=CACHED_MAX)
def _long_day(value: date, locale: str) -> str:
    return format_date(value, "long", locale)


@lru_cache(maxsize=CACHED_MAX)
def _number(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=CACHED_MAX)
def _percent(value: float, locale: str) -> str:
    return format_percent(value, "#,##0.#%", locale)


def _marked(text: str) -> str:
    """Under the pseudo-locale what was formatted counts as translated."""
    return f"\u27e6{text}\u27e7" if current() == "x-pseudo" else text


def day(value: date | datetime | None) -> str:
    """A date with its weekday: Wed, Nov 25; with the year where it is another than this one."""
    if value is None:
        return "\u2013"
    local = _local(value)
    plain = local.date() if isinstance(local, datetime) else local
    return _marked(_day(plain, _locale(), with_year=plain.year != clock.today().year))


def short_day(value: date) -> str:
    """A date as short as it can be, for the ticks of a chart: 11-25."""
    return _marked(f"{value.month}-{value.day:02}")


def long_day(value: date | datetime | None) -> str:
    """A date with the year: November 25, 2026."""
    if value is None:
        return "\u2013"
    local = _local(value)
    plain = local.date() if isinstance(local, datetime) else local
    return _marked(_long_day(plain, _locale()))


def spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored sentence, its days (2026-04-10) written out for the reader."""
    return {
        name: long_day(date.fromisoformat(value))
        if isinstance(value, str) and ISO_DAY.fullmatch(value)
        else value
        for name, value in values.items()
    }


def month(value: date) -> str:
    """A month with its year: November 2026."""
    return _marked(format_skeleton("yMMMM", value, locale=_locale()))


def time(value: Any) -> str:
    """A time of day: 16:30."""
    if value is None:
        return "\u2013"
    local: Any = _local(value) if isinstance(value, datetime) else value
    return _marked(f"{local.hour:02}:{local.minute:02}")


def span(starts: Any, ends: Any) -> str:
    """From-until within a day: 16:30-18:00."""
    return f"{time(starts)}\u2013{time(ends)}"


def moment(value: datetime | None) -> str:
    """A day and a time."""
    return (
        "\u2013"
        if value is None
        else f"{day(value.astimezone(clock.SHANGHAI).date())} {time(value)}"
    )


def ago(value: datetime | date | None) -> str:
    """How long ago, in the largest fitting unit."""
    if value is None:
        return gettext("never")
    if not isinstance(value, datetime):
        days = (clock.today() - value).days
    else:
        passed = clock.now() - value
        if passed < timedelta(minutes=1):
            return gettext("just now")
        if passed < timedelta(hours=1):
            minutes = int(passed.total_seconds() // 60)
            return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
        days = (clock.today() - clock.day_of(value)).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def number(value: float | None) -> str:
    """A number with the language's grouping."""
    return "\u2013" if value is None else _marked(_number(value, _locale()))


def percent(value: float | None) -> str:
    """A share with one digit: 85.3%."""
    return "\u2013" if value is None else _marked(_percent(value, _locale()))


FILTERS = {
    "date": day,
    "day": day,
    "short_day": short_day,
    "long_day": long_day,
    "month": month,
    "time": time,
    "moment": moment,
    "ago": ago,
    "number": number,
    "percent": percent,
}
