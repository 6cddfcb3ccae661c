"""The ladders of holiday classes, as the engine of all climbs takes them."""

from typing import Final

from carenet.classes.rules.counting import LATE_MINUTES
from carenet.core.ladders import Ladders
from carenet.core.steps import Step

OFFER: Final = "class_offer"
COUNT: Final = "head_count"
COUNT_STEPS: Final = (Step(0, "due"), Step(LATE_MINUTES, "late"))
LADDERS: Final[Ladders] = {OFFER: (Step(0, "lapsed"),), COUNT: COUNT_STEPS}


def class_of(holiday_class: object) -> str:
    """How messages name a class."""
    return f"class:{holiday_class}"


def offer_of(application: object) -> str:
    """How the climb of a place that is kept names its application."""
    return f"application:{application}"
