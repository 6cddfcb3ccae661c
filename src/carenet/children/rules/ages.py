"""Ages and months by the calendar, never stored, always computed for a day handed in."""

import calendar
from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Full years on a day; born on 29 February, a year is full on 1 March of a common year.

    Raises ValueError for a day before birth.
    """
    if day < birth_date:
        raise ValueError("nobody has an age before birth")
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, age: int) -> date:
    """The first day of a full age."""
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth_date.replace(year=year)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
