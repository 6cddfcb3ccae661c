"""Saying how one wishes to be told."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, Refusal

PAUSE_DAYS_MAX: Final = 60
MIDNIGHT: Final = time(0)


class PauseTooLong(Refusal):
    """A pause has an end that is not far away."""

    msgid = N_("A pause can last at most %(days)s days.")


async def prefer(
    channels: Sequence[str],
    quiet: tuple[time, time] | None,
    digest: str,
    paused_until: date | None,
    *,
    by: Actor,
) -> None:
    """Keep my preferences; None as quiet hours means those that are usual for my roles.

    Danger is not asked about: it is said at once to everybody.

    Raises:
        PauseTooLong: beyond PAUSE_DAYS_MAX.

    """
    if paused_until and paused_until > clock.today() + timedelta(days=PAUSE_DAYS_MAX):
        raise PauseTooLong(days=PAUSE_DAYS_MAX)
    ends = clock.at(paused_until + timedelta(days=1), MIDNIGHT) if paused_until else None
    starts_at, ends_at = quiet or (None, None)
    async with transaction(by) as db:
        await db.execute(
            """insert into notification_preferences
                 (person, channels, quiet_from, quiet_until, digest, paused_until, set_at)
               values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (person) do update set channels = excluded.channels,
                 quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                 digest = excluded.digest, paused_until = excluded.paused_until,
                 set_at = excluded.set_at""",
            by.me,
            list(channels),
            starts_at,
            ends_at,
            digest,
            ends,
            clock.now(),
        )
