"""Somebody of the family keeps a child: what the village looks at, and what may come of it. Pure.

Kin are carers and no host family: nobody is taken on, the village sees what is needed.
Source: Law on the Protection of Minors articles 22 and 43 (whoever is entrusted must be able; the committee looks on).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

ITEMS: Final[Mapping[str, str]] = {
    "night": N_("An adult sleeps in the house every night"),
    "able": N_("The carer is strong enough for it, and well"),
    "bed": N_("The child has a place of its own to sleep, warm and dry"),
    "food": N_("There is enough to eat, and water that is safe"),
    "danger": N_("Wells, ponds, fire, medicine and poison are out of reach"),
    "illness": N_("They know what to do when the child is ill, and whom to call"),
    "school": N_("The child gets to school, and somebody asks about homework"),
    "parents": N_("The parents can be reached, and speak with the child each week"),
    "money": N_("What the child is entitled to arrives"),
    "wishes": N_("The child was asked alone, and wishes to stay"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "suits": N_("It is well as it is"),
    "support": N_("It is well with support"),
    "not": N_("The child cannot stay like this"),
}
VISIT_DAYS_MAX: Final = 30
OPENS_BEFORE: Final = timedelta(days=60)
FIRST_WITHIN: Final = timedelta(days=28)
FIRST_A_WEEK: Final = 3
FIRST_WEEKS_MAX: Final = 26
"""Who keeps a child already is looked at for the first time: three children of a village a week, all within half a year [F]."""


class CannotAssess(Refusal):
    """This cannot be kept of a carer."""


def check_assessment(
    visited_on: date, answers: Mapping[str, str], outcome: str, support: str | None, today: date
) -> None:
    """What two people saw, whole and without contradiction.

    Raises:
        CannotAssess: a day that cannot be, a line without an answer, or no word of what is needed.

    """
    if visited_on > today:
        raise CannotAssess(
            N_("That visit is still to come. Please write it down once you were there.")
        )
    if visited_on < today - timedelta(days=VISIT_DAYS_MAX):
        raise CannotAssess(
            N_("The visit was more than %(days)s days ago. Please look again together."),
            days=VISIT_DAYS_MAX,
        )
    if set(answers) != set(ITEMS):
        raise CannotAssess(N_("Please answer every line."))
    if outcome == "suits" and "no" in answers.values():
        raise CannotAssess(
            N_(
                "Something is not in order. Please say what support is needed, or what is to follow."
            )
        )
    if outcome != "suits" and not (support or "").strip():
        raise CannotAssess(N_("Please say what support is needed, or what is to follow."))


def next_due(visited_on: date) -> date:
    """The same day a year later; after 29 February the 28th."""
    try:
        return visited_on.replace(year=visited_on.year + 1)
    except ValueError:
        return visited_on.replace(year=visited_on.year + 1, day=28)


def first_due(today: date, ahead: int) -> date:
    """The day by which a carer is looked at for the first time; `ahead`: so many of the village come before."""
    week = min(ahead // FIRST_A_WEEK, FIRST_WEEKS_MAX - 1)
    return today + FIRST_WITHIN + timedelta(weeks=week)
