"""make bench-offline: fifty phones come back into the network at once, each with records and pictures.

Real servers, `carenet up` as it stands. Every phone has a sign-in of its own and hands in what waited,
one record after another as the outbox does, waiting as long as the server asks where it asks; some
replies are thrown away and the record is sent again. What was written is counted from outside: a
mark in every record, the pictures by their rows and their files. The reference for the CPU is what
drawing the same pictures anew takes by itself, each in the bounded process that it has in the product.
"""

import asyncio
import hashlib
import io
import os
import random
import resource
import secrets
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # how the tests seal an entry
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drill"))  # stack, phones, table

from _phones import VILLAGE, Writer, people
from _report import Row, at_least, none_of, of, plain, report
from _stack import Stack
from PIL import Image

from carenet.core.columns import uuid7
from carenet.core.pictures import drawn_anew
from tests.visits.sealing import sealed

SMALL = os.environ.get("BENCH_SMALL") == "1"
PHONES, EACH = (6, 2) if SMALL else (50, 4)
PICTURE_SIDES = (1600, 1200)
"""What the page's own script makes of a phone's photograph before it seals it."""
REPLIES_LOST = 0.1
TRIES_MAX = 60
WAIT_SECONDS_MAX = 15
"""A phone waits longer when asked to; here it asks again earlier, which is harder for the server."""
CPU_RATIO_AIM = 1.5
P95_AIM_SECONDS = 30
DRAWN_ALONE = 5 if SMALL else 30


@dataclass
class Sync:
    """What the phones saw."""

    base: str
    server: dict[str, Any]
    chance: random.Random = field(default_factory=lambda: random.Random(41))
    seconds: list[float] = field(default_factory=list)
    """From when the network came back until a record's answer was there."""
    answers: Counter[int] = field(default_factory=Counter)
    replies_lost: int = 0
    given_up: int = 0


def photograph(seed: int) -> bytes:
    """Hills and noise: about as many bytes as a photograph of this size."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (80, 60), chance.randbytes(80 * 60 * 3))
    made = io.BytesIO()
    small.resize(PICTURE_SIDES, Image.Resampling.BICUBIC).save(made, "JPEG", quality=82)
    return made.getvalue()


async def arrange(address: str, writers: list[Writer]) -> list[str]:
    """The families agree to pictures; a sign-in for each phone, by a link as people get it."""
    db = await asyncpg.connect(address)
    tokens = []
    for writer in writers:
        await db.execute(
            """insert into consents (child, village, purpose, agreed, given_by, relation, basis, channel, rules_version)
               values ($1, $2, 'photo', true, $3, 'mother', 'consent', 'phone', '2026-11')""",
            writer.child, VILLAGE, writer.person,
        )  # fmt: skip
        tokens.append(secrets.token_urlsafe(32))
        await db.execute(
            """insert into links (token_sha256, kind, account, details, ends, uses_left)
               values ($1, 'sign-in', $2, '{}', now() + interval '1 hour', 1)""",
            hashlib.sha256(tokens[-1].encode()).digest(), writer.account,
        )  # fmt: skip
    await db.close()
    return tokens


def entries_of(sync: Sync, writer: Writer, marks: list[str], at: int) -> list[dict[str, Any]]:
    """What waits on one phone, sealed there."""
    return [
        sealed(
            sync.server, writer.account, "/log/contact",
            [("child", str(writer.child)), ("kind", "call"), ("minutes", "7"), ("note", mark)],
            key=str(uuid7()), at=at + n, pictures=[photograph(hash(mark) % 1000)],
        )
        for n, mark in enumerate(marks)
    ]  # fmt: skip


async def hand_in(
    sync: Sync, client: httpx.AsyncClient, entry: dict[str, Any], began: float
) -> None:
    """Until the server has answered with the key, as often as that takes."""
    headers = {
        "Accept": "application/json",
        "Idempotency-Key": entry["key"],
        "X-Outbox-User": entry["user"],
    }
    for _ in range(TRIES_MAX):
        answer = await client.post("/offline/entries", json=entry, headers=headers)
        sync.answers[answer.status_code] += 1
        if answer.status_code == 200 and answer.json()["state"] == "done":
            if sync.chance.random() >= REPLIES_LOST:
                sync.seconds.append(time.monotonic() - began)
                return
            sync.replies_lost += 1
        else:
            asked = float(answer.headers.get("retry-after", 1))
            await asyncio.sleep(min(asked, WAIT_SECONDS_MAX) * (0.75 + sync.chance.random() / 2))
    sync.given_up += 1


async def come_back(
    sync: Sync, token: str, entries: list[dict[str, Any]], go: asyncio.Event
) -> None:
    """One phone: signed in, then everything it holds."""
    async with httpx.AsyncClient(
        base_url=sync.base, timeout=120, headers={"origin": sync.base}
    ) as client:
        answer = await client.post(f"/sign-in/link/{token}")
        if answer.status_code not in (200, 303):
            raise SystemExit(f"a phone could not sign in: {answer.status_code}")
        # A browser sends a secure cookie to localhost without TLS; this client would not.
        client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        await go.wait()
        began = time.monotonic()
        for entry in entries:
            await hand_in(sync, client, entry, began)


def cpu_of(stack: Stack) -> float:
    """CPU seconds of the web, its children and what they have waited for."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    pending = [stack.pid_of("web") or 0]
    while pending:
        pid = pending.pop()
        tasks = Path(f"/proc/{pid}/task")
        if not tasks.exists():
            continue
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(int(words[n]) for n in (11, 12, 13, 14)) / ticks
        pending += [int(c) for t in tasks.iterdir() for c in (t / "children").read_text().split()]
    return total


