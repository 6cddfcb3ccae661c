"""Saying how one wishes to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from carenet.accounts.services import keep_tongue
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, Refusal
from carenet.notifications.rules.ways import IN_APP, OUTSIDE, STOPPABLE
from carenet.notifications.services.stopping import keep_stops

PAUSE_DAYS_MAX: Final = 60
MIDNIGHT: Final = time(0)
KEEP: Final = """
insert into notification_preferences
  (person, channels, quiet_from, quiet_until, digest, paused_until, set_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (person) do update set channels = excluded.channels, quiet_from = excluded.quiet_from,
  quiet_until = excluded.quiet_until, digest = excluded.digest,
  paused_until = excluded.paused_until, set_at = excluded.set_at"""


class PauseTooLong(Refusal):
    """A pause has an end that is not far away."""

    msgid = N_("A pause can last at most %(days)s days.")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wishes to be told."""

    uses: Mapping[str, str]
    """Channels in order, each `always`, `danger` or `never`; those left out stay as they are."""
    quiet: tuple[time, time] | None
    """None: the hours that are usual for one's roles."""
    digest: str
    paused_until: date | None
    language: str | None = None


def order_of(uses: Mapping[str, str]) -> list[str]:
    """The channels for what is no danger. Empty: everybody's order, new channels too."""
    always = [way for way, use in uses.items() if use == "always"]
    if always == [way for way in OUTSIDE if way in uses]:
        return []
    return always or [IN_APP]


async def prefer(wish: Wish, *, by: Actor) -> None:
    """Keep my preferences.

    Danger is not asked about: it is said at once to everybody, by whatever way is not stopped.

    Raises:
        PauseTooLong: beyond PAUSE_DAYS_MAX.

    """
    until = wish.paused_until
    if until and until > clock.today() + timedelta(days=PAUSE_DAYS_MAX):
        raise PauseTooLong(days=PAUSE_DAYS_MAX)
    ends = clock.at(until + timedelta(days=1), MIDNIGHT) if until else None
    starts_at, ends_at = wish.quiet or (None, None)
    silent = {way: use == "never" for way, use in wish.uses.items() if way in STOPPABLE}
    async with transaction(by) as db:
        await db.execute(
            KEEP, by.me, order_of(wish.uses), starts_at, ends_at, wish.digest, ends, clock.now()
        )
        await keep_stops(silent, by=by)
        if wish.language:
            await keep_tongue(by=by, language=wish.language)
