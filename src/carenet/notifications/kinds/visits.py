"""What is said around visits to a home: who comes along, and what should follow."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind

VISITS: Final = (
    Kind(
        "visit_task.opened", N_("something should follow a visit"),
        N_("Something should follow a visit"),
        N_("A visitor says that something should follow. Please look at it in carenet."),
        path="/follow-ups", can_wait=True,
    ),
    Kind(
        "visit.together", N_("were you on a visit too"),
        N_("Were you on this visit too?"),
        N_("Somebody wrote down a visit and that you came along. Please say in carenet whether you did; then it counts for you too."),
        path="/visits/together", can_wait=True,
    ),
    Kind(
        "joint.asked", N_("will you come along on a visit"),
        N_("You are asked to come along on a visit"),
        N_("Somebody asks you to come along on a home visit on %(date)s at %(time)s. Where to, stands in carenet; please say yes or no there."),
        {"date": "date", "time": "time"}, "/visits/together",
    ),
    Kind(
        "joint.answered", N_("an answer to a visit together"),
        N_("Your visit together was answered"),
        N_("Somebody you asked to come along on %(date)s at %(time)s has said yes or no. Please read it in carenet."),
        {"date": "date", "time": "time"}, "/visits/together", can_wait=True,
    ),
    Kind(
        "joint.off", N_("a visit together is called off"),
        N_("A visit together is called off"),
        N_("The home visit on %(date)s at %(time)s to which you were asked does not take place."),
        {"date": "date", "time": "time"}, "/visits/together",
    ),
    Kind(
        "visit_task.due", N_("a second visit is due"),
        N_("You wanted to come again"),
        N_("You wrote that you would come again by %(date)s. Been there already? Please write it down in carenet."),
        {"date": "date"}, "/follow-ups", can_wait=True,
    ),
)  # fmt: skip
