"""Senders: claim with a lease, fence, post, mark. Never lost; at most one accepted per key.

A claim is a lease on a row that is still queued: if its worker dies the row is simply free again,
nothing was sent. Just before the post the row is marked `sending` behind the fence; if that lapses
nobody knows what happened, and `services.asking` asks the channel by the key.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from carenet.accounts.services import LINK_TIME, fresh_token, token_hash
from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.ciphers import unseal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.words import speaking
from carenet.notifications.channels.protocol import (
    Address,
    Busy,
    Channels,
    NotNow,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)
from carenet.notifications.channels.templates import CODE, CODE_BYTES
from carenet.notifications.kinds import KINDS
from carenet.notifications.rules.retrying import attempts_max, is_patient, wait_after
from carenet.notifications.services.falling_through import fall_through
from carenet.notifications.services.stopping import stop_path
from carenet.notifications.wording import CannotSay, say

LEASE_SECONDS: Final = 30
BOT_PLACE: Final = ("group_bots", "address")
POST_SECONDS_MAX: Final = 20
"""Well within a lease: who has not answered by then has neither said yes nor no."""
LINK_SECONDS_MAX: Final = 14 * 86_400
STOPPED: Final = "the channel was stopped"
log = structlog.get_logger()

CLAIM: Final = """
with free as materialized (
  select id from outgoing where state in ('queued', 'held') and channel <> 'in_person'
    and channel = any($3) and not_before <= $2 and (lease is null or lease < now())
    and (expires_at is null or expires_at > $2)
  order by urgent desc, not_before, id limit $5 for update skip locked),
mine as (
  update outgoing set claim = $1, lease = now() + $4 * interval '1 second'
  where id in (select id from free)
  returning id, reminder, recipient, channel, kind, subject, details, language, urgent, attempts,
    expires_at, not_before, created_at)
select mine.*, d.email, d.phone, d.openid, d.bot
from mine left join app.addresses(array(select recipient from mine)) d on d.person = recipient
order by urgent desc, not_before, id"""
FENCE: Final = """
update outgoing set state = 'sending', attempts = attempts + 1, state_at = $3, state_because = null,
  lease = now() + $4 * interval '1 second'
where id = $1 and state in ('queued', 'held') and claim = $2 and lease > now()
returning attempts, exists (select from channel_stops s where s.person = recipient
  and s.channel = outgoing.channel and s.lifted_at is null) as stopped"""
# A post that took longer than its lease and was taken for uncertain meanwhile is known after all.
MARK: Final = """
update outgoing set state = $3, state_at = $4, state_because = $5, provider_id = $6, lease = null
where id = $1 and claim = $2 and state in ('sending', 'uncertain')"""
# What was taken back while it was on its way is not sent again.
STILL_WANTED: Final = """case when exists (select from reminders r where r.id = outgoing.reminder
  and r.state in ('cancelled', 'expired')) then 'cancelled' else 'queued' end"""
BACK: Final = f"""
update outgoing set state = {STILL_WANTED}, state_at = $3, state_because = $4, not_before = $5,
  lease = null, claim = null, attempts = attempts - $6::smallint
where id = $1 and claim = $2 and state = 'sending'"""
UNSURE: Final = """
update outgoing set state = 'uncertain', uncertain_at = coalesce(uncertain_at, $3), state_at = $3,
  state_because = $4, not_before = $3, lease = null, claim = null
where id = $1 and claim = $2 and state = 'sending'"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in one sender's hands."""

    claim: UUID
    row: Any

    @property
    def id(self) -> UUID:
        """The key of the message."""
        key: UUID = self.row["id"]
        return key


async def claim(
    channels: Channels, by: Actor, *, only: str | None = None, many: int = 1
) -> list[Claimed]:
    """Take the next rows that are due, danger first, with the addresses as they are now."""
    names = list(channels) if only is None else [only]
    mark = uuid7()
    async with transaction(by) as db:
        rows = await db.fetch(CLAIM, mark, clock.now(), names, LEASE_SECONDS, many)
    return [Claimed(mark, row) for row in rows]


def _wording(taken: Claimed, token: str, public_url: str) -> Rendered:
    """The message in the recipient's words.

    Raises:
        CannotSay: it cannot be worded.

    """
    row = taken.row
    words = say(row["kind"], row["subject"], row["details"], row["language"])
    asks = KINDS[row["kind"]].asks
    path = f"/m/{token}" if asks else words.path
    with speaking(row["language"]):
        now = clock.now()
        when = dates.moment(now)
    exact = {**words.exact, "when": f"{now.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"}
    return Rendered(
        key=taken.id,
        to=Address(row["recipient"], row["email"], row["phone"], row["openid"], _bot(row)),
        kind=row["kind"], language=row["language"], title=words.title, body=words.body,
        link=f"{public_url}{path}", urgent=row["urgent"], expires_at=row["expires_at"],
        values={**words.values, "when": when, CODE: token if asks else ""},
        exact=exact,
        leave=f"{public_url}{stop_path(row['channel'], row['recipient'])}",
    )  # fmt: skip


