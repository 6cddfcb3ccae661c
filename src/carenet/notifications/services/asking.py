"""What became of a send that nobody can tell about: the channel is asked by our key first."""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any, Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.notifications.channels.protocol import Address, Channels, Receipt, Unclear
from carenet.notifications.rules.retrying import UNCERTAIN_HOURS_MAX, wait_after
from carenet.notifications.services.falling_through import fall_through
from carenet.notifications.services.sending import POST_SECONDS_MAX, STILL_WANTED

ASK_LEASE_SECONDS: Final = 30
SWEEP_MAX: Final = 500

LAPSED: Final = """
update outgoing set state = 'uncertain', uncertain_at = coalesce(uncertain_at, $1), state_at = $1,
  state_because = 'no answer came back', not_before = $1, lease = null
where id in (select id from outgoing where state = 'sending' and lease < now() limit $2
  for update skip locked)"""
EXPIRED: Final = """
update outgoing set state = 'expired', state_at = $1, state_because = 'no longer of use'
where id in (select id from outgoing where state in ('queued', 'held') and expires_at <= $1 limit $2
  for update skip locked)"""
TAKE: Final = """
update outgoing set claim = $1, lease = now() + $3 * interval '1 second' where id = (
  select id from outgoing where state = 'uncertain' and given_up_at is null and not_before <= $2
    and (lease is null or lease < now()) order by not_before limit 1 for update skip locked)
returning id, reminder, recipient, channel, kind, subject, details, expires_at, uncertain_at,
  urgent, claim, (select a.phone from app.addresses(array[recipient]) a) as phone"""
FOUND: Final = """
update outgoing set state = $3, state_at = $4, state_because = 'the channel has it', provider_id = $5,
  lease = null where id = $1 and claim = $2 and state = 'uncertain'"""
UNKNOWN: Final = f"""
update outgoing set state = {STILL_WANTED}, state_at = $3, state_because = 'the channel does not have it',
  not_before = $3, lease = null, claim = null
where id = $1 and claim = $2 and state = 'uncertain'"""
LATER: Final = """
update outgoing set not_before = $3, lease = null, claim = null
where id = $1 and claim = $2 and state = 'uncertain'"""
GIVEN_UP: Final = """
update outgoing set given_up_at = $3, state_because = $4, lease = null, claim = null
where id = $1 and claim = $2 and state = 'uncertain'"""


# What a receipt called failed holds no claim any more; taking one says who follows it up.
REFUSED_LATER: Final = """
update outgoing set claim = $1 where id = (
  select id from outgoing where state = 'failed' and claim is null and reminder is not null
    and channel = any($2) and state_at > $3 order by state_at limit 1 for update skip locked)
returning id, reminder, recipient, channel, kind, subject, details, expires_at"""
FOLLOWED_UP: Final = timedelta(days=1)
"""A receipt older than this is of no use: what it was about is over."""


async def follow_up(channels: Channels, by: Actor) -> bool:
    """Begin the next way of a message that was taken and, as a receipt says, never arrived.

    False: there is none now.
    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow(REFUSED_LATER, uuid7(), list(channels), now - FOLLOWED_UP)
        if row is not None:
            await fall_through(row, channels, now, by=by)
    return row is not None


async def sweep(by: Actor) -> tuple[int, int]:
    """What lapsed while sending is uncertain from now on; what is of no use any more expires."""
    now = clock.now()
    async with transaction(by) as db:
        lapsed = await db.execute(LAPSED, now, SWEEP_MAX)
    async with transaction(by) as db:
        expired = await db.execute(EXPIRED, now, SWEEP_MAX)
    return lapsed, expired


async def ask_one(channels: Channels, by: Actor) -> bool:
    """Ask about the next uncertain message; False: there is none to ask about now."""
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow(TAKE, uuid7(), now, ASK_LEASE_SECONDS)
    if row is None:
        return False
    channel = channels.get(row["channel"])
    if channel is None or not channel.capabilities.asks:
        await _give_up(row, "the channel cannot be asked", channels, now, by)
        return True
    try:
        async with asyncio.timeout(POST_SECONDS_MAX):
            receipt = await channel.ask(
                row["id"], Address(row["recipient"], phone=row["phone"]), row["uncertain_at"]
            )
    except TimeoutError:
        await _not_yet(row, "no answer in time", channels, by)
        return True
    except Unclear as wrong:
        await _not_yet(row, str(wrong), channels, by)
        return True
    await _settle(row, receipt, by)
    return True


async def _settle(row: Any, receipt: Receipt | None, by: Actor) -> None:
    async with transaction(by) as db:
        if receipt is None:
            await db.execute(UNKNOWN, row["id"], row["claim"], clock.now())
            return
        state = "delivered" if receipt.delivered else "sent"
        await db.execute(FOUND, row["id"], row["claim"], state, clock.now(), receipt.provider_id)


async def _not_yet(row: Any, because: str, channels: Channels, by: Actor) -> None:
    """Ask again later, for a day; then leave it uncertain, shown, and take another way."""
    now = clock.now()
    waited = now - row["uncertain_at"]
    if waited > timedelta(hours=UNCERTAIN_HOURS_MAX):
        await _give_up(row, f"the channel does not say: {because}", channels, now, by)
        return
    asked = 1 + int(waited.total_seconds() // 60)
    wait = wait_after(asked, random.random(), urgent=row["urgent"])  # noqa: S311  spreads load
    async with transaction(by) as db:
        await db.execute(LATER, row["id"], row["claim"], now + wait)


async def _give_up(row: Any, because: str, channels: Channels, now: datetime, by: Actor) -> None:
    """It stays uncertain: sending it again could say it twice. Another way makes sure."""
    async with transaction(by) as db:
        touched = await db.execute(GIVEN_UP, row["id"], row["claim"], now, because[:200])
        if touched:
            await fall_through(row, channels, now, by=by)
