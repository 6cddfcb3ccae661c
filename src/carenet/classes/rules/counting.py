"""Three head counts a day: when each is due, and what a number that differs means.

Source: rules of the field, "The core model" (three head counts a day) and "The missing child".
"""

from datetime import datetime, time, timedelta
from typing import Final

from carenet.core.clock import SHANGHAI
from carenet.core.refusals import N_, Refusal

SLOTS: Final = ("morning", "noon", "leaving")
AFTER_OPENING: Final = timedelta(minutes=30)
NOON: Final = time(12, 30)
BEFORE_END: Final = timedelta(minutes=30)
LATE_MINUTES: Final = 20
"""A count this late is said to the director too [F]."""


class CannotCount(Refusal):
    """Heads cannot be counted now, and the sentence says why."""

    msgid = N_("This cannot be counted now.")


def due_at(slot: str, starts_at: datetime, ends_at: datetime) -> datetime:
    """When a count is due: after half an hour, after lunch, and half an hour before the end."""
    if slot == "morning":
        return starts_at + AFTER_OPENING
    if slot == "leaving":
        return ends_at - BEFORE_END
    noon = datetime.combine(starts_at.astimezone(SHANGHAI).date(), NOON, SHANGHAI)
    return min(max(noon, starts_at + AFTER_OPENING), ends_at - BEFORE_END)


def slots_of(starts_at: datetime, ends_at: datetime) -> tuple[str, ...]:
    """The counts of a day; a day that ends before lunch has no second one."""
    noon = datetime.combine(starts_at.astimezone(SHANGHAI).date(), NOON, SHANGHAI)
    return tuple(s for s in SLOTS if s != "noon" or starts_at < noon < ends_at)


def next_slot(
    counted: frozenset[str], now: datetime, starts_at: datetime, ends_at: datetime
) -> str | None:
    """The count to take now: the first that is open; the last that was due once all are late."""
    left = [s for s in slots_of(starts_at, ends_at) if s not in counted]
    due = [s for s in left if due_at(s, starts_at, ends_at) <= now]
    return due[-1] if due else (left[0] if left else None)


def too_many(children: int, adults: int, per_adult: int) -> bool:
    """More children than the adults there may look after: a state that the township hears of."""
    return children > adults * per_adult
