"""Signing up and giving back: until when it is free, who is told, how long a place is held.

Source: rules of the field, "Withdrawing" and "Waitlist".
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from carenet.core.refusals import N_, Refusal

FREE_UNTIL: Final = timedelta(hours=48)
URGENT_UNDER: Final = timedelta(hours=3)
SHORT_NOTICE_UNDER: Final = timedelta(hours=6)
EVENING_ANSWER: Final = time(21)
HELD_HOURS: Final = timedelta(hours=2)
HELD_SHORT: Final = timedelta(minutes=20)
EVENING_REMINDER: Final = time(19)
SOON: Final = timedelta(hours=2)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


class CannotSignUp(Refusal):
    """No place, and the sentence says why."""

    msgid = N_("You cannot sign up for this.")


class CannotWithdraw(Refusal):
    """The place cannot be given back like this."""

    msgid = N_("This can no longer be given back.")


class NotCleared(CannotSignUp):
    """The person may not be with children on that day."""

    msgid = N_("Your papers do not cover this day yet. The centre or the township can help.")


class Full(CannotSignUp):
    """Somebody else took the last place."""

    msgid = N_("All places are taken. You can wait for one to come free.")


class CalledOff(CannotSignUp):
    """The session does not take place."""

    msgid = N_("This does not take place: it was called off.")


class Over(CannotSignUp):
    """It has begun."""

    msgid = N_("This has begun already. Please ask the lead on the spot.")


@dataclass(frozen=True, slots=True)
class GivingBack:
    """What giving a place back now would mean: needs a reason, counts as late, the lead is told."""

    late: bool
    urgent: bool


def giving_back(now: datetime, starts_at: datetime) -> GivingBack:
    """The ladder: free until 48 h before, then with a reason, under 3 h the lead is told at once."""
    left = starts_at - now
    return GivingBack(late=left < FREE_UNTIL, urgent=left < URGENT_UNDER)


def require_reason(what: GivingBack, because: str | None) -> None:
    """Inside 48 h a reason is asked for; it is never refused.

    Raises:
        CannotWithdraw: no reason was given.

    """
    if what.late and not because:
        raise CannotWithdraw(N_("It begins in less than two days: please say in a word why."))


def held_until(now: datetime, starts_at: datetime) -> datetime:
    """Until when a place that came free is held for the one who waited.

    Until 21:00 the same day where it is 48 h or more ahead (the next evening if asked after 19:00),
    2 h inside 48 h, 20 min inside 6 h; never past the beginning.
    """
    left = starts_at - now
    if left < SHORT_NOTICE_UNDER:
        until = now + HELD_SHORT
    elif left < FREE_UNTIL:
        until = now + HELD_HOURS
    else:
        local = now.astimezone(SHANGHAI)
        until = datetime.combine(local.date(), EVENING_ANSWER, SHANGHAI)
        if until - now < HELD_HOURS:
            until += timedelta(days=1)
    return min(until, starts_at)


def evening_before(starts_at: datetime) -> datetime:
    """19:00 the evening before a session."""
    local = starts_at.astimezone(SHANGHAI)
    return datetime.combine(local.date() - timedelta(days=1), EVENING_REMINDER, SHANGHAI)


def reminders_for(now: datetime, starts_at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Kinds and moments of the reminders of a session that are still ahead."""
    both = (("session.evening", evening_before(starts_at)), ("session.soon", starts_at - SOON))
    return tuple((kind, due) for kind, due in both if due > now)
