"""What brings messages about visiting teams about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import AT_ONCE, Occasion

DAYS_OVER: Final = N_("the days of the visit are over")
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
}  # fmt: skip
