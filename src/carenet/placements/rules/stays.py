"""When a child may be written down as being with its parents, and what then need not be done."""

from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

STAY_DAYS_MAX: Final = 120
"""Longer than a summer is a move, not a holiday."""
LOOK_BACK_DAYS: Final = 14
RESTING: Final = (
    "quarterly_meeting",
    "teacher_visit",
    "guardian_call",
    "weekly_parent_contact",
)
"""What rests while a child is with its parents; calls go on [field judgement]."""


class CannotStay(Refusal):
    """A stay cannot be written down this way."""


def check_stay(starts_on: date, ends_on: date, today: date, *, begun: bool = False) -> None:
    """From when until when a child is with its parents.

    Raises:
        CannotStay: the return is not after the beginning, too far off, or the beginning long ago.

    """
    if ends_on <= starts_on:
        raise CannotStay(N_("The return must come after the beginning. Please check both dates."))
    if ends_on - starts_on > timedelta(days=STAY_DAYS_MAX):
        raise CannotStay(
            N_("At most %(days)s days. For longer, please write down that the child moved."),
            days=STAY_DAYS_MAX,
        )
    if not begun and starts_on < today - timedelta(days=LOOK_BACK_DAYS):
        raise CannotStay(N_("This began too long ago. Please write it into the child’s file."))
