"""make drill-reminders: no reminder is lost, none is accepted twice, one that was moved is said once.

20,000 reminders are written, some of them moved, and fall due while two workers of the main queue
are killed with -9 every few seconds, PostgreSQL is killed, Valkey is wiped and for a while answers
nobody, and the provider is slow, answers twice, answers 500 and does not answer at all. What was
acknowledged is recorded outside, what was accepted by the provider, which folds nothing: losses
and repeats are counted from these two records.

SABOTAGE=lost: some messages vanish as they are made.
SABOTAGE=twice: some messages that were sent go back into the queue.
SABOTAGE=overlap: a reminder that is moved away stays where it was as well.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from _provider import Faults, Provider
from _recipients import make_people, never_quiet
from _report import at_least, none_of, plain, report
from _sabotage import ONCE_AGAIN, TWICE, sabotage
from _stack import Stack

SMALL = os.environ.get("DRILL_SMALL") == "1"
PEOPLE, TRIED, SECONDS = (50, 160, 4) if SMALL else (4000, 20_400, 90)
MOVED_SECONDS = 3 if SMALL else 15
"""So long after the drill's last booking was the first time of what is moved."""
AIMS = {"tried": 160, "worker": 1, "PostgreSQL": 1, "wipe": 1, "faults": 5}
if not SMALL:
    AIMS = {"tried": 20_000, "worker": 10, "PostgreSQL": 1, "wipe": 1, "faults": 500}
DRAIN_SECONDS_MAX = 120 if SMALL else 420
IDLE_SECONDS_MAX, CALM_SECONDS_MAX = (60, 3) if SMALL else (150, 60)
"""So long after the last message was taken the rest is lost: a lease lapses, and asking takes turns."""
FROZEN_SECONDS = 0 if SMALL else 20
BATCH = 60
TOLD_MAX = 20
RETRIES_MAX = 600
KIND = "session.soon"
SETTINGS = {"CARENET_MESSAGE_RATES": "webhook=1000", "CARENET_LOG_LEVEL": "warning"}
FAULTS = Faults(
    slow=0.1 if SMALL else 0.03,  # few posts, and yet more than the aim's faults by far
    twice=0.05 if SMALL else 0.01,
    refuses_500=0.005, took_500=0.005, never=0.005,
)  # fmt: skip
BROKEN = {
    "lost": ["""create function app.lose() returns trigger language plpgsql as $$
                  begin
                    if new.channel = 'webhook' and random() < 0.05 then return null; end if;
                    return new;
                  end $$""",
             "create trigger lose before insert on outgoing for each row execute function app.lose()"],
    "twice": TWICE,
    "overlap": ["""create function app.stay() returns trigger language plpgsql as $$
                     begin
                       if new.state = 'cancelled' then return null; end if;
                       return new;
                     end $$""",
                "create trigger stay before update on reminders for each row execute function app.stay()"],
}  # fmt: skip
MENDED = {
    "lost": ["drop trigger lose on outgoing", "drop function app.lose()"],
    "twice": ONCE_AGAIN,
    "overlap": ["drop trigger stay on reminders", "drop function app.stay()"],
}


@dataclass
class Record:
    """What was acknowledged, by the key under which the provider hears of it."""

    wanted: set[str] = field(default_factory=set)
    moved_away: set[str] = field(default_factory=set)
    last_due: datetime = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """One reminder to be written; `moved_from`: where it stood before it was moved."""

    subject: str
    to: UUID
    due: datetime
    moved_from: datetime | None = None

    def key(self, due: datetime) -> str:
        """The key of its message, as anybody can work it out."""
        from carenet.core.reminders import reminder_id
        from carenet.notifications.services.handing_over import outgoing_id

        return str(outgoing_id(reminder_id(self.subject, KIND, self.to, due), "webhook"))

    def row(self, due: datetime) -> tuple[Any, ...]:
        """The values of the product's own statement."""
        from carenet.core.reminders import reminder_id

        details = '{"date": "2026-11-25", "time": "16:30", "place": "the room", "title": "Reading"}'
        id_ = reminder_id(self.subject, KIND, self.to, due)
        return id_, KIND, self.subject, self.to, due, None, details


