"""A screening that asks for more has a day by which somebody looks again."""

from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

KINDS: Final = ("body", "mind")
HOW: Final = ("seen", "referred", "not_needed")
DAYS_MAX: Final = 180
"""Further off it is a new screening and no follow-up [F]."""


class CannotFollow(Refusal):
    """The follow-up is not kept like this."""

    msgid = N_("This cannot be kept like this. Nothing is lost.")


def check_days(found_on: date, due_on: date, today: date) -> None:
    """Found in the past or today; due from today on, within half a year.

    Raises:
        CannotFollow: a day lies where it cannot.

    """
    if found_on > today:
        raise CannotFollow(
            N_("The day of the screening lies ahead. Please correct it; the rest is kept.")
        )
    if not today <= due_on <= today + timedelta(days=DAYS_MAX):
        raise CannotFollow(N_("Please choose a day within the next half year. The rest is kept."))
