"""Which days a pattern meets on, and why not on the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from carenet.scheduling.rollout.days import Days
from carenet.scheduling.rollout.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The series meets on this day."""

    day: date


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day of the pattern on which it does not meet.

    `because` is holiday, makeup, closed, term or unknown; `words` the holiday's name or the
    closure's reason.
    """

    day: date
    because: str
    words: str | None = None


def _met(pattern: Pattern, days: Days, day: date) -> Occurrence | Skipped | None:
    """One day; None where the pattern does not point at it at all."""
    known, weekday = days.on(day), day.isoweekday()
    pointed = weekday in pattern.weekdays
    if known.kind == "makeup" and pattern.whole_school_week:
        pointed = True  # a school day in all but its name: after-school care is needed
    elif known.kind == "makeup" and pointed:
        return Skipped(day, "makeup", known.name)  # the children sit in school on this Saturday
    if pattern.weeks != "every" and pointed:
        odd = days.teaching_week(day, pattern.first_on) % 2 == 1
        pointed = odd == (pattern.weeks == "odd")
    if not pointed:
        return None
    if known.kind in ("holiday", "unknown"):
        return Skipped(day, known.kind, known.name)
    if (why := days.closed(day)) is not None:
        return Skipped(day, "closed", why)
    if pattern.in_term and days.terms and days.term(day) is None:
        return Skipped(day, "term")
    return Occurrence(day)


def occurrences(pattern: Pattern, days: Days) -> Iterator[Occurrence | Skipped]:
    """Every day the pattern points at, in order: met, or skipped with the reason."""
    day = pattern.first_on
    while day <= pattern.bounded_last:
        found = _met(pattern, days, day)
        if found is not None:
            yield found
        day += timedelta(days=1)
