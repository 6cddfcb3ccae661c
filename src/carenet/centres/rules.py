"""What is true of centres: kinds, seasons, hours that fit."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Final

from carenet.core.refusals import N_

KINDS: Final[Mapping[str, str]] = {
    "care_centre": N_("care centre"),
    "childrens_room": N_("village children’s room"),
    "village_room": N_("village children’s room"),
}
SEASONS: Final[Mapping[str, str]] = {"term": N_("in term"), "holiday": N_("in the holidays")}
# A place approved as observable (open door, seen from road or office) is looked at again yearly.
OBSERVABLE_FOR: Final = timedelta(days=365)
PLACES_MAX: Final = 500
# Letters and digits that nobody mixes up when reading them out.
SHORT_CODE_ALPHABET: Final = "ACDEFHJKLMNPRTUVWXY34679"
SHORT_CODE_LENGTH: Final = 6


def hours_fit(opens_at: time, closes_at: time) -> bool:
    """A centre opens before it closes, on the same day."""
    return opens_at < closes_at
