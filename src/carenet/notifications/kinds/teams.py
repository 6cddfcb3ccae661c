"""What is said of visiting teams; never which child."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind, Type

FIRST_DAY: Final[dict[str, Type]] = {"date": "date", "place": "text", "title": "text"}

TEAMS: Final = (
    Kind(
        "team.proposed", N_("the visit of a team waits for a decision"),
        N_("A team would like to come: %(title)s"),
        N_("%(title)s is proposed for %(place)s from %(date)s. Please decide in carenet whether it may come."),
        FIRST_DAY, "/team-visits/%(id)s", can_wait=True,
    ),
    Kind(
        "team.approved", N_("the visit of a team was approved"),
        N_("The visit is approved: %(title)s"),
        N_("%(title)s comes to %(place)s from %(date)s. Please look in carenet what is still missing before."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.refused", N_("the visit of a team was not approved"),
        N_("The visit is not approved: %(title)s"),
        N_("%(title)s does not come to %(place)s from %(date)s. The reason stands in carenet."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.called_off", N_("the visit of a team was called off"),
        N_("The visit was called off: %(title)s"),
        N_("%(title)s does not come to %(place)s from %(date)s any more. The reason stands in carenet."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.move_asked", N_("other days for the visit of a team wait for a decision"),
        N_("A team asks for other days: %(title)s"),
        N_("%(title)s would come to %(place)s from %(date)s instead. What that would do stands in carenet; please decide."),
        FIRST_DAY, "/team-visits/%(id)s", can_wait=True,
    ),
    Kind(
        "team.moved", N_("the visit of a team has other days"),
        N_("The team comes on other days: %(title)s"),
        N_("%(title)s now comes to %(place)s from %(date)s. Places on days it does not come any more were given back."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.not_moved", N_("the visit of a team keeps its days"),
        N_("The visit keeps its days: %(title)s"),
        N_("%(title)s comes to %(place)s from %(date)s as planned. Why no other days stands in carenet."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.lead", N_("somebody leads a team from now on"),
        N_("You lead the team from now on: %(title)s"),
        N_("Please look in carenet where the team goes next, who comes along, and what is still missing."),
        {"title": "text"}, "/me/team",
    ),
    Kind(
        "team.lead_passed", N_("the lead of a team has passed to somebody else"),
        N_("Somebody else leads the team now: %(title)s"),
        N_("Your sessions stay as they are. Please tell the new leader what is still open."),
        {"title": "text"}, "/week",
    ),
    Kind(
        "team.handover", N_("a team is to hand over before it leaves"),
        N_("Please hand over before you leave: %(title)s"),
        N_("The last day at %(place)s is %(date)s. Please write down in carenet what you did with each group of children."),
        FIRST_DAY, "/team-visits/%(id)s/handover",
    ),
    Kind(
        "team.not_handed_over", N_("a team left without handing over"),
        N_("No hand-over yet: %(title)s"),
        N_("The team left %(place)s on %(date)s and has not written down what it did. Please ask the leader."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
    Kind(
        "team.handed_over", N_("a team has handed over"),
        N_("Please read: %(title)s has handed over"),
        N_("What the team did at %(place)s until %(date)s is written down in carenet, group by group."),
        FIRST_DAY, "/team-visits/%(id)s",
    ),
)  # fmt: skip
