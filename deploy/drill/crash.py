"""make drill-crash: nothing acknowledged is lost, nobody is booked twice, no reminder is lost or sent twice.

While volunteers sign up over HTTP and their reminders fall due, PostgreSQL, Valkey and the workers
are killed with -9 at random. What was acknowledged and what the provider took is recorded outside;
losses are counted from that record.

SABOTAGE=lost: the database confirms before it has written (synchronous_commit off).
SABOTAGE=twice: some messages that were sent go back into the queue.
SABOTAGE=overlap: an adult's hours are no longer exclusive.
"""

import asyncio
import itertools
import os
import random
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from _provider import Provider
from _report import at_least, none_of, plain, report
from _sabotage import ONCE_AGAIN, TWICE, sabotage
from _stack import Stack
from _world import SOON, Session, Volunteer, World, build

SMALL = os.environ.get("DRILL_SMALL") == "1"
PEOPLE, SECONDS, CLIENTS = (60, 9, 4) if SMALL else (1700, 110, 10)
AIMS = {"writes": 40, "reminders": 5, "PostgreSQL": 1, "Valkey": 1, "worker": 1}
if not SMALL:
    AIMS = {"writes": 2000, "reminders": 1500, "PostgreSQL": 3, "Valkey": 3, "worker": 5}
DRAIN_SECONDS_MAX = 60 if SMALL else 240
MORE_SECONDS_MAX = 60
ROUNDS_MAX = 600
FIGHTS_MIN = 20
"""So often somebody asks for two sessions of one hour at once, also on a machine that is busy."""
BROKEN = {
    "lost": ["alter database carenet set synchronous_commit = off",
             "alter system set wal_writer_delay = '10s'",
             "alter system set wal_writer_flush_after = '1GB'"],
    "twice": TWICE,
    "overlap": ["alter table commitments drop constraint if exists one_place_at_a_time"],
}  # fmt: skip


MENDED = {
    "lost": [
        "alter database carenet reset synchronous_commit",
        "alter system reset wal_writer_delay",
        "alter system reset wal_writer_flush_after",
    ],
    "twice": ONCE_AGAIN,
    "overlap": [],  # what overlaps already would not let the constraint back
}


@dataclass
class Record:
    """What was acknowledged, seen from outside."""

    taken: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    unknown: set[tuple[UUID, UUID]] = field(default_factory=set)
    fights: int = 0


async def sign_up(
    client: httpx.AsyncClient, base: str, who: Volunteer, what: Session, record: Record
) -> None:
    """One booking over HTTP; only a see-other is an acknowledgement."""
    pair = (who.person, what.id)
    try:
        answer = await client.post(
            f"{base}/sessions/{what.id}/sign-up",
            headers={"cookie": f"__Host-cn={who.token}", "origin": base},
        )
    except httpx.HTTPError:
        record.answers["no answer"] += 1
        record.unknown.add(pair)
        return
    record.answers[str(answer.status_code)] += 1
    if answer.status_code == 303:
        record.taken[pair] = datetime.now(UTC)
    elif answer.status_code >= 500:
        record.unknown.add(pair)


