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
READY_MINUTES: Final = 15
"""Before setting off: find shoes, bicycle and key [F]."""
APART: Final = timedelta(hours=1)
"""Two reminders nearer to each other than this are one."""
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


class Away(CannotSignUp):
    """The person said it is away then."""

    msgid = N_("You said that you are away then. End that under “When I am away” first.")


class NotOpenYet(CannotSignUp):
    """Sign-up opens on a later day."""

    msgid = N_("Sign-up for this opens on %(day)s.")


class Closed(CannotSignUp):
    """Sign-up closed some hours before; whoever runs the place can still add somebody."""

    msgid = N_("Sign-up for this has closed. Please ask whoever runs the place.")


class TooFar(CannotSignUp):
    """The way from what the person does before, or to what follows, takes longer than there is."""

    msgid = N_(
        "From or to %(place)s it takes about %(need)s minutes, and there are %(gap)s in between."
    )


class Full(CannotSignUp):
    """Somebody else took the last place."""

    msgid = N_("All places are taken. You can wait for one to come free.")


class NotIndependent(Full):
    """Two adults of one household, or behind one telephone, stand for one; the last place is for somebody else."""

    msgid = N_("Two adults who do not belong together are needed here. The last place is kept for somebody else.")  # fmt: skip


class NoLocalAdult(CannotSignUp):
    """Members of a visiting team come only where an adult of the place does."""

    msgid = N_("Your team comes beside an adult of the place, and none has a place here yet. Please ask whoever runs the place.")  # fmt: skip


class NoVisit(CannotSignUp):
    """Who belongs to a visiting team has places only within its approved visits."""

    msgid = N_("Your team does not visit this place on that day.")


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


def open_span(
    starts_at: datetime, opens_days: int | None, closes_hours: int | None
) -> tuple[datetime | None, datetime]:
    """From when, none if always, and until when volunteers sign up themselves.

    Days are counted in local dates: sign-up opens at midnight.
    """
    opens = None
    if opens_days is not None:
        local = starts_at.astimezone(SHANGHAI).date() - timedelta(days=opens_days)
        opens = datetime.combine(local, time(), SHANGHAI)
    return opens, starts_at - timedelta(hours=closes_hours or 0)


def require_open(
    now: datetime, starts_at: datetime, opens_days: int | None, closes_hours: int | None
) -> None:
    """Sign-up is open now.

    Raises:
        NotOpenYet, Closed: it is not.

    """
    opens, closes = open_span(starts_at, opens_days, closes_hours)
    if opens is not None and now < opens:
        raise NotOpenYet(day=opens.date().isoformat())
    if now >= closes:
        raise Closed


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


def sets_off(starts_at: datetime, way_minutes: int) -> datetime:
    """When somebody with so long a way has to leave home."""
    return starts_at - timedelta(minutes=way_minutes)


def reminders_for(
    now: datetime, starts_at: datetime, way_minutes: int = 0
) -> tuple[tuple[str, datetime], ...]:
    """Kinds and moments of the reminders of a session that are still ahead.

    The evening before and two hours before. Whoever would have to set off before the latter is told
    some minutes before setting off: in place of it where both are less than APART from each other,
    else besides it; of a way that begins before the evening's reminder, that one speaks.
    """
    evening, soon = evening_before(starts_at), starts_at - SOON
    leave = sets_off(starts_at, way_minutes + READY_MINUTES)
    wanted = [("session.evening", evening), ("session.soon", soon)]
    if leave < soon and leave - evening >= APART and leave > now:
        wanted.insert(1, ("session.leave", leave))
        if soon - leave < APART:
            wanted.pop()
    return tuple((kind, due) for kind, due in wanted if due > now)