async def patiently(address: str, act: Any) -> None:
    """Do something in one transaction until it is acknowledged; the same twice does no harm."""
    for _ in range(RETRIES_MAX):
        try:
            db = await asyncpg.connect(address, timeout=5)
            try:
                async with db.transaction():
                    await act(db)
            finally:
                await db.close(timeout=2)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            await asyncio.sleep(0.3)
        else:
            return
    raise RuntimeError("the database did not come back")


def plans(people: list[UUID], ends: datetime, chance: random.Random) -> list[Plan]:
    """All reminders: due while the drill runs, one in twenty after it was moved."""
    now, found = datetime.now(UTC), []
    for n in range(TRIED):
        due = now + timedelta(seconds=SECONDS * n / TRIED + 3)
        moved = ends + timedelta(seconds=MOVED_SECONDS) if n % 20 == 7 and n < TRIED // 2 else None
        found.append(Plan(f"drill:{uuid4()}", chance.choice(people), due, moved))
    return found


async def book(address: str, wishes: list[Plan], record: Record, began: float) -> None:
    """Write them batch after batch in the course of the drill; what is acknowledged is recorded."""
    from carenet.core.reminders import CANCEL, SCHEDULE

    for n in range(0, len(wishes), BATCH):
        batch = wishes[n : n + BATCH]
        await asyncio.sleep(max(0.0, began + SECONDS * n / len(wishes) - time.monotonic()))
        moving = [p for p in batch if p.moved_from]

        async def write(db: Any, batch: list[Plan] = batch) -> None:
            await db.executemany(SCHEDULE, [p.row(p.moved_from or p.due) for p in batch])

        async def move(db: Any, moving: list[Plan] = moving) -> None:
            for p in moving:
                await db.execute(CANCEL, p.subject, None, None)
            await db.executemany(SCHEDULE, [p.row(p.due) for p in moving])

        await patiently(address, write)
        await patiently(address, move)
        record.wanted |= {p.key(p.due) for p in batch}
        early = datetime.now(UTC) + timedelta(seconds=2)  # later, the first time may have been said
        record.moved_away |= {
            p.key(p.moved_from) for p in moving if p.moved_from and p.moved_from > early
        }
        record.last_due = max(record.last_due, *(p.due for p in batch))


async def kill(stack: Stack, ends: float) -> None:
    """A worker every few seconds; PostgreSQL, and Valkey's memory, now and then."""
    chance = random.Random(7)
    plan = ["worker"] * (1 if SMALL else 14) + ["PostgreSQL", "wipe"] * (1 if SMALL else 2)
    chance.shuffle(plan)
    pause = max(0.5, (ends - time.monotonic() - FROZEN_SECONDS) / (len(plan) + 1))
    for n, what in enumerate(plan):
        await asyncio.sleep(pause * chance.uniform(0.7, 1.0))
        await asyncio.to_thread(
            stack.wipe_valkey if what == "wipe" else lambda w=what: stack.kill(w)
        )
        if FROZEN_SECONDS and n == len(plan) // 2:
            stack.freeze_valkey(frozen=True)
            await asyncio.sleep(FROZEN_SECONDS)
            stack.freeze_valkey(frozen=False)


async def drained(provider: Provider, record: Record, *, rough: bool) -> None:
    """Wait until everything that must come has come, or nothing comes any more; then a little for what must not."""
    idle = IDLE_SECONDS_MAX if rough else CALM_SECONDS_MAX
    patience = idle + time.monotonic()
    before, deadline = 0, time.monotonic() + DRAIN_SECONDS_MAX
    while not record.wanted <= provider.keys and time.monotonic() < min(patience, deadline):
        await asyncio.sleep(0.3)
        if len(provider.accepted) > before or datetime.now(UTC) < record.last_due:
            before = len(provider.accepted)
            patience = idle + time.monotonic()
    after = record.last_due + timedelta(seconds=MOVED_SECONDS)  # what was moved away would be due
    await asyncio.sleep(max(1.0, (after - datetime.now(UTC)).total_seconds()))


async def uncertain(address: str) -> tuple[int, int]:
    """Sends that were uncertain once, and those that are: as the product shows them."""
    db = await asyncpg.connect(address)
    row = await db.fetchrow(
        """select count(*) filter (where uncertain_at is not null) as were,
             count(*) filter (where state in ('uncertain', 'sending')) as are from outgoing"""
    )
    await db.close()
    return row["were"], row["are"]


