"""Facts: what happened, written with the change; fanned out to listeners by the drain.

Fan-out and delivery are two steps, so that a poisoned delivery never holds up the others.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar, Final, Protocol

import structlog

from carenet.core.actors import Actor
from carenet.core.database import Scope, engine, transaction

FANOUT_BATCH_MAX: Final = 500
DELIVERY_BATCH_MAX: Final = 200
DELIVERY_ATTEMPTS_MAX: Final = 12
log = structlog.get_logger()

ANNOUNCE = "insert into facts (name, payload, announced_at) values ($1, $2, now())"
FAN_OUT = """
with taken as (select id, name from facts where fanned_at is null
               order by id limit $1 for update skip locked),
     made as (insert into deliveries (fact, listener, attempts, next_at)
              select t.id, l.listener, 0, now() from taken t
              join unnest($2::text[], $3::text[]) l(name, listener) using (name)
              on conflict do nothing)
update facts set fanned_at = now() where id in (select id from taken)"""
CLAIM = """
select d.id, d.listener, d.attempts, f.payload from deliveries d join facts f on f.id = d.fact
where d.done_at is null and d.next_at <= now() and d.attempts < $2
order by d.next_at limit $1 for update of d skip locked"""
DONE = "update deliveries set done_at = now(), attempts = attempts + 1 where id = any($1::bigint[])"
FAILED = """
update deliveries set attempts = attempts + 1, last_error = $2,
  next_at = now() + least(interval '1 hour', interval '5 seconds' * 2 ^ attempts) where id = $1"""


class Fact(Protocol):
    """A frozen dataclass in the past tense, of ids and plain values only."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Listener = Callable[[Sequence[Mapping[str, Any]], Actor], Awaitable[None]]
Wiring = Mapping[type[Any], Sequence[Listener]]


def listener_name(listener: Listener) -> str:
    """A listener's lasting name: feature and function."""
    module = listener.__module__.removeprefix("carenet.").removeprefix("workers.")
    return f"{module}.{listener.__qualname__}"[:60]


async def announce(fact: Fact) -> None:
    """Write down that something happened, in the transaction in which it does."""
    payload = json.dumps(asdict(fact), default=str, ensure_ascii=False)
    await engine().here().execute(ANNOUNCE, type(fact).__name__, payload)


async def fan_out(wiring: Wiring, by: Actor) -> int:
    """Make one delivery per listener of every new fact; how many facts were taken."""
    pairs = [(fact.__name__, listener_name(x)) for fact, heard in wiring.items() for x in heard]
    async with transaction(by) as db:
        return await db.execute(
            FAN_OUT, FANOUT_BATCH_MAX, [name for name, _ in pairs], [x for _, x in pairs]
        )


async def deliver(wiring: Wiring, by: Actor) -> int:
    """Hand a batch of deliveries to their listeners; how many were due.

    Each listener gets its rows together under a savepoint. If that fails they go one by one, and
    the bad one is put off alone.
    """
    listeners = {listener_name(x): x for heard in wiring.values() for x in heard}
    async with transaction(by) as db:
        due = await db.fetch(CLAIM, DELIVERY_BATCH_MAX, DELIVERY_ATTEMPTS_MAX)
        for name in dict.fromkeys(row["listener"] for row in due):
            mine = [row for row in due if row["listener"] == name]
            await _hand(db, listeners.get(name), name, mine, by)
        return len(due)


async def _hand(
    db: Scope, listener: Listener | None, name: str, rows: Sequence[Any], by: Actor
) -> None:
    if listener is None:  # it was renamed or removed with work still waiting
        for row in rows:
            await db.execute(FAILED, row["id"], f"no listener is called {name}")
        return
    try:
        async with transaction(by):
            await listener([row["payload"] for row in rows], by)
        await db.execute(DONE, [row["id"] for row in rows])
    except Exception as wrong:
        if len(rows) > 1:
            for row in rows:
                await _hand(db, listener, name, [row], by)
            return
        log.warning("delivery failed", listener=name, delivery=rows[0]["id"], exc_info=True)
        await db.execute(FAILED, rows[0]["id"], f"{type(wrong).__name__}: {wrong}"[:500])
