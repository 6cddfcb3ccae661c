"""When a send that failed is tried again, and when another way is taken."""

from datetime import timedelta
from typing import Final

FIRST_SECONDS: Final = 20
FIRST_URGENT_SECONDS: Final = 3
FACTOR: Final = 3
SECONDS_MAX: Final = 1800
ATTEMPTS_MAX: Final = 4
ATTEMPTS_URGENT_MAX: Final = 2
ASKS_MAX: Final = 20
UNCERTAIN_HOURS_MAX: Final = 24
BUSY_HOURS_MAX: Final = 24
"""A channel that asks for patience longer than this is one that does not work."""
BUSY_URGENT_MAX: Final = timedelta(seconds=30)
"""Danger does not stand in a queue: it takes the next way."""


def is_patient(wait: timedelta | None, waited: timedelta, *, urgent: bool) -> bool:
    """Does a message wait for a channel that asks for a slower pace, without its being an attempt?

    `wait`: how long the channel asks for; `waited`: how old the message is.
    """
    if urgent:
        return (wait or timedelta(0)) <= BUSY_URGENT_MAX and waited <= BUSY_URGENT_MAX
    return waited <= timedelta(hours=BUSY_HOURS_MAX)


def attempts_max(*, urgent: bool) -> int:
    """How often one channel is tried before the next: danger does not wait for a provider."""
    return ATTEMPTS_URGENT_MAX if urgent else ATTEMPTS_MAX


def wait_after(attempts: int, jitter: float, *, urgent: bool = False) -> timedelta:
    """How long after the nth failure to wait; `jitter` from 0 to 1 takes away up to half."""
    first = FIRST_URGENT_SECONDS if urgent else FIRST_SECONDS
    full = min(SECONDS_MAX, first * FACTOR ** max(0, min(attempts, 10) - 1))
    return timedelta(seconds=full * (1 - jitter / 2))
