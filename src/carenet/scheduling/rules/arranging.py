"""When a series or a session may be arranged at all.

Source: rules of the field, "Adults" and "Numbers".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal
from carenet.scheduling.rollout.pattern import SERIES_DAYS_MAX

OPENS, CLOSES, CLOSES_IN_SUMMER = time(8), time(19), time(20)
SUMMER: Final = frozenset({6, 7, 8})
TWO_ADULTS: Final = 2
ALONE_CHILDREN_MAX: Final = 15


class CannotArrange(Refusal):
    """It cannot be arranged like this, and the sentence says why."""

    msgid = N_("This cannot be arranged like this.")


class RoomTaken(CannotArrange):
    """Two things cannot be held in one room at one time."""

    msgid = N_("The room is taken at that time. Choose another room, or none.")


@dataclass(frozen=True, slots=True)
class Tight:
    """A way for which there is no time: to or from where, minutes it takes, minutes there are."""

    place: str
    need: int
    gap: int


class WaysTooLong(CannotArrange):
    """With other hours somebody who comes would not get from or to another place in time.

    `late` names each with the way; an organiser's reason passes over it, never over an overlap.
    """

    msgid = N_("With these hours %(names)s would not get from or to another place in time.")

    def __init__(self, late: Mapping[UUID, tuple[str, Tight]]) -> None:
        self.late = dict(late)
        super().__init__(names=" · ".join(name for name, _ in self.late.values()))


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hold regularly."""

    kind: str
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    adults_min: int
    adults_max: int
    children_max: int


def require_hours(starts_at: time, ends_at: time, day: date) -> None:
    """Volunteers' sessions lie between 08:00 and 19:00, in summer 20:00.

    Raises:
        CannotArrange: they do not.

    """
    if ends_at <= starts_at:
        raise CannotArrange(N_("The end lies before the beginning."))
    latest = CLOSES_IN_SUMMER if day.month in SUMMER else CLOSES
    if starts_at < OPENS or ends_at > latest:
        raise CannotArrange(
            N_("Sessions lie between %(from)s and %(until)s."),
            **{"from": OPENS.strftime("%H:%M"), "until": latest.strftime("%H:%M")},
        )


def require_arrangeable(wish: Wish, *, observable_until: date | None, today: date) -> None:
    """A series that may be: in bounds, two adults unless the place is approved as observable.

    Raises:
        CannotArrange: it may not.

    """
    require_hours(wish.starts_at, wish.ends_at, wish.first_on)
    if wish.last_on < wish.first_on or wish.last_on < today:
        raise CannotArrange(N_("The last day lies before the first, or is over."))
    if (wish.last_on - wish.first_on).days > SERIES_DAYS_MAX:
        raise CannotArrange(N_("A series is arranged for a school year at most."))
    if wish.adults_max < wish.adults_min:
        raise CannotArrange(N_("At most cannot be less than at least."))
    if wish.adults_min < TWO_ADULTS:
        observed = observable_until is not None and observable_until >= wish.last_on
        if not observed or wish.kind == "counselling" or wish.children_max > ALONE_CHILDREN_MAX:
            raise CannotArrange(
                N_("Two adults are needed: this place is not approved for one alone.")
            )
