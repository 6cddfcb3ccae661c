"""Going home counts: how each child leaves, and when the register may close.

Source: rules of the field, "The missing child", going home.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.refusals import N_, Refusal

WAYS: Final = ("fetched", "together", "alone")
OPENS_BEFORE: Final = timedelta(minutes=60)
CLOSES_AFTER: Final = timedelta(hours=12)
EARLY_BEFORE: Final = timedelta(minutes=15)
"""So long before the end somebody who goes home goes early [F]; in the last minutes a place empties."""


class CannotTick(Refusal):
    """The register does not take this."""

    msgid = N_("This cannot be noted in the register.")


def require_open_window(now: datetime, starts_at: datetime, ends_at: datetime) -> None:
    """A register opens from an hour before the session until twelve hours after it.

    Raises:
        CannotTick: it is too early or too late.

    """
    if now < starts_at - OPENS_BEFORE:
        raise CannotTick(N_("The register opens an hour before the session begins."))
    if now > ends_at + CLOSES_AFTER:
        raise CannotTick(N_("This register is history: ask the township to correct it."))


def believed(
    noted_at: datetime | None, now: datetime, starts_at: datetime, ends_at: datetime
) -> datetime:
    """When something was noted: by the phone's clock where that can be, else now.

    A clock that is a day wrong lies outside the hours in which a register can be open.
    """
    can_be = noted_at is not None and starts_at - OPENS_BEFORE <= noted_at <= min(
        now, ends_at + CLOSES_AFTER
    )
    return noted_at if can_be and noted_at is not None else now


def said_at(said: time | None, noted: datetime, starts_at: datetime) -> datetime:
    """When it was: the hour somebody typed, on the day of the session; else when it was noted.

    Raises:
        CannotTick: that hour lies ahead, or before the place was open.

    """
    if said is None:
        return noted
    when = clock.at(clock.day_of(starts_at), said)
    if not starts_at - OPENS_BEFORE <= when <= noted:
        raise CannotTick(N_("This hour lies ahead, or before the register could be open."))
    return when


def left_early(left_at: datetime | None, ends_at: datetime) -> bool:
    """Did a child go home well before the end?"""
    return left_at is not None and ends_at - left_at > EARLY_BEFORE


def on_the_list(name: str, known: Iterable[str]) -> bool:
    """Is the one who fetches among those the carer named?"""
    plain = "".join(name.split()).casefold()
    return any(plain == "".join(one.split()).casefold() for one in known)


def require_all_gone(still_here: int) -> None:
    """A register closes when each child who was here has gone home.

    Raises:
        CannotTick: somebody is still here.

    """
    if still_here:
        raise CannotTick(
            N_("Still here and not ticked as gone home: %(number)s. Then the register closes."),
            number=still_here,
        )