def _bot(row: Any) -> str | None:
    """The address of a group's bot, opened."""
    return unseal(row["bot"], *BOT_PLACE, row["recipient"]) if row["bot"] else None


@dataclass(frozen=True, slots=True)
class Passed:
    """A message that was let through to its post: the attempt it is, and whether it may go at all."""

    attempts: int
    stopped: bool
    """Its recipient does not wish to be told by this channel; they may have said so a moment ago."""


async def pass_fence(taken: Claimed, now: datetime, by: Actor, *, token: str = "") -> Passed | None:
    """Mark it `sending`, just before the post; None: another has it, or its cause was taken back."""
    async with transaction(by) as db:
        row = await db.fetchrow(FENCE, taken.id, taken.claim, now, LEASE_SECONDS)
        if row is not None and token and not row["stopped"]:
            ends = taken.row["expires_at"]
            left = (ends - now).total_seconds() if ends else LINK_SECONDS_MAX
            seconds = int(min(LINK_SECONDS_MAX, max(left, LINK_TIME.total_seconds())))
            await db.execute(
                "select app.make_link($1, 'message', null, jsonb_build_object('outgoing', $2::uuid), $3, 1, null)",
                token_hash(token), taken.id, seconds,
            )  # fmt: skip
    return Passed(row["attempts"], row["stopped"]) if row is not None else None


async def send_one(channels: Channels, public_url: str, by: Actor) -> bool:
    """Send the next message; False: there is nothing to send now."""
    taken = await claim(channels, by)
    for one in taken:
        await send_claimed(one, channels, public_url, by)
    return bool(taken)


async def send_claimed(taken: Claimed, channels: Channels, public_url: str, by: Actor) -> None:
    """Fence one claimed message, post it, and mark what came of it."""
    kind = KINDS.get(taken.row["kind"])
    token = fresh_token(CODE_BYTES) if kind and kind.asks else ""
    try:
        message = _wording(taken, token, public_url)
    except CannotSay as wrong:
        message, because = None, str(wrong)
    passed = await pass_fence(taken, clock.now(), by, token=token if message else "")
    if passed is None:
        return
    if message is None or passed.stopped:
        await _failed(taken, STOPPED if message else because, channels, by)
        return
    channel = channels[taken.row["channel"]]
    try:
        async with asyncio.timeout(POST_SECONDS_MAX):
            receipt = await channel.send(message)
    except TimeoutError:
        await _mark(UNSURE, taken, clock.now(), "no answer in time", by=by)
    except Refused as wrong:
        await _failed(taken, str(wrong), channels, by)
    except NotNow as wrong:
        await _try_later(taken, passed.attempts, wrong, channels, by)
    except Unclear as wrong:
        await _mark(UNSURE, taken, clock.now(), str(wrong)[:200], by=by)
    else:
        await mark_taken(taken, receipt, by)


async def mark_taken(taken: Claimed, receipt: Receipt, by: Actor) -> None:
    """The channel has it."""
    state = "delivered" if receipt.delivered else "sent"
    await _mark(MARK, taken, state, clock.now(), None, receipt.provider_id, by=by)


async def _mark(sql: str, taken: Claimed, *values: Any, by: Actor) -> None:
    async with transaction(by) as db:
        await db.execute(sql, taken.id, taken.claim, *values)


async def _try_later(
    taken: Claimed, attempts: int, wrong: NotNow, channels: Channels, by: Actor
) -> None:
    urgent, now = taken.row["urgent"], clock.now()
    patient = isinstance(wrong, Busy) and is_patient(
        wrong.wait, now - taken.row["created_at"], urgent=urgent
    )
    over = (isinstance(wrong, Busy) and urgent) or attempts >= attempts_max(urgent=urgent)
    if over and not patient:
        await _failed(taken, str(wrong), channels, by)
        return
    jitter = random.random()  # noqa: S311  spreads load, guards nothing
    wait = max(wait_after(attempts, jitter, urgent=urgent), wrong.wait or wait_after(0, 1))
    await _mark(BACK, taken, now, str(wrong)[:200], now + wait, int(patient), by=by)


async def _failed(taken: Claimed, because: str, channels: Channels, by: Actor) -> None:
    """This channel is over for this message; the next way begins in the same transaction."""
    now = clock.now()
    async with transaction(by) as db:
        await db.execute(MARK, taken.id, taken.claim, "failed", now, because[:200], None)
        await fall_through(taken.row, channels, now, by=by)
    log.info("message failed", key=str(taken.id), channel=taken.row["channel"], because=because)
