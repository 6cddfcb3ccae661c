"""What is said of boarders on their way home; never which child."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import ARRIVED, Kind

BOARDING: Final = (
    Kind(
        "friday.list", N_("leave list not made"),
        N_("Who goes home today?"),
        N_("The list of your boarders for today is not made yet. Please say in carenet who goes home, how and with whom."),
        path="/friday", must_reach=False,
    ),
    Kind(
        "friday.home", N_("home from school?"),
        N_("Home from school?"),
        N_("School is over for the week. Are all your children home? One tap is enough. If one has not come, say so: somebody looks at once."),
        path="/friday/home", answers=ARRIVED,
    ),
    Kind(
        "friday.still", N_("home from school, asked again"),
        N_("Are all home from school?"),
        N_("We have not heard yet whether all your children are home from school. Please answer now; at nine somebody begins to look."),
        path="/friday/home", answers=ARRIVED,
    ),
    Kind(
        "friday.not_home", N_("boarder not known to be home"),
        N_("%(place)s: one boarder not heard of"),
        N_("One boarder of %(place)s should have been home by %(time)s, and nobody has said so. Look in carenet at once and call."),
        {"place": "text", "time": "time"}, "/friday", urgent=True,
    ),
    Kind(
        "friday.not_home_many", N_("boarders not known to be home"),
        N_("%(place)s: %(count)s boarders not heard of"),
        N_("%(count)s boarders of %(place)s should have been home by %(time)s, and nobody has said so. Look in carenet at once and call."),
        {"place": "text", "time": "time", "count": "count"}, "/friday", urgent=True,
    ),
)  # fmt: skip
