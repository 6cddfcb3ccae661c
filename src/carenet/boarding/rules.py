"""Boarders' Friday: which day it is, when the family is asked, when silence begins to climb.

Source: rules of the field, "The missing child": Friday leave list, home or not by Saturday 9:00.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from carenet.core.clock import SHANGHAI
from carenet.core.refusals import N_, Refusal
from carenet.escalation.rules import FRIDAY as FRIDAY_LADDER

LADDER: Final = FRIDAY_LADDER
FRIDAY: Final = 5
WAYS: Final = ("fetched", "together", "alone")
STAYS: Final = "stays"
HOME_BY_USUAL: Final = time(18)
ASKED_AFTER: Final = timedelta(hours=1)
"""So long after the child should be home the family is asked [F]."""
ASKED_AGAIN: Final = time(8)
CLIMBS_AT: Final = time(9)
DAYS_AHEAD_MAX: Final = 7
"""A list is made for the week that runs, also where a holiday begins on another day than Friday."""


class CannotList(Refusal):
    """The list is not kept like this."""

    msgid = N_("This list cannot be kept like this. Nothing is lost.")


def leave_day(today: date) -> date:
    """The Friday of this week; on Saturday and Sunday the one just past."""
    return today + timedelta(days=FRIDAY - today.isoweekday())


def check_day(leaves_on: date, today: date) -> None:
    """A list is for today or the days just ahead; on a weekend for the Friday just past.

    Raises:
        CannotList: the day is too far.

    """
    first = min(leave_day(today), today)
    if not first <= leaves_on <= today + timedelta(days=DAYS_AHEAD_MAX):
        raise CannotList(
            N_("Please choose a day of the coming week. What you ticked is still here.")
        )


def check_left(leaves_on: date, today: date) -> None:
    """Who has not left yet is not home: said too early, it would silence the question of that day.

    Raises:
        CannotList: the day has not come.

    """
    if today < leaves_on:
        raise CannotList(N_("That day has not come yet. The child is asked about then."))


def asked_at(home_by: datetime) -> tuple[datetime, datetime]:
    """When the family is asked: an hour after the child should be home, and the next morning at eight."""
    local = home_by.astimezone(SHANGHAI)
    morning = datetime.combine(local.date() + timedelta(days=1), ASKED_AGAIN, SHANGHAI)
    return home_by + ASKED_AFTER, morning


def climbs_at(leaves_on: date) -> datetime:
    """Nine in the morning of the day after: from then on silence is not left alone."""
    return datetime.combine(leaves_on + timedelta(days=1), CLIMBS_AT, SHANGHAI)
