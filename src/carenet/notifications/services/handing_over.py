"""Reminders become messages: one row per recipient and channel, in the transaction that takes them.

The app's inbox is filled here: effect and bookkeeping in one transaction are exactly once. What
leaves the house waits in `outgoing` for a sender.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
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
with m as (select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[],
    $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[])
  m(id, reminder, channel, language, urgent, state, because, not_before, title, body, path)),
made as (
  insert into outgoing (id, reminder, recipient, channel, kind, subject, details, language, urgent,
    state, state_at, state_because, not_before, expires_at, created_at)
  select m.id, m.reminder, r.recipient, m.channel, r.kind, r.subject, r.details, m.language,
    m.urgent, m.state, $12, m.because, m.not_before, r.expires_at, $12
  from m join reminders r on r.id = m.reminder
  on conflict (reminder, channel) do update set state = excluded.state,
    state_at = excluded.state_at, state_because = excluded.state_because,
    not_before = excluded.not_before, expires_at = excluded.expires_at,
    details = excluded.details, claim = null, lease = null, attempts = 0
  where outgoing.state = 'cancelled'
  returning id, recipient, channel, kind, urgent),
told as (
  insert into inbox_messages (person, outgoing, kind, title, body, path, urgent, created_at)
  select made.recipient, made.id, made.kind, left(m.title, 120), m.body, m.path, made.urgent, $12
  from made join m on m.id = made.id where made.channel = 'inapp'
  on conflict (outgoing) do nothing)
select id from made where channel = 'in_person'"""
CALL: Final = """
insert into call_tasks (outgoing, recipient, division, for_person, way, words_to_say, urgent,
  created_at)
select m, person, village, app.officer_for(village, person), coalesce((select case w.kind
    when 'own_phone' then 'call' when 'neighbour' then 'neighbour' else 'walk' end
  from contact_ways w where w.person = c.person and w.ended_on is null and w.kind <> 'email'
  order by w.works desc, w.rank limit 1), 'walk'), said, urgent, $6
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[]) c(m, person, village, said, urgent)
on conflict (outgoing) do nothing"""


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
    return [_made(way, due, to, words, now, urgent=kind.urgent) for way in ways]


def _made(way: str, due: Due, to: Recipient, words: Words, now: datetime, *, urgent: bool) -> Made:
    """One row of the plan. The app waits for nobody's morning; what leaves the house does."""
    state, because, not_before = "queued", None, now
    if way == IN_APP:
        state = "delivered"
    elif way == IN_PERSON:
        because = "waits for a person"
    else:
        when = speak_at(due["due_at"], now, to.quiet, useful_until=due["expires_at"], urgent=urgent)
        if when > now:
            state, because, not_before = "held", "quiet hours", when
    return Made(
        outgoing_id(due["id"], way), due, to, way, state, because, not_before, urgent, words
    )


async def write(made: Sequence[Made], now: datetime, by: Actor) -> None:
    """Write the rows, and with them the inbox messages and the tasks for people, in one statement.

    What was made before and not taken back stays as it is.
    """
    said = [m.words if m.channel == IN_APP else None for m in made]
    async with transaction(by) as db:
        to_call = await db.fetch(
            MAKE,
            [m.id for m in made], [m.due["id"] for m in made], [m.channel for m in made],
            [m.to.language for m in made], [m.urgent for m in made], [m.state for m in made],
            [m.because for m in made], [m.not_before for m in made],
            [w and w.title for w in said], [w and w.body for w in said],
            [w and w.path for w in said], now,
        )  # fmt: skip
        if to_call:
            ids = {row["id"] for row in to_call}
            await _ask_for_calls(db, [m for m in made if m.id in ids], now)


async def _ask_for_calls(db: Scope, made: Sequence[Made], now: datetime) -> None:
    words = [say(m.due["kind"], m.due["subject"], m.due["details"], FOR_PEOPLE) for m in made]
    await db.execute(
        CALL, [m.id for m in made], [m.to.person for m in made], [m.to.division for m in made],
        [w.body for w in words], [m.urgent for m in made], now,
    )  # fmt: skip


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