def drawing_alone() -> float:
    """CPU seconds of drawing one picture anew, its own process with it; the mean of some."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    for n in range(DRAWN_ALONE):
        drawn_anew(photograph(n))
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime) / DRAWN_ALONE


async def counted(address: str, run: str) -> tuple[Counter[str], int, list[UUID]]:
    """How often each mark is there, the rows of pictures, and the pictures' ids."""
    db = await asyncpg.connect(address)
    notes = await db.fetch("select note from contacts where note like $1", f"{run}%")
    rows = await db.fetch(
        """select p.picture from photos p join contacts c on c.id = p.record
           where p.what = 'contact' and c.note like $1""", f"{run}%",
    )  # fmt: skip
    await db.close()
    return Counter(r["note"] for r in notes), len(rows), [r["picture"] for r in rows]


async def measure(stack: Stack) -> list[Row]:
    """Everything: phones, records, the network back, and the counting."""
    writers = await people(stack.superuser(), PHONES)
    tokens = await arrange(stack.superuser(), writers)
    async with httpx.AsyncClient(base_url=stack.base) as client:
        sync = Sync(stack.base, (await client.get("/offline/key")).json())
    run = f"qzvx{secrets.token_hex(4)}"
    at = int(time.time() * 1000) - 6 * 3_600_000
    held = [
        entries_of(sync, writer, [f"{run}p{p:02d}e{e}" for e in range(EACH)], at)
        for p, writer in enumerate(writers)
    ]
    go = asyncio.Event()
    phones = [
        asyncio.create_task(come_back(sync, token, entries, go))
        for token, entries in zip(tokens, held, strict=True)
    ]
    await asyncio.sleep(2)  # all signed in before the network comes back
    before, began = cpu_of(stack), time.monotonic()
    go.set()
    await asyncio.gather(*phones)
    whole, cpu = time.monotonic() - began, cpu_of(stack) - before
    made = PHONES * EACH
    found, pictures, ids = await counted(stack.superuser(), run)
    files = {p.name for p in stack.data.rglob("*") if p.is_file()}
    missing = sum(
        1 for one in ids if not any(str(one) in name or one.hex in name for name in files)
    )
    seconds = sorted(sync.seconds) or [float(WAIT_SECONDS_MAX * TRIES_MAX)]
    return [
        at_least("records with a picture", made, 12 if SMALL else 200),
        at_least("phones at once", PHONES, 6 if SMALL else 50),
        plain("replies lost on the way", sync.replies_lost),
        plain("told to come back later", sync.answers[429] + sync.answers[503]),
        none_of("records lost", made - len(found)),
        none_of("records stored twice", sum(n - 1 for n in found.values())),
        none_of("pictures lost", made - pictures + missing),
        none_of("given up", sync.given_up),
        plain("seconds until half were in", round(statistics.median(seconds), 2), "s"),
        of("p95 seconds until a record was in", seconds[int(len(seconds) * 0.95)], "s", P95_AIM_SECONDS, at_most=1),
        plain("seconds until all were in", round(whole, 2), "s"),
        of("CPU a record, beside drawing its picture alone", cpu / made, "s", drawing_alone(), at_most=CPU_RATIO_AIM),
    ]  # fmt: skip


def main() -> int:
    """Start, measure, stop."""
    stack = Stack("http://localhost:9/")
    try:
        stack.start()
        rows = asyncio.run(measure(stack))
    finally:
        stack.stop()
    return report("offline", rows, "bench")


if __name__ == "__main__":
    sys.exit(main())
