"""The code that shows who is at the place: on the screen a new one each minute, on paper one a session.

Source: rules of the field, "Hours", and peers' check-ins; a code photographed and sent on is worth
nothing three minutes later, and a paper's only at its own session.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_
from carenet.scheduling.rules.hours import CannotCheckIn

DIGITS: Final = 6
ROTATES_SECONDS: Final = 60
GOOD_WINDOWS: Final = 3
"""A code holds in its own minute and the two after it: time to take out the phone and sign in."""
LATE_AFTER: Final = timedelta(minutes=5)
"""So much nobody calls late, or gone early."""
SCREEN: Final = "screen"
PAPER: Final = "code"
MEASURED: Final = frozenset({SCREEN, PAPER})
Hash = Callable[[str, str], bytes]
"""A keyed hash of a kind and a text; the key never leaves the machine."""


class WrongCode(CannotCheckIn):
    """No session's code."""

    msgid = N_(
        "That code does not belong to this session. It hangs at the door or is on the screen."
    )


class LapsedCode(CannotCheckIn):
    """It was right some minutes ago."""

    msgid = N_("That code was right some minutes ago. Please take the one on the screen now.")


def screen_code(session: UUID, window: int, keyed: Hash) -> str:
    """The six digits of a session's screen in one minute."""
    digest = keyed("check-in", f"{session}:{window}")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def window_of(now: datetime) -> int:
    """The number of the minute."""
    return int(now.timestamp()) // ROTATES_SECONDS


def seconds_left(now: datetime) -> int:
    """How long the code on the screen stays there."""
    return ROTATES_SECONDS - int(now.timestamp()) % ROTATES_SECONDS


def plain_digits(typed: str) -> str:
    """What was typed, without the spaces and in ordinary digits: full-width ones count."""
    return "".join(str(int(c)) for c in typed if c.isdigit())


def way_of(typed: str, session: UUID, paper: str | None, now: datetime, keyed: Hash) -> str:
    """Which code it is: the screen's or the paper's.

    Raises:
        LapsedCode: the screen's of some minutes ago.
        WrongCode: neither.

    """
    digits, window = plain_digits(typed), window_of(now)
    if len(digits) == DIGITS:
        if paper and digits == paper:
            return PAPER
        for back in range(GOOD_WINDOWS):
            if digits == screen_code(session, window - back, keyed):
                return SCREEN
        for back in range(GOOD_WINDOWS, 4 * GOOD_WINDOWS):
            if digits == screen_code(session, window - back, keyed):
                raise LapsedCode
    raise WrongCode


def minutes_late(came_at: datetime, starts_at: datetime) -> int:
    """Minutes after the beginning; 0 within what nobody calls late."""
    late = came_at - starts_at
    return int(late.total_seconds() // 60) if late > LATE_AFTER else 0


def minutes_early(went_at: datetime, ends_at: datetime) -> int:
    """Minutes before the end; 0 within what nobody calls early."""
    early = ends_at - went_at
    return int(early.total_seconds() // 60) if early > LATE_AFTER else 0
