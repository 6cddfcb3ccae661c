"""What brings messages about visiting teams about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import AT_ONCE, LEAD, Occasion

DAYS_OVER: Final = N_("the days of the visit are over")
WRITTEN: Final = N_("it is written down, or fourteen days have passed")
HEARD: Final = N_("seven days have passed")
LEADER: Final = N_("the leader of the team")
TEAMS: Final[Mapping[str, Occasion]] = {
    "team.proposed": Occasion(
        N_("days at a place were proposed for a team"), AT_ONCE, DAYS_OVER,
        N_("the township and the county of the place, but for who proposed it"),
    ),
    "team.approved": Occasion(
        N_("the visit of a team was approved"), AT_ONCE, DAYS_OVER,
        N_("the leader of the team, and who leads the place"),
    ),
    "team.refused": Occasion(N_("the visit of a team was not approved"), AT_ONCE, DAYS_OVER, LEADER),
    "team.called_off": Occasion(
        N_("the visit of a team was called off"), AT_ONCE, DAYS_OVER,
        N_("the leader of the team, and who leads the place if it was approved"),
    ),
    "team.move_asked": Occasion(
        N_("other days were asked for the approved visit of a team"), AT_ONCE, DAYS_OVER,
        N_("the township and the county of the place, but for who asked"),
    ),
    "team.moved": Occasion(
        N_("other days of a visit were approved"), AT_ONCE, DAYS_OVER,
        N_("everybody of the team, who asked, and who leads the place"),
    ),
    "team.not_moved": Occasion(
        N_("other days of a visit were not approved"), AT_ONCE, DAYS_OVER,
        N_("the leader of the team, and who asked"),
    ),
    "team.lead": Occasion(
        N_("another of its members leads a team from now on"), AT_ONCE, HEARD, LEADER
    ),
    "team.lead_passed": Occasion(
        N_("another of its members leads a team from now on"), AT_ONCE, HEARD,
        N_("who led the team until now"),
    ),
    "team.handover": Occasion(
        N_("the last day of a visit has come, and groups of children are not handed over"),
        N_("at noon of the last day, and again at 17:00"), WRITTEN, LEADER,
    ),
    "team.not_handed_over": Occasion(
        N_("a team left, and groups of children are not handed over"),
        N_("the morning after at nine, and two days later"), WRITTEN,
        N_("the leader of the team, who leads the place, and the township"),
    ),
    "team.handed_over": Occasion(
        N_("the leader of a team wrote down what was done with every group"), AT_ONCE,
        N_("fourteen days have passed"), LEAD,
    ),
}  # fmt: skip
