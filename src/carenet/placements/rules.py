"""What a placement owes from its first day, and how it may end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

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
"""Proxy parent: a call monthly, a meeting quarterly; teacher: a visit each term, monthly at high risk
(Liuzhou education bureau 2018 no. 8, clause 2 (5)). A host family calls the guardian in the first week (field judgement)."""


def first_obligations(kind: str, tier: int, today: date) -> tuple[Owed, ...]:
    """What is owed first after a placement begins."""
    found = []
    for what, days in _FIRST.get(kind, ()):
        urgent = what == "teacher_visit" and tier <= HIGH_TIER_MAX
        found.append(Owed(what, today, today + timedelta(days=30 if urgent else days)))
    return tuple(found)


class CannotEnd(Refusal):
    """The placement does not end this way."""


NAME_A_RECEIVER: Final = N_(
    "The child lives there. Please name who receives the child; until that person says yes, the home stays responsible."
)
OVER: Final = N_("This placement has ended already.")


def ends_at_once(kind: str, *, receiver_is_family: bool) -> bool:
    """Does it end with the asking? A child in care leaves only into somebody's hands."""
    return kind not in IN_CARE or receiver_is_family


RECURRING: Final = frozenset(
    {
        "monthly_call",
        "quarterly_meeting",
        "teacher_visit",
        "director_visit",
        "weekly_parent_contact",
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
