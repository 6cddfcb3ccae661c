"""Who comes every time and the opening of sign-up: their turn comes first, and once.

Source: a field judgement: a promise for a term is worth more than being quick at midnight, but no
place stays shut because a clock stands still.
"""

from datetime import datetime, timedelta
from typing import Final

from carenet.core.refusals import N_
from carenet.scheduling.rules.signing import CannotSignUp

FIRST_FOR: Final = timedelta(minutes=10)
"""So long after the opening, places are kept for those who come every time and had no turn yet."""
WHY: Final = {
    "full": N_("All places were taken when your turn came. You can wait for one to come free."),
    "elsewhere": N_("You are somewhere else at that time."),
    "papers": N_("Your papers do not cover that day."),
    "away": N_("You said that you are away then."),
    "closed": N_("Sign-up had closed already. The lead can still add you."),
    "way": N_("There is too little time for the way from or to another place."),
    "other": N_("It was not possible. The lead can say more."),
}  # fmt: skip
"""Why somebody who comes every time has no place on a day."""


class KeptForStanding(CannotSignUp):
    """The places left belong, for some minutes, to those who come every time."""

    msgid = N_(
        "Sign-up has just opened: the places left go to those who come every time first. Please look again in %(minutes)s minutes."
    )


def require_not_kept(
    now: datetime, opens: datetime | None, taken: int, places: int, promised: int
) -> None:
    """Somebody who took a place just now leaves enough for those whose turn comes first.

    Raises:
        KeptForStanding: right after the opening there are not so many.

    """
    if opens is not None and promised and now < opens + FIRST_FOR and taken + promised > places:
        raise KeptForStanding(minutes=int(FIRST_FOR.total_seconds() // 60))
