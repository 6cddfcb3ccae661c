"""Pure decisions about placements: what is owed, how one ends, when somebody may stand in."""

from carenet.placements.rules.backups import (
    COVERED,
    DAYS_MAX,
    CannotCover,
    check_span,
    state_of,
)
from carenet.placements.rules.duties import (
    EXEMPT_DAYS_MAX,
    HANDOVER_LADDER,
    HIGH_TIER_MAX,
    IN_CARE,
    NAME_A_RECEIVER,
    OVER,
    RECURRING,
    REMIND_DAYS,
    SPEAKS_WEEKLY,
    WEEKLY,
    Asking,
    CannotEnd,
    CannotExempt,
    Owed,
    asking,
    carried_on,
    check_exemption,
    check_meeting,
    ends_at_once,
    first_obligations,
    first_week,
    week_after,
)

__all__ = [
    "COVERED", "DAYS_MAX", "EXEMPT_DAYS_MAX", "HANDOVER_LADDER", "HIGH_TIER_MAX", "IN_CARE", "NAME_A_RECEIVER", "OVER",
    "RECURRING", "REMIND_DAYS", "SPEAKS_WEEKLY", "WEEKLY", "Asking", "CannotCover", "CannotEnd", "CannotExempt", "Owed",
    "asking", "carried_on", "check_exemption", "check_meeting", "check_span", "ends_at_once", "first_obligations",
    "first_week", "state_of", "week_after",
]  # fmt: skip
