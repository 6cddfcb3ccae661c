"""Coming, going, and the minutes between: when a check-in counts, and for how long.

Source: rules of the field, "Hours": measured apart from attested, never more than the session,
travel excluded.
"""

from datetime import datetime, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

CHECK_IN_FROM: Final = timedelta(minutes=30)
CHECK_IN_UNTIL: Final = timedelta(minutes=30)
"""Before the beginning, and after the end (for those who forgot to)."""


class CannotCheckIn(Refusal):
    """The coming cannot be counted."""

    msgid = N_("This cannot be counted as coming.")


def may_check_in(now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Is this the time to check in?"""
    return starts_at - CHECK_IN_FROM <= now <= ends_at + CHECK_IN_UNTIL


def require_window(now: datetime, starts_at: datetime, ends_at: datetime) -> None:
    """Check in from half an hour before until the end.

    Raises:
        CannotCheckIn: it is too early or over.

    """
    if now < starts_at - CHECK_IN_FROM:
        raise CannotCheckIn(N_("It is too early: check in from half an hour before it begins."))
    if now > ends_at + CHECK_IN_UNTIL:
        raise CannotCheckIn(N_("It is over. Please ask the lead to note that you were there."))


def counted_minutes(
    came_at: datetime, went_at: datetime, starts_at: datetime, ends_at: datetime
) -> int:
    """Minutes given: within the session alone, travel and waiting left out."""
    begin, end = max(came_at, starts_at), min(went_at, ends_at)
    return max(0, int((end - begin).total_seconds() // 60))
