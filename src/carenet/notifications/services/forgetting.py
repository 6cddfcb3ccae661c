"""What is long over is forgotten at night, a batch at a time: messages, reminders, letters, facts.

The trail of who saw or changed what is another thing, and is kept (package `audit`).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.settings import Settings

BATCH: Final = 2000
BATCHES_MAX: Final = 20
"""A turn of the loop forgets so many batches of each; what is left waits for the next minute."""
BEGINS, ENDS = time(2, 0), time(5, 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long things are kept once they are over."""

    messages: timedelta
    facts: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Kept":
        """As this installation is set."""
        return cls(
            timedelta(days=settings.messages_kept_days), timedelta(days=settings.facts_kept_days)
        )


def is_night(now: datetime) -> bool:
    """The hours in which hardly anybody waits for an answer."""
    return BEGINS <= now.astimezone(clock.SHANGHAI).time() < ENDS


async def forget(kept: Kept, by: Actor) -> dict[str, int]:
    """Forget what is due to be, at night and bounded; how many rows of each."""
    now = clock.now()
    if not is_night(now):
        return {}
    return {
        "messages": await _forget("forget_messages", now - kept.messages, by),
        # A reminder goes after the last message made of it.
        "reminders": await _forget("forget_reminders", now - kept.messages, by),
        "letters": await _forget("forget_letters", now - kept.messages, by),
        "facts": await _forget("forget_facts", now - kept.facts, by),
    }


async def _forget(what: str, before: datetime, by: Actor) -> int:
    done = 0
    for _ in range(BATCHES_MAX):
        async with transaction(by) as db:
            gone: int = await db.fetchval(f"select app.{what}($1, $2)", before, BATCH)
        done += gone
        if gone < BATCH:
            break
    return done
