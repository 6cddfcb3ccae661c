"""What is said of holiday classes; never which child."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import WHEN, Kind, Type

FIRST_DAY: Final[dict[str, Type]] = {"date": "date", "place": "text", "title": "text"}
KEPT: Final[dict[str, Type]] = {**FIRST_DAY, "until": "time"}

CLASSES: Final = (
    Kind(
        "class.offered", N_("a place in a holiday class has come free"),
        N_("A place is free: %(title)s"),
        N_("%(title)s at %(place)s: a place is kept for your child until %(date)s at %(until)s."
           " Please say in carenet whether it comes."),
        KEPT, "/family/classes",
    ),
    Kind(
        "class.offered_call", N_("a family is to be called about a free place"),
        N_("A place is free, please call: %(title)s"),
        N_("%(title)s: a place is kept until %(date)s at %(until)s for a child whose family asked"
           " at %(place)s. Please call them and write down what they say."),
        KEPT, "/classes/%(id)s",
    ),
    Kind(
        "class.alone", N_("a young child alone by day waits for a place"),
        N_("No place yet for a child alone by day"),
        N_("A family says that a child under eight has no adult at home by day. %(title)s at %(place)s from %(date)s"
           " has no place free. Please look today what helps."),
        FIRST_DAY, "/classes/%(id)s",
    ),
    Kind(
        "class.count", N_("head count is due"),
        N_("Count heads now: %(title)s"),
        N_("%(title)s in %(place)s: please count the children and the adults now and write it down."),
        WHEN, "/classes/days/%(id)s", must_reach=False,
    ),
    Kind(
        "class.uncounted", N_("head count was not taken"),
        N_("Heads not counted: %(title)s"),
        N_("%(title)s in %(place)s on %(date)s: the head count that was due is not written down. Please ask there whether"
           " all children are there."),
        WHEN, "/classes/days/%(id)s", urgent=True,
    ),
    Kind(
        "class.over", N_("too many children for the adults there"),
        N_("Adults are missing: %(title)s"),
        N_("%(title)s in %(place)s on %(date)s: %(count)s children and %(adults)s adults were counted. Nobody is sent away;"
           " please help to find another adult."),
        {**WHEN, "count": "count", "adults": "count"}, "/classes/days/%(id)s",
    ),
)  # fmt: skip
