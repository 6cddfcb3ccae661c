"""What brings each kind of message about, when it is said, what ends it, and to whom it goes.

For the page that shows everything that can be said. The hours of rounds and the steps of ladders
are not repeated here: the page takes them from where they act. A test holds that every kind has
its occasion and is said from somewhere.
"""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.care import CARE
from carenet.notifications.kinds.occasions.classes import CLASSES
from carenet.notifications.kinds.occasions.danger import DANGER
from carenet.notifications.kinds.occasions.family import FAMILY
from carenet.notifications.kinds.occasions.homes import HOMES
from carenet.notifications.kinds.occasions.occasion import Occasion
from carenet.notifications.kinds.occasions.office import OFFICE
from carenet.notifications.kinds.occasions.sessions import SESSIONS
from carenet.notifications.kinds.occasions.teams import TEAMS

OCCASIONS: Final[Mapping[str, Occasion]] = {
    **SESSIONS, **CLASSES, **CARE, **FAMILY, **DANGER, **OFFICE, **HOMES, **TEAMS,
}  # fmt: skip
GROUPS: Final[Mapping[str, str]] = {
    "sessions": N_("Sessions and stand-ins"), "classes": N_("Holiday classes"), "teams": N_("Visiting teams"), "care": N_("Care and family"),
    "family": N_("Records and what families ask"),
    "danger": N_("Danger and ladders"), "office": N_("Offices and summaries"),
    "homes": N_("Taking part"),
}  # fmt: skip
_BY_GROUP: Final = {
    "sessions": SESSIONS, "classes": CLASSES, "care": CARE, "family": FAMILY, "danger": DANGER, "office": OFFICE,
    "homes": HOMES, "teams": TEAMS,
}  # fmt: skip


def group_of(code: str) -> str:
    """The section of the page in which a kind stands."""
    return next((group for group, kinds in _BY_GROUP.items() if code in kinds), "office")


__all__ = ["GROUPS", "OCCASIONS", "Occasion", "group_of"]
