"""One occasion, and the sentences that several kinds share."""

from dataclasses import dataclass
from typing import Final

from carenet.core.refusals import N_


@dataclass(frozen=True, slots=True)
class Occasion:
    """Four sentences, as msgids."""

    because: str
    at: str
    until: str
    to: str


AT_ONCE: Final = N_("at once")
BY_STEPS: Final = N_("step by step, until somebody answers")
NO_END: Final = N_("stays in the inbox until it is read")
BEGINS: Final = N_("the session begins, is called off, or the sign-up is withdrawn")
OVER: Final = N_("the session is over or called off")
ANSWERED: Final = N_("it is answered, taken back, or its time has passed")
MET: Final = N_("it is done and written down, or set aside")
VOLUNTEER: Final = N_("the adult who signed up")
LEAD: Final = N_("who leads the place: past absences the deputy, else the level above")
EVERYBODY: Final = N_("adults who come or wait, and the carers of the children")
DIRECTOR: Final = N_("the child director of the village, else the township")
CLIMBS: Final = N_(
    "whom each step of the ladder names: past absences the deputy, else the level above"
)
HOLDER: Final = N_("the adult whose promise it is")
GUARDIANS: Final = N_("the guardians of the child")
OWNER: Final = N_("whose it is")
WISHED: Final = N_("who asked for it in their preferences")
ONCE_A_DAY: Final = N_("once; asked anew each day")
BACKUP_OVER: Final = N_("standing in is over or called off")
CARER: Final = N_("the carer of the child")
GIVER: Final = N_("who gave the place back")
LETTER_LISTED: Final = N_("it is acknowledged, or stands on the printed list")
