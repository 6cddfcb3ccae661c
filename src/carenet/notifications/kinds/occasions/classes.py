"""What brings messages about holiday classes about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import AT_ONCE, DIRECTOR, LEAD, OVER, Occasion

KEPT: Final = N_("the place is taken or refused, or its time has passed")
CLASSES: Final[Mapping[str, Occasion]] = {
    "class.offered": Occasion(
        N_("a place in a holiday class came free for a child that waits"),
        N_("at once; the place is kept until eight the next evening, two hours close to the class"),
        KEPT, N_("the parent or carer who asked on the phone"),
    ),
    "class.offered_call": Occasion(
        N_("a place in a holiday class came free for a child whose family asked at the place"),
        N_("at once; the place is kept until eight the next evening, two hours close to the class"),
        KEPT, LEAD,
    ),
    "class.alone": Occasion(
        N_("a family wrote that a child under eight is alone by day, and no place is free"), AT_ONCE,
        N_("stays in the inbox until it is read"), DIRECTOR,
    ),
    "class.count": Occasion(
        N_("a head count of a holiday class is due"),
        N_("half an hour after the beginning, after lunch, and half an hour before the end"), OVER, LEAD,
    ),
    "class.uncounted": Occasion(
        N_("a head count of a holiday class is not written down"), N_("20 minutes after it was due"),
        OVER, N_("who leads the place, and the child director of the village"),
    ),
    "class.over": Occasion(
        N_("more children were counted than the adults there may look after"), AT_ONCE, OVER,
        N_("the township"),
    ),
}  # fmt: skip
