"""Newcomers stay in groups: the first sixty days and the first ten sessions, both.

Prior certified service at the same school counts; people who stay a short time never leave groups.
Source: the field's rules for adults, product paper section 5; abuse case 01.
"""

from datetime import date, timedelta
from typing import Final

from carenet.safeguarding.rules.tiers import Tier

NEW_DAYS: Final = 60
NEW_SESSIONS: Final = 10


def still_new(joined_on: date, sessions_held: int, today: date) -> bool:
    """Is this adult still to be met in groups only?"""
    return today < joined_on + timedelta(days=NEW_DAYS) or sessions_held < NEW_SESSIONS


def may_be_alone(
    tier: Tier | None, joined_on: date, sessions_held: int, today: date, *, short_stay: bool = False
) -> bool:
    """May this adult be with one child, visit a home, stay a night?"""
    return (
        tier is Tier.CLEARED and not short_stay and not still_new(joined_on, sessions_held, today)
    )


def may_lead(tier: Tier | None) -> bool:
    """May this adult be the one who answers for a session?"""
    return tier is Tier.CLEARED
