"""Being away for a time, and coming every time until a known day.

Source: rules of the field, "Withdrawing": a ladder, never a locked door; known end dates are entered
at the start.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.refusals import N_, Refusal

AWAY_DAYS_MAX: Final = 366
STANDING_DAYS_MAX: Final = 366
AWAY: Final = N_("away")
LONG_DAYS: Final = 14
"""Away so long is told to the families of the children that are taught [F]; less is a stand-in."""
FAMILY_BEFORE: Final = timedelta(days=14)
"""So long before it a family hears that somebody else comes: after the child did, by the one who goes [F]."""
FAMILY_HOUR: Final = time(10)


class CannotBeAway(Refusal):
    """The days do not do."""

    msgid = N_("These days do not do.")


class CannotStand(Refusal):
    """It cannot be promised like this."""

    msgid = N_("This cannot be promised like this.")


def require_leave(starts_on: date, ends_on: date, today: date) -> None:
    """From a day to a later one that is not over, a year at most.

    Raises:
        CannotBeAway: it is not so.

    """
    if ends_on < starts_on:
        raise CannotBeAway(N_("The last day lies before the first."))
    if ends_on < today:
        raise CannotBeAway(N_("These days are over already."))
    if (ends_on - starts_on).days > AWAY_DAYS_MAX:
        raise CannotBeAway(
            N_("Longer than a year? Then please tell the township that you stop for now.")
        )


def require_until(until_on: date, first_on: date, last_on: date, today: date) -> None:
    """A day within the series and ahead.

    Raises:
        CannotStand: it is not.

    """
    if until_on < today or until_on < first_on:
        raise CannotStand(N_("This day lies before the series, or is over."))
    if until_on > last_on or (until_on - today).days > STANDING_DAYS_MAX:
        raise CannotStand(N_("The series does not go on that long."))


def is_long(starts_on: date, ends_on: date) -> bool:
    """Is somebody away so long that others come time after time?"""
    return (ends_on - starts_on).days + 1 >= LONG_DAYS


def family_hears(first_without: date) -> datetime:
    """When a family is told: the same moment for the same day, so that it is said once."""
    return clock.at(first_without - FAMILY_BEFORE, FAMILY_HOUR)
