"""When another adult may stand in for a placement, and for how long."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal

COVERED: Final = ("full_care", "half_care", "proxy_parent", "paired_teacher")
"""Kinds of placement for which somebody can stand in; a tutor's sessions find their own stand-ins."""
DAYS_MAX: Final = 42
"""So long one cover lasts at most [field judgement]: whoever is away longer hands over."""
LOOK_AHEAD_DAYS: Final = 120
PAST_MINUTES: Final = 10
"""A form filled in slowly may begin a little while ago; responsibility begins with the yes in any case."""


class CannotCover(Refusal):
    """Nobody can stand in this way."""


def check_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """From when until when somebody stands in.

    Raises:
        CannotCover: the end is not after the beginning, it lies in the past, lasts too long, or is
            too far off.

    """
    if ends_at <= starts_at:
        raise CannotCover(N_("The end must come after the beginning. Please check both dates."))
    if ends_at <= now or starts_at < now - timedelta(minutes=PAST_MINUTES):
        raise CannotCover(N_("This time is past. Please give a time from now on."))
    if ends_at - starts_at > timedelta(days=DAYS_MAX):
        raise CannotCover(
            N_("At most %(days)s days. For longer, please hand over to somebody else."),
            days=DAYS_MAX,
        )
    if starts_at > now + timedelta(days=LOOK_AHEAD_DAYS):
        raise CannotCover(
            N_("This is more than %(days)s days away. Please arrange it nearer to the time."),
            days=LOOK_AHEAD_DAYS,
        )


def state_of(
    person: UUID | None,
    span: tuple[datetime, datetime],
    accepted_at: datetime | None,
    gave_up_at: datetime | None,
    closed_at: datetime | None,
    now: datetime,
) -> str:
    """Where a cover stands: wanted, asked, coming, running, gave_up, over or off."""
    if closed_at is not None:
        return "off"
    if span[1] <= now:
        return "over" if accepted_at else "off"
    if accepted_at is None:
        return "asked" if person else "wanted"
    if span[0] > now:
        return "coming"
    return "gave_up" if gave_up_at else "running"
