"""The ladders of sessions, as the engine of all climbs takes them."""

from typing import Final

from carenet.core.ladders import Ladders, Step
from carenet.scheduling.rules.missing import RUNGS

WAITING: Final = "waiting"
STAND_IN: Final = "stand_in"
LADDERS: Final[Ladders] = {
    **{name: tuple(Step(*rung) for rung in rungs) for name, rungs in RUNGS.items()},
    WAITING: (Step(0, "lapsed"),),
    STAND_IN: (Step(0, "wave"),),
}
