"""The ladder of a team's hand-over, as the engine of all climbs takes it."""

from typing import Final

from carenet.core.ladders import Ladders
from carenet.core.steps import Step

HANDOVER: Final = "team_handover"
NOON_TO_EVENING, NOON_TO_MORNING, NOON_TO_THIRD_DAY = 5 * 60, 21 * 60, 69 * 60
HANDOVER_STEPS: Final = (
    Step(0, "leader"), Step(NOON_TO_EVENING, "leader"), Step(NOON_TO_MORNING, "office"),
    Step(NOON_TO_THIRD_DAY, "office"),
)  # fmt: skip
"""From noon of the last day: the leader before leaving, the offices the morning after and the third day."""
LADDERS: Final[Ladders] = {HANDOVER: HANDOVER_STEPS}


def subject_of(visit: object) -> str:
    """How reminders and climbs name a visit."""
    return f"visit:{visit}"
