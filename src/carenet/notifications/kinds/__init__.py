"""What can be said: every kind of message with its typed variables and its words.

No kind has a variable that could hold a child's name, identity, address or state; a test holds this.
The Chinese is in the catalogue. When each is said, to whom and until when stands where it is planned.
"""

from collections.abc import Mapping
from typing import Final

from carenet.notifications.kinds.backups import BACKUPS
from carenet.notifications.kinds.boarding import BOARDING
from carenet.notifications.kinds.care import CARE
from carenet.notifications.kinds.classes import CLASSES
from carenet.notifications.kinds.climbing import CLIMBING
from carenet.notifications.kinds.consents import CONSENTS
from carenet.notifications.kinds.danger import DANGER
from carenet.notifications.kinds.homes import HOMES
from carenet.notifications.kinds.kind import ANSWERS, Kind
from carenet.notifications.kinds.letters import LETTERS
from carenet.notifications.kinds.office import OFFICE
from carenet.notifications.kinds.sessions import SESSIONS
from carenet.notifications.kinds.teams import TEAMS
from carenet.notifications.kinds.visits import VISITS

ALL: Final = (
    *SESSIONS,
    *CARE,
    *VISITS,
    *BACKUPS,
    *CONSENTS,
    *DANGER,
    *OFFICE,
    *CLIMBING,
    *LETTERS,
    *BOARDING,
    *CLASSES,
    *HOMES,
    *TEAMS,
)
KINDS: Final[Mapping[str, Kind]] = {kind.code: kind for kind in ALL}
DIGEST: Final = "digest.daily"
WEEKLY: Final = "digest.weekly"

__all__ = ["ALL", "ANSWERS", "DIGEST", "KINDS", "WEEKLY", "Kind"]
