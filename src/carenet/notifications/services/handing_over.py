"""Reminders become messages: one row per recipient and channel, in the transaction that takes them.

The app's inbox is filled here: effect and bookkeeping in one transaction are exactly once. What
leaves the house waits in `outgoing` for a sender.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from carenet.core import clock, reminders
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.reminders import Due
from carenet.notifications.channels.protocol import Channels
from carenet.notifications.kinds import KINDS
from carenet.notifications.queries.recipients import Recipient, recipients
from carenet.notifications.rules.quiet import speak_at
from carenet.notifications.rules.ways import IN_APP, IN_PERSON, first_ways
from carenet.notifications.wording import CannotSay, Words, say

EARLY_MAX: Final = timedelta(hours=14)
EARLY_PAGES_MAX: Final = 100
FOR_PEOPLE: Final = "zh_Hans"
"""What an officer reads out to somebody is written in the language of the country."""

MAKE: Final = """
insert into outgoing (id, reminder, recipient, channel, kind, subject, details, language, urgent,
  state, state_at, state_because, not_before, expires_at, created_at)
select id, reminder, recipient, channel, kind, subject, details::jsonb, language, urgent, state, $14,
  because, not_before, expires_at, $14
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
  $8::text[], $9::bool[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[])
  m(id, reminder, recipient, channel, kind, subject, details, language, urgent, state, because,
    not_before, expires_at)
on conflict (reminder, channel) do update set state = excluded.state, state_at = excluded.state_at,
  state_because = excluded.state_because, not_before = excluded.not_before,
  expires_at = excluded.expires_at, details = excluded.details, claim = null, lease = null,
  attempts = 0
where outgoing.state = 'cancelled'
returning id"""
INBOX: Final = """
insert into inbox_messages (person, outgoing, kind, title, body, path, urgent, created_at)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::bool[], $8::timestamptz[]) on conflict (outgoing) do nothing"""
CALL: Final = """
insert into call_tasks (outgoing, recipient, division, way, words_to_say, urgent, created_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (outgoing) do nothing"""


@dataclass(frozen=True, slots=True)
class Made:
    """One row to be."""

    id: UUID
    due: Due
    to: Recipient
    channel: str
    state: str
    because: str | None
    not_before: datetime
    urgent: bool
    words: Words | None = None


def outgoing_id(reminder: UUID, channel: str) -> UUID:
    """The same reminder by the same channel always has the same key, whatever dies in between."""
    return uuid5(reminder, channel)


def _unsayable(due: Due, to: Recipient, because: str, now: datetime) -> Made:
    id_ = outgoing_id(due["id"], "none")
    return Made(id_, due, to, "none", "failed", because[:200], now, urgent=False)


def plan(due: Due, to: Recipient, channels: Channels, now: datetime) -> list[Made]:
    """The rows one reminder becomes; a message nobody can word becomes a failed one that is shown."""
    try:
        words = say(due["kind"], due["subject"], due["details"], to.language)
    except CannotSay as wrong:
        return [_unsayable(due, to, str(wrong), now)]
    kind = KINDS[due["kind"]]
    ways = first_ways(
        to.possible(channels), to.wishes, now=now, has_account=to.account is not None,
        urgent=kind.urgent, can_wait=kind.can_wait, must_reach=kind.must_reach,
    )  # fmt: skip
    if not ways:
        return [_unsayable(due, to, "no way leads to this person", now)]
    when = speak_at(
        due["due_at"], now, to.quiet, useful_until=due["expires_at"], urgent=kind.urgent
    )
    rows = []
    for way in ways:
        id_ = outgoing_id(due["id"], way)
        if way == IN_APP:
            state, because, not_before = "delivered", None, now
        elif way == IN_PERSON:
            state, because, not_before = "queued", "waits for a person", now
        elif when > now:
            state, because, not_before = "held", "quiet hours", when
        else:
            state, because, not_before = "queued", None, now
        rows.append(Made(id_, due, to, way, state, because, not_before, kind.urgent, words))
    return rows


async def write(made: Sequence[Made], now: datetime, by: Actor) -> None:
    """Write the rows, and with them the inbox messages and the tasks for people."""
    async with transaction(by) as db:
        new = await db.fetch(
            MAKE,
            [m.id for m in made], [m.due["id"] for m in made], [m.to.person for m in made],
            [m.channel for m in made], [m.due["kind"] for m in made],
            [m.due["subject"] for m in made], [_json(m.due["details"]) for m in made],
            [m.to.language for m in made], [m.urgent for m in made], [m.state for m in made],
            [m.because for m in made], [m.not_before for m in made],
            [m.due["expires_at"] for m in made], now,
        )  # fmt: skip
        ids = {row["id"] for row in new}
        fresh = [m for m in made if m.id in ids]
        await _fill_inboxes(db, [m for m in fresh if m.channel == IN_APP], now)
        for m in fresh:
            if m.channel == IN_PERSON:
                await _ask_for_call(db, m, now)


def _json(details: Any) -> str:
    return details if isinstance(details, str) else json.dumps(details, ensure_ascii=False)


async def _fill_inboxes(db: Scope, made: Sequence[Made], now: datetime) -> None:
    rows = [(m, m.words) for m in made if m.words]
    if rows:
        await db.execute(
            INBOX,
            [m.to.person for m, _ in rows], [m.id for m, _ in rows],
            [m.due["kind"] for m, _ in rows], [w.title[:120] for _, w in rows],
            [w.body for _, w in rows], [w.path for _, w in rows], [m.urgent for m, _ in rows],
            [now] * len(rows),
        )  # fmt: skip


async def _ask_for_call(db: Scope, m: Made, now: datetime) -> None:
    words = say(m.due["kind"], m.due["subject"], m.due["details"], FOR_PEOPLE)
    await db.execute(CALL, m.id, m.to.person, m.to.division, "call", words.body, m.urgent, now)


async def hand_over(channels: Channels, by: Actor, *, early: Sequence[UUID] | None = None) -> int:
    """Make messages of what is due now; how many reminders that were."""
    now = clock.now()

    async def take(due: Sequence[Due], by: Actor) -> None:
        known = await recipients([row["recipient"] for row in due], by)
        await write([m for row in due for m in plan(row, known[row["recipient"]], channels, now)],
                    now, by)  # fmt: skip

    return await reminders.hand_over(take, now, by, early=early)


async def hand_over_early(channels: Channels, by: Actor) -> int:
    """Make messages of what falls into somebody's quiet hours and is better said just before them."""
    now = clock.now()
    after = (now, UUID(int=0))
    done = 0
    for _ in range(EARLY_PAGES_MAX):
        page = await reminders.upcoming(now, now + EARLY_MAX, after, by)
        if not page:
            break
        after = (page[-1]["due_at"], page[-1]["id"])
        known = await recipients([row["recipient"] for row in page], by)
        ids = [row["id"] for row in page if _speaks_now(row, known[row["recipient"]], now)]
        if ids:
            done += await hand_over(channels, by, early=ids)
    return done


def _speaks_now(due: Due, to: Recipient, now: datetime) -> bool:
    kind = KINDS.get(due["kind"])
    if kind is None:
        return False
    when = speak_at(
        due["due_at"], now, to.quiet, useful_until=due["expires_at"], urgent=kind.urgent
    )
    return when < due["due_at"] and when <= now
