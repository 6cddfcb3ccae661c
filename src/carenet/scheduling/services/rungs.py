"""The ladders of sessions, as the engine of all climbs takes them."""

from typing import Final

from carenet.core.ladders import Ladders
from carenet.core.steps import Step
from carenet.escalation.rules import CHILD, CLOSING, POLICIES, REGISTER, UNCOVERED
from carenet.scheduling.rules.missing import ROLL, ROLL_RUNGS

WAITING: Final = "waiting"
STAND_IN: Final = "stand_in"
ASKING: Final = "asking"
LADDERS: Final[Ladders] = {
    **{name: POLICIES[name].steps for name in (REGISTER, CHILD, CLOSING, UNCOVERED)},
    ROLL: tuple(Step(*rung) for rung in ROLL_RUNGS),
    WAITING: (Step(0, "lapsed"),),
    STAND_IN: (Step(0, "wave"),),
    ASKING: (Step(0, "lapsed"),),
}