async def tell_of_lost(address: str, keys: set[str]) -> None:
    """Say of what never arrived how the product sees it: nobody should have to guess."""
    if not keys:
        return
    db = await asyncpg.connect(address)
    rows = await db.fetch(
        """select k.id, o.state, o.state_because, o.attempts, o.channel, o.created_at, o.state_at, o.not_before,
             o.expires_at, o.uncertain_at, o.given_up_at, o.provider_id, o.claim, o.lease, r.state as reminder, r.due_at, r.changed_at
           from unnest($1::uuid[]) k(id) left join outgoing o on o.id = k.id left join reminders r on r.id = o.reminder
           order by k.id limit $2""",
        [UUID(key) for key in keys],
        TOLD_MAX,
    )
    for row in rows:
        print("lost:", {name: str(value) for name, value in row.items()}, file=sys.stderr)
    await db.close()


async def prepare(address: str) -> list[UUID]:
    """People who are awake at any hour."""
    db = await asyncpg.connect(address)
    if not await db.fetchval("select count(*) from people where name like 'b%'"):
        await make_people(db, PEOPLE)
        await never_quiet(db)
    found = [r["id"] for r in await db.fetch("select id from people where name like 'b%'")]
    await db.close()
    return found


async def run(
    stack: Stack, provider: Provider, broken: str | None = None, *, rough: bool = True
) -> int:
    """The drill itself, with one guarantee broken or none; `rough`: with kills and faults."""
    began = time.monotonic()
    stack.kills.clear()
    provider.forget()
    provider.faults = FAULTS if rough else Faults()
    people = await prepare(stack.superuser())
    if broken:
        await sabotage(stack.superuser(), broken, BROKEN)
    record, starts = Record(), time.monotonic()
    wishes = plans(people, datetime.now(UTC) + timedelta(seconds=SECONDS), random.Random(5))
    booking = book(stack.superuser(), wishes, record, starts)
    await asyncio.gather(booking, *([kill(stack, starts + SECONDS)] if rough else []))
    await drained(provider, record, rough=rough)
    said = Counter(key for key, _, _ in provider.accepted)
    last = max(provider.times, default=time.monotonic()) - time.monotonic()
    drain_seconds = (datetime.now(UTC) + timedelta(seconds=last) - record.last_due).total_seconds()
    were, are = await uncertain(stack.superuser())
    if not broken:
        await tell_of_lost(stack.superuser(), record.wanted - set(said))
    hard = [
        at_least("kills of workers", stack.kills["worker"], AIMS["worker"]),
        at_least("kills of PostgreSQL", stack.kills["PostgreSQL"], AIMS["PostgreSQL"]),
        at_least("Valkey wiped", stack.kills["wipe"], AIMS["wipe"]),
        plain("Valkey frozen", FROZEN_SECONDS, "s"),
        at_least("provider faults", provider.faults.counts.total(), AIMS["faults"]),
        *(plain(f"provider: {name}", n) for name, n in sorted(provider.faults.counts.items())),
    ]
    return report("reminders", [
        at_least("tried", len(record.wanted), AIMS["tried"]),
        *(hard if rough else []),
        none_of("lost", len(record.wanted - set(said))),
        none_of("accepted twice", sum(n - 1 for n in said.values())),
        plain("moved", len(record.moved_away)),
        none_of("moved and said at both times", len(record.moved_away & set(said))),
        plain("uncertain", were),
        plain("uncertain in the end", are),
        plain("asked by key", provider.asked),
        plain("seconds to drain after the last was due", round(max(0.0, drain_seconds), 1), "s"),
        plain("seconds", round(time.monotonic() - began), "s"),
    ])  # fmt: skip


async def main() -> int:
    """Start, drill, stop."""
    provider = Provider()
    await provider.start()
    stack = Stack(provider.url, SETTINGS)
    try:
        stack.start()
        return await run(stack, provider, os.environ.get("SABOTAGE"))
    finally:
        stack.stop()
        await provider.stop()


if __name__ == "__main__":
    if os.environ.get("SABOTAGE", "lost") not in BROKEN:
        sys.exit(f"SABOTAGE is one of {', '.join(BROKEN)}")
    sys.exit(asyncio.run(main()))
