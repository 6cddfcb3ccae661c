"""What a record of care may say, what it asks of others, and which duties it meets. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from carenet.core.refusals import N_, Refusal

DAYS_BACK_MAX: Final = 14
"""How long ago something may have happened that is written down today (a phone keeps its unsent
records as long)."""
CLOCKS_APART_MAX: Final = timedelta(minutes=10)
YOUNG: Final = 8
ALONE_DAYS: Final = 30
ALONE_TIMES_MAX: Final = 3
CHECK_HOURS: Final = 4
CHECKS_UNTIL: Final = time(21)
CHECKS_FROM: Final = time(7, 30)

TALK_DAYS: Final = 31
"""A hosted child is talked with each month by somebody the host did not choose (field rule of host homes)."""

EDIT_HOURS: Final = 24
"""How long a record may be changed by its writer; later it is added to, and what stood there stays."""
FOLLOW_UP_DAYS: Final[Mapping[str, int]] = {
    "doctor": 3, "talk": 7, "parents": 7, "things": 14, "study": 14, "again": 14,
}  # fmt: skip
"""In how many days something that should follow a visit is due (field judgement)."""
SAY_WHY: Final = N_("More than a day has passed. Please say why something is added.")
NOTHING_NEW: Final = N_("You changed nothing.")

NOT_YET: Final = N_(
    "This hour is still to come. Please write when the child came, or leave it empty."
)
IN_FUTURE: Final = N_("This lies in the future. Please choose the day on which it was.")
TOO_OLD: Final = N_("This was more than 14 days ago. Please tell the township office.")
NOT_PLACED: Final = N_("This child was not with you on that day.")
HEARD: Final = N_("Talk where nobody of the home can hear you, and say so here.")
HOSTS_IT: Final = N_("Whoever keeps the child cannot be the one who talks with it in confidence.")
NOT_HOSTED: Final = N_("This child lives with no host family.")
ASK_NIGHT: Final = N_("Please ask who is with the children at night.")


class CannotLog(Refusal):
    """The record contradicts what is known."""

    def __init__(self, msgid: str, field: str = "") -> None:
        super().__init__(msgid)
        self.field = field


class State(StrEnum):
    """How a child is, in the words of whoever saw it."""

    WELL = "well"
    SO_SO = "so_so"
    WORRIED = "worried"
    ILL = "ill"


class Night(StrEnum):
    """Which adult is with the child at night."""

    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    HOST = "host"
    SCHOOL = "school"
    ALONE = "alone"
    LOCKED_IN = "locked_in"
    UNKNOWN = "unknown"


ONLY_CHILDREN: Final = "only_children"
"""Answer to who was there: nobody grown up."""


class Asks(StrEnum):
    """How soon others must act."""

    AT_ONCE = "at_once"
    """A phone call now."""
    TOWNSHIP = "township"
    """The director the same day, and the township."""
    SAME_DAY = "same_day"
    """The director the same day."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit found that bears on being alone."""

    night: Night | None
    state: State
    only_children: bool
    age: int | None
    special_care: bool
    times_before: int
    """How often in the last 30 days the child was found without an adult."""


def asks(seen: Seen) -> Asks | None:
    """What being alone asks of others; None where an adult is there.

    Any age needing special care for body or mind is treated as under 8 (L 21).
    """
    if seen.night in (Night.ALONE, Night.LOCKED_IN):
        return Asks.AT_ONCE
    if seen.only_children and seen.state is State.ILL:
        return Asks.AT_ONCE
    small = seen.special_care or seen.age is None or seen.age < YOUNG
    if seen.only_children and small:
        return Asks.TOWNSHIP if seen.times_before + 1 >= ALONE_TIMES_MAX else Asks.SAME_DAY
    return None


def check_night(night: Night | None, *, only_children: bool) -> None:
    """Where only children were there, the night is asked for.

    Raises:
        CannotLog: it was left out.

    """
    if only_children and night is None:
        raise CannotLog(ASK_NIGHT, "night_adult")


def check_when(happened_at: datetime, now: datetime) -> None:
    """A record tells of something that has been, and not long ago.

    Raises:
        CannotLog: it lies in the future, or more than 14 days back.

    """
    if happened_at > now + CLOCKS_APART_MAX:
        raise CannotLog(IN_FUTURE, "on_day")
    if happened_at < now - timedelta(days=DAYS_BACK_MAX + 1):
        raise CannotLog(TOO_OLD, "on_day")


def check_arrived(arrived_at: datetime | None, now: datetime) -> None:
    """A child comes home before that is written down.

    Raises:
        CannotLog: the hour is still to come.

    """
    if arrived_at is not None and arrived_at > now + CLOCKS_APART_MAX:
        raise CannotLog(NOT_YET, "arrived")


def check_day(on_day: date, today: date) -> None:
    """The same for a whole day.

    Raises:
        CannotLog: it lies in the future, or more than 14 days back.

    """
    if on_day > today:
        raise CannotLog(IN_FUTURE, "on_day")
    if on_day < today - timedelta(days=DAYS_BACK_MAX):
        raise CannotLog(TOO_OLD, "on_day")


def may_change(received_at: datetime, now: datetime) -> bool:
    """Is it still the record's first day?"""
    return now < received_at + timedelta(hours=EDIT_HOURS)


def follow_up_due(what: str, on_day: date, today: date) -> date:
    """When something that should follow a visit is due; never before today, however late the record came."""
    return max(today, on_day + timedelta(days=FOLLOW_UP_DAYS[what]))


def when_written(by_phone: datetime | None, now: datetime) -> datetime:
    """When a form was handed in: by the phone's clock, unless that runs ahead of ours."""
    return min(by_phone, now) if by_phone else now


def next_check(now: datetime) -> datetime:
    """When to ask after an ill child again: in four hours, at night the next morning.

    `now` in local time; the answer too.
    """
    later = now + timedelta(hours=CHECK_HOURS)
    if later.date() == now.date() and CHECKS_FROM <= later.time() <= CHECKS_UNTIL:
        return later
    early = now.time() < CHECKS_FROM
    morning = now.date() if early else now.date() + timedelta(days=1)
    return datetime.combine(morning, CHECKS_FROM, now.tzinfo)


MEETS: Final[Mapping[str, tuple[str, ...]]] = {
    "visit": ("teacher_visit", "quarterly_meeting", "monthly_call"),
    "meeting": ("quarterly_meeting", "monthly_call"),
    "call": ("monthly_call",),
    "message": (),
    "hosted": ("hosted_talk",),
    "counselling": (),
    "family_call": ("guardian_call", "weekly_parent_contact"),
}
"""Which duties a record of each kind meets (a call monthly, a meeting quarterly, a
teacher's visit each term). A written message is no call."""
