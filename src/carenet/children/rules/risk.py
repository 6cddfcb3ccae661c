"""The tier in which a child's needs are served, computed with reasons and never picked.

Tier 0 is served first. A known danger of the night or the absence of any adult decides alone,
common facts count only together: two of any kind make tier 2, three make tier 1. Unknown facts add
nothing: they are asked for elsewhere. The weights are field judgement to be reviewed by
practitioners; that a child under eight is never unattended is law (Protection of Minors, art. 21).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from carenet.children.rules.ages import age_on
from carenet.children.rules.facts_given import CarerKind
from carenet.core.said import N_, Said

TIER_LOWEST: Final = 3
UNATTENDED_AGE_BELOW: Final = 8
CONTACT_DAYS_MAX: Final = 30
TOGETHER: Final = ((3, 1), (2, 2))
"""So many facts below the first two tiers make this tier."""


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known today; None is unknown, which is neither yes nor no."""

    birth_date: date | None = None
    carer: CarerKind | None = None
    cannot_stay: bool | None = None
    alone_at_night: bool | None = None
    both_away: bool | None = None
    one_away_other_unable: bool | None = None
    guardian_reached: bool | None = None
    carer_reachable: bool | None = None
    needs_special_care: bool | None = None
    ill_now: bool | None = None
    out_of_school: bool | None = None
    newly_away: bool | None = None
    days_without_parent_contact: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """Tier 0 (first) to 3, with the facts that led to it, the gravest first."""

    tier: int
    reasons: tuple[Said, ...]


def risk_of(facts: RiskFacts, today: date) -> Risk:
    """Weigh the facts of one day: the gravest decides, or several lesser ones together."""
    found = sorted(_weighed(facts, today), key=lambda pair: pair[0])
    lesser = sum(tier >= 2 for tier, _ in found)
    tiers = [tier for tier, _ in found] + [tier for count, tier in TOGETHER if lesser >= count]
    return Risk(min(tiers, default=TIER_LOWEST), tuple(why for _, why in found))


def _weighed(facts: RiskFacts, today: date) -> list[tuple[int, Said]]:
    age = None if facts.birth_date is None else age_on(facts.birth_date, today)
    small = age is not None and age < UNATTENDED_AGE_BELOW
    frail = bool(facts.needs_special_care) or bool(facts.ill_now)
    nobody = facts.carer is CarerKind.NOBODY
    parentless = bool(facts.both_away) or bool(facts.one_away_other_unable)
    silent = facts.days_without_parent_contact
    weighed = [
        (bool(facts.alone_at_night), 0, Said(N_("Sleeps alone at night."))),
        (nobody, 0, Said(N_("Nobody looks after the child."))),
        (bool(facts.cannot_stay), 0, _CANNOT_STAY),
        (frail and facts.carer_reachable is False, 0, _FRAIL_UNREACHED),
        (facts.guardian_reached is False, 1, Said(N_("The guardian could not be reached."))),
        (frail and parentless, 1, Said(N_("Needs special care, and no parent at home."))),
        (bool(facts.out_of_school), 1, Said(N_("Out of school."))),
        (bool(facts.ill_now), 2, Said(N_("Ill at present."))),
        (bool(facts.needs_special_care), 2, Said(N_("Needs special care of body or mind."))),
        (small, 3, Said(N_("Under eight."))),
        (bool(facts.both_away), 3, Said(N_("Both parents are away."))),
        (
            bool(facts.one_away_other_unable),
            3,
            Said(N_("One parent is away, the other cannot care for a child.")),
        ),
        (facts.carer_reachable is False, 2, Said(N_("The carer cannot be reached."))),
        (bool(facts.newly_away), 3, Said(N_("A parent has just left."))),
        (
            silent is not None and silent >= CONTACT_DAYS_MAX,
            2,
            Said(N_("No contact with the parents for %(days)s days."), {"days": silent or 0}),
        ),
    ]
    return [(tier, why) for true, tier, why in weighed if true]


_CANNOT_STAY: Final = Said(N_("Two people saw that the child cannot stay where it is."))
_FRAIL_UNREACHED: Final = Said(N_("Ill or needing special care, and the carer cannot be reached."))
