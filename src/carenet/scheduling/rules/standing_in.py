"""Standing in: when others are asked to take a place, in which order, and how long until the next are.

Source: rules of the field, "Withdrawing" and "Quiet hours": a few are asked at a time, the first who
says yes has the place; a wave never runs longer than half the time left, and stands still at night
unless the session is today.
"""

from datetime import datetime, time, timedelta
from typing import Final

from carenet.core.clock import SHANGHAI

ASKED_AT_ONCE: Final = 3
WAVES_MAX: Final = 6
ANSWER_WITHIN: Final = (
    (timedelta(hours=24), timedelta(hours=3)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(hours=2), timedelta(minutes=20)),
    (timedelta(0), timedelta(minutes=10)),
)
"""With so much time left, so long until others are asked as well."""
SILENT_FOR: Final = timedelta(minutes=45)
"""So long after the last reminder whoever has not answered is taken for somebody who may not come."""
SILENT_BEFORE: Final = timedelta(minutes=90)
"""Nobody is replaced earlier than this before the beginning: the second reminder comes at two hours."""
TOO_LATE: Final = timedelta(minutes=15)
"""Then nobody new can be there in time."""
NIGHT: Final = (time(21, 30), time(7, 30))


def next_wave_at(now: datetime, starts_at: datetime) -> datetime:
    """When the next few are asked, if nobody has said yes by then."""
    left = starts_at - now
    within = next(span for above, span in ANSWER_WITHIN if left >= above or not above)
    until = now + min(within, left / 2)
    if not is_today(now, starts_at):
        until = _past_the_night(until)
    return min(until, starts_at)


def is_today(now: datetime, starts_at: datetime) -> bool:
    """Does it begin today? Then the question passes quiet hours."""
    return now.astimezone(SHANGHAI).date() == starts_at.astimezone(SHANGHAI).date()


def _past_the_night(until: datetime) -> datetime:
    local = until.astimezone(SHANGHAI)
    begins, ends = NIGHT
    if local.time() >= begins:
        return datetime.combine(local.date() + timedelta(days=1), ends, SHANGHAI)
    return datetime.combine(local.date(), ends, SHANGHAI) if local.time() < ends else until
