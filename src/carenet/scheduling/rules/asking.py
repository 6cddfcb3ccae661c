"""A place that waits for a word: how long it is held.

Source: rules of the field, "Sign-up"; a day is a field judgement: leads look at the page once a day.
"""

from datetime import datetime, timedelta
from typing import Final

from carenet.scheduling.rules.signing import CannotSignUp

WORD_WITHIN: Final = timedelta(hours=24)
"""So long a place is held for whoever asked; never past the beginning."""


class NeedsWord(CannotSignUp):
    """The place is given by whoever runs the centre; a verb turns it into an asking."""


def word_until(now: datetime, starts_at: datetime) -> datetime:
    """Until when an asking waits for an answer: a day, or until it begins."""
    return min(now + WORD_WITHIN, starts_at)
