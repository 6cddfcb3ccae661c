"""What a placement owes from its first day, and how it may end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal
from carenet.core.steps import Step

IN_CARE: Final = frozenset({"full_care"})
"""Kinds in which the child is physically in care: the base stays until a named receiver accepts."""
HIGH_TIER_MAX: Final = 1
REMIND_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Owed:
    """A dated thing owed: kind, from, until."""

    kind: str
    opens_on: date
    due_on: date


_FIRST: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "proxy_parent": (("monthly_call", 30), ("quarterly_meeting", 90)),
    "paired_teacher": (("teacher_visit", 120),),
    "full_care": (("guardian_call", 7),),
    "half_care": (("guardian_call", 7),),
}
WEEKLY: Final = "weekly_parent_contact"
SPEAKS_WEEKLY: Final = frozenset({"full_care", "half_care"})
"""In whose care a child speaks with its parents each week (product paper, section 5: parent contact)."""
WEEK_MIN_DAYS: Final = 3
"""Where fewer days of a week are left, the first contact is owed by the end of the next [F]."""
"""Proxy parent: a call monthly, a meeting quarterly; teacher: a visit each term, monthly at high risk
(Liuzhou education bureau 2018 no. 8, clause 2 (5)). A host family calls the guardian in the first week (field judgement)."""


def first_obligations(kind: str, tier: int, today: date) -> tuple[Owed, ...]:
    """What is owed first after a placement begins."""
    found = []
    for what, days in _FIRST.get(kind, ()):
        urgent = what == "teacher_visit" and tier <= HIGH_TIER_MAX
        found.append(Owed(what, today, today + timedelta(days=30 if urgent else days)))
    if kind in SPEAKS_WEEKLY:
        found.append(first_week(today))
    return tuple(found)


RHYTHM: Final = frozenset({"monthly_call", "quarterly_meeting", "teacher_visit"})
"""What the child is owed in a rhythm of its own, whoever keeps it."""
SETTLING_DAYS: Final = 14
"""So long a successor has at least, where the day is near or past [F]."""


def carried_on(owed: Owed, before: date | None, met_on: date | None) -> Owed:
    """What a successor owes: the child's rhythm goes on, a handover gives no fresh quarter.

    Args:
        owed: what would be owed from a first day.
        before: by when it was owed before the handover, if it was.
        met_on: the first meeting of all, if there was one: it is a meeting, and the quarter counts from it.

    """
    if owed.kind == "quarterly_meeting" and met_on is not None:
        return Owed(owed.kind, owed.opens_on, met_on + (owed.due_on - owed.opens_on))
    if before is None or owed.kind not in RHYTHM:
        return owed
    soonest = owed.opens_on + timedelta(days=SETTLING_DAYS)
    return Owed(owed.kind, owed.opens_on, min(owed.due_on, max(before, soonest)))


def first_week(today: date) -> Owed:
    """The first week's contact: by Sunday, or by the Sunday after where the week is nearly over."""
    sunday = today + timedelta(days=7 - today.isoweekday())
    if (sunday - today).days + 1 < WEEK_MIN_DAYS:
        sunday += timedelta(days=7)
    return Owed(WEEKLY, today, sunday)


def week_after(day: date) -> Owed:
    """The contact of the week after the one a day lies in: from Monday to Sunday."""
    monday = day + timedelta(days=8 - day.isoweekday())
    return Owed(WEEKLY, monday, monday + timedelta(days=6))


class CannotEnd(Refusal):
    """The placement does not end this way."""


NAME_A_RECEIVER: Final = N_(
    "The child lives there. Please name who receives the child; until that person says yes, the home stays responsible."
)
OVER: Final = N_("This placement has ended already.")


def ends_at_once(kind: str, *, receiver_is_family: bool) -> bool:
    """Does it end with the asking? A child in care leaves only into somebody's hands."""
    return kind not in IN_CARE or receiver_is_family


MEETING_DAYS_MAX: Final = 60
"""A first meeting of all further off than this is no plan."""


def check_meeting(on_day: date | None, today: date) -> None:
    """The day on which both adults meet with the child, where one is planned.

    Raises:
        CannotEnd: it lies in the past or too far off.

    """
    if on_day is None:
        return
    if on_day < today:
        raise CannotEnd(
            N_("The first meeting lies in the past. Please choose a day from today on.")
        )
    if on_day > today + timedelta(days=MEETING_DAYS_MAX):
        raise CannotEnd(
            N_("The first meeting is more than %(days)s days away. Please choose a nearer day."),
            days=MEETING_DAYS_MAX,
        )


RECURRING: Final = frozenset(
    {
        "monthly_call",
        "quarterly_meeting",
        "teacher_visit",
        "weekly_parent_contact",
        "hosted_talk",
    }
)
"""What is owed again once it was done; a host family's first call to the guardian is not."""
EXEMPT_DAYS_MAX: Final = 60
"""How long one step may set an area's duties aside; a longer time needs a second look."""


class CannotExempt(Refusal):
    """What is owed is not set aside this way."""


def check_exemption(because: str, starts_on: date, ends_on: date, today: date) -> None:
    """Setting aside needs a reason and an end.

    Raises:
        CannotExempt: no reason, an end in the past, or one too far off.

    """
    if not because.strip():
        raise CannotExempt(N_("Please say why."))
    if ends_on < today or ends_on < starts_on:
        raise CannotExempt(N_("The end lies in the past."))
    if ends_on > today + timedelta(days=EXEMPT_DAYS_MAX):
        raise CannotExempt(N_("At most 60 days in one step."))


HANDOVER_LADDER: Final = "handover_answer"
HANDOVER_WITHIN: Final = timedelta(days=4)
HANDOVER_PRESSING_WITHIN: Final = timedelta(days=1)
"""So long a successor may think it over; one day where a home has asked to end with a child in it [F]."""


@dataclass(frozen=True, slots=True)
class Asking:
    """When a successor is asked a second time, and when silence is taken for a no."""

    again_at: datetime
    answer_by: datetime

    def steps(self, now: datetime) -> tuple[Step, ...]:
        """The one step of the ladder: the end."""
        return (Step(int((self.answer_by - now).total_seconds() // 60), "lapse"),)


def asking(now: datetime, *, pressing: bool) -> Asking:
    """The clock of a handover that is proposed now."""
    within = HANDOVER_PRESSING_WITHIN if pressing else HANDOVER_WITHIN
    return Asking(now + within / 2, now + within)
