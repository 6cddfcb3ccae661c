"""Signing a group up: who may, for how many days, and what is said of each person.

Source: rules of the field, visiting teams; each place has the same rules as for oneself.
"""

from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

AHEAD_MAX: Final = timedelta(days=120)
PLACES_MAX: Final = 60
"""So many places are asked for at once: people times days."""
WHY: Final = {
    "full": N_("all places were taken"), "elsewhere": N_("is somewhere else at that time"),
    "papers": N_("the papers do not cover that day"), "away": N_("is away then"),
    "closed": N_("sign-up has closed"), "way": N_("too little time for the way from another place"),
    "unopened": N_("sign-up is not open yet"), "word": N_("here the lead gives each place: please let them ask themselves"),
    "there": N_("comes already"), "off": N_("was called off or has begun"), "local": N_("no adult of the place has a place there yet"),
    "visit": N_("the team does not visit that place on that day"), "other": N_("not possible"),
}  # fmt: skip
"""What came of it for one person, where it is not a place."""


class CannotGroup(Refusal):
    """A group cannot be signed up like this."""

    msgid = N_("A group cannot be signed up like this.")


def require_group(people: int, days: int, first: date, until: date) -> None:
    """Somebody is chosen, the last day does, and it is not too much at once.

    Raises:
        CannotGroup: it is not so.

    """
    if not people:
        raise CannotGroup(N_("Please choose at least one person."))
    if until < first:
        raise CannotGroup(N_("The last day lies before the first."))
    if until - first > AHEAD_MAX:
        raise CannotGroup(N_("Please choose at most four months at once."))
    if people * days > PLACES_MAX:
        raise CannotGroup(
            N_("That would be %(places)s places; at most %(most)s at once. Please choose fewer days or people."),
            places=people * days, most=PLACES_MAX,
        )  # fmt: skip