async def book(base: str, world: World, record: Record, ends: float) -> None:
    """Volunteers at several devices at once: first the near sessions, then they fight over the far ones."""
    chance = random.Random(11)
    near = sorted(world.near, key=lambda s: s.starts_at)
    each = -(-len(world.volunteers) // len(near))
    wishes = deque((v, near[n // each]) for n, v in enumerate(world.volunteers))
    rounds = iter(range(ROUNDS_MAX * CLIENTS))

    def over() -> bool:
        """The time is up; a machine that is busy with other things gets more of it."""
        late = time.monotonic() - ends
        enough = len(record.taken) >= AIMS["writes"] and record.fights >= FIGHTS_MIN
        return late > MORE_SECONDS_MAX or (late > 0 and enough)

    async def device() -> None:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while not over() and next(rounds, None) is not None:
                if wishes:
                    who, what = wishes.popleft()
                    await sign_up(client, base, who, what, record)
                    if (who.person, what.id) in record.unknown - set(record.taken):
                        wishes.append((who, what))
                    continue
                who, what = chance.choice(world.volunteers), chance.choice(world.far)
                same_hour = [s for s in world.far if s.starts_at == what.starts_at]
                await asyncio.gather(
                    *(sign_up(client, base, who, s, record) for s in same_hour[:2])
                )
                record.fights += 1

    await asyncio.gather(*(device() for _ in range(CLIENTS)))


async def kill(stack: Stack, ends: float) -> None:
    """At random moments, until the time is up and everything was killed often enough."""
    chance = random.Random(7)
    plan = [what for what in ("PostgreSQL", "Valkey", "worker") for _ in range(AIMS[what])]
    chance.shuffle(plan)
    pause = max(1.0, (ends - time.monotonic() - 4) / len(plan))
    for what in plan:
        await asyncio.sleep(pause * chance.uniform(0.6, 1.0))
        await asyncio.to_thread(stack.kill, what)


async def survivors(address: str) -> set[tuple[UUID, UUID]]:
    """The bookings that are there at the end."""
    for _ in range(100):
        try:
            db = await asyncpg.connect(address)
            rows = await db.fetch(
                "select person, care_session from sign_ups where withdrawn_at is null"
            )
            await db.close()
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.3)
        else:
            return {(r["person"], r["care_session"]) for r in rows}
    raise RuntimeError("the database did not come back")


def doubled(world: World, there: set[tuple[UUID, UUID]]) -> int:
    """Adults in two places at once, and sessions with more adults than places."""
    sessions = {s.id: s for s in world.sessions}
    hours: dict[UUID, list[Session]] = defaultdict(list)
    for person, session in there:
        hours[person].append(sessions[session])
    wrong = 0
    for mine in hours.values():
        mine.sort(key=lambda s: s.starts_at)
        wrong += sum(a.ends_at > b.starts_at for a, b in itertools.pairwise(mine))
    full = Counter(session for _, session in there)
    return wrong + sum(max(0, n - sessions[s].places) for s, n in full.items())


async def drained(provider: Provider, expected: set[tuple[str, str]], last_due: datetime) -> None:
    """Wait until every reminder that must come has come, or too long."""
    deadline = time.monotonic() + DRAIN_SECONDS_MAX
    while time.monotonic() < deadline:
        said = {(to, kind) for _, to, kind in provider.accepted}
        if datetime.now(UTC) > last_due + timedelta(seconds=2) and expected <= said:
            return
        await asyncio.sleep(0.5)


async def figures(address: str) -> Any:
    """What the product itself says about uncertain sends."""
    db = await asyncpg.connect(address)
    row = await db.fetchrow(
        """select count(*) filter (where uncertain_at is not null) as were,
             count(*) filter (where state = 'uncertain') as are from outgoing"""
    )
    await db.close()
    return row


async def run(stack: Stack, provider: Provider, broken: str | None = None) -> int:
    """The drill itself, with one guarantee broken or none; the exit code."""
    began = time.monotonic()
    stack.kills.clear()
    provider.forget()
    world = await build(stack.superuser(), PEOPLE, SECONDS, random.Random(5))
    if broken:
        await sabotage(stack.superuser(), broken, BROKEN)
    record = Record()
    ends = time.monotonic() + SECONDS
    await asyncio.gather(book(stack.base, world, record, ends), kill(stack, ends))
    there = await survivors(stack.superuser())
    lost = set(record.taken) - there
    starts = {s.id: s.starts_at for s in world.near}
    # Who books after its time is not reminded; a booking that was lost is counted once, as that.
    before = {
        pair
        for pair, at in record.taken.items()
        if pair[1] in starts and at < starts[pair[1]] - SOON
    }
    due = {(str(person), "session.soon") for person, _ in before - lost}
    await drained(provider, due, max(starts.values()) - SOON)
    said = Counter((to, kind) for _, to, kind in provider.accepted if kind == "session.soon")
    shown = await figures(stack.superuser())
    here = {pair for pair in there if pair[0] in {v.person for v in world.volunteers}}
    return report("crash", [
        at_least("writes acknowledged", len(record.taken), AIMS["writes"]),
        none_of("acknowledged writes lost", len(lost)),
        at_least("reminders due", len(before), AIMS["reminders"]),
        none_of("reminders lost", len(due - set(said))),
        none_of("reminders accepted twice", sum(n - 1 for n in said.values())),
        none_of("double booked", doubled(world, here)),
        at_least("kills of PostgreSQL", stack.kills["PostgreSQL"], AIMS["PostgreSQL"]),
        at_least("kills of Valkey", stack.kills["Valkey"], AIMS["Valkey"]),
        at_least("kills of workers", stack.kills["worker"], AIMS["worker"]),
        plain("sends that were uncertain", shown["were"]),
        plain("sends uncertain in the end", shown["are"]),
        plain("requests without an answer", record.answers["no answer"]),
        plain("requests refused", record.answers["422"] + record.answers["409"]),
        plain("answers with a fault", sum(n for s, n in record.answers.items() if s.startswith("5"))),
        plain("seconds", round(time.monotonic() - began), "s"),
    ])  # fmt: skip


async def main() -> int:
    """Start, drill, stop."""
    provider = Provider()
    await provider.start()
    stack = Stack(provider.url)
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
