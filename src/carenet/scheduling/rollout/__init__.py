"""From a pattern and a calendar to dated occurrences: pure, and the same each time it is done."""

from carenet.scheduling.rollout.days import DayKnown, Days, Season
from carenet.scheduling.rollout.occurrences import Occurrence, Skipped, occurrences
from carenet.scheduling.rollout.pattern import Pattern
from carenet.scheduling.rollout.plan import Existing, Plan, plan

__all__ = [
    "DayKnown",
    "Days",
    "Existing",
    "Occurrence",
    "Pattern",
    "Plan",
    "Season",
    "Skipped",
    "occurrences",
    "plan",
]
