"""`make bench-reminders`: how fast reminders are said, beside what they are held against.

A real worker process, real servers. In-app: from `due_at` until the recipient's inbox page shows
the row, with wishes, quiet hours, language and row security applied; the bare reference writes as
many rows of the same tables with one constant text in plain SQL. Outside: at a provider that takes
200 a second and answers after a tenth of a second; the reference is its limit.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drill"))  # the provider and the table

from _provider import Provider
from _recipients import make_people, make_reminders, never_quiet
from _report import Row, of, report

SMALL = os.environ.get("BENCH_SMALL") == "1"
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 500 if SMALL else 5000
AT_ONCE, SPREAD, OUTSIDE = (2000, 1000, 400) if SMALL else (40_000, 20_000, 3000)
SPREAD_SECONDS = 5 if SMALL else 60
LIMIT, ANSWER_SECONDS = 200, 0.1
SECRET = "a-secret-of-the-bench"
RATE_AIM, LATE_AIM_SECONDS = 10_000, 30
WAIT_SECONDS_MAX = 180
SAMPLED = 40
PAUSE_SECONDS = 0.1
"""Looking costs the machine that is measured: a figure may be a tenth of a second too bad."""
BARE = """
with due as (select id, recipient from reminders where state = 'due' order by due_at limit 500 for update skip locked),
made as (insert into outgoing (id, reminder, recipient, channel, kind, subject, details, language, state, not_before)
  select uuidv7(), id, recipient, 'inapp', 'session.soon', 'session:x', '{}', 'en', 'delivered', now() from due returning id, recipient),
told as (insert into inbox_messages (person, outgoing, kind, title, body, path, created_at)
  select recipient, id, 'session.soon', 'Today at 16:30: Reading', 'Today at 16:30 in Centre 1: Reading. See you there.', '/messages', now() from made)
update reminders set state = 'handed_over' where id in (select id from due)"""


@contextmanager
def worker(folder: str, **settings: str) -> Iterator[None]:
    """One process of the main queue."""
    with (Path(folder) / "worker.log").open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "carenet", "worker", "main"], cwd=ROOT, stdout=out, stderr=out,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **settings},
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


async def empty(db: Any) -> None:
    """Begin anew; what earlier runs left is gone from the files too."""
    await db.execute("truncate reminders, outgoing, inbox_messages, call_tasks")
    await db.execute("vacuum analyze")


async def awake(db: Any) -> None:
    """The worker has started: its tick beats."""
    began = datetime.now(UTC)
    for _ in range(WAIT_SECONDS_MAX * 10):
        if await db.fetchval(
            "select count(*) from heartbeats where name = 'main.tick' and beat_at > $1", began
        ):
            return
        await asyncio.sleep(0.1)
    raise SystemExit("the worker does not beat")


async def shown(db: Any, wanted: int) -> list[tuple[float, int]]:
    """(time, rows to be seen) until all are there; a row counts once its transaction has committed."""
    steps = [(time.time(), 0)]
    while steps[-1][1] < wanted and time.time() - steps[0][0] < WAIT_SECONDS_MAX:
        await asyncio.sleep(PAUSE_SECONDS)
        found = await db.fetchval("select count(*) from inbox_messages")
        if found > steps[-1][1]:
            steps.append((time.time(), found))
    return steps


async def bare(db: Any, people: int) -> float:
    """Rows a second of the reference: one connection, plain SQL, nothing decided."""
    await empty(db)
    await make_reminders(db, AT_ONCE, people, datetime.now(UTC) - timedelta(minutes=1))
    await db.execute("vacuum analyze reminders")
    began = time.perf_counter()
    while (await db.execute(BARE)) != "UPDATE 0":
        pass
    return AT_ONCE / (time.perf_counter() - began)


async def at_once(db: Any) -> float:
    """Messages a second when very many are due at the same moment."""
    await empty(db)
    due = datetime.now(UTC) + timedelta(seconds=6)
    await make_reminders(db, AT_ONCE, PEOPLE, due)
    await db.execute("vacuum analyze reminders")
    steps = await shown(db, AT_ONCE)
    return AT_ONCE / (steps[-1][0] - due.timestamp())


async def lateness(db: Any) -> list[float]:
    """How late each message is when 20,000 fall due within a minute, in seconds, sorted."""
    await empty(db)
    due = datetime.now(UTC) + timedelta(seconds=4)
    await make_reminders(db, SPREAD, PEOPLE, due, SPREAD_SECONDS)
    times = [
        r["due_at"].timestamp()
        for r in await db.fetch("select due_at from reminders order by due_at")
    ]
    late, before = [], 0
    for at, found in await shown(db, SPREAD):
        late += [
            at - t for t in times[before:found]
        ]  # the drain takes them in the order of their time
        before = found
    return sorted(late + [float(WAIT_SECONDS_MAX)] * (SPREAD - before))


async def wrong_inboxes(db: Any) -> int:
    """Sampled recipients whose inbox page, under row security, lacks a row or speaks another language."""
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import open_sign_in
    from carenet.core import database
    from carenet.notifications.queries.inbox import inbox

    await database.connect("cli")
    wrong = 0
    for account in await db.fetch(
        """select a.id, a.language, (select count(*) from inbox_messages m where m.person = a.person) as n
           from accounts a where a.name like 'b%' order by md5(a.name) limit $1""", SAMPLED,
    ):  # fmt: skip
        actor = await actor_for(await open_sign_in(account["id"], factors=1, device="bench"))
        page = (await inbox(None, only_unread=False, by=actor)).page  # type: ignore[arg-type]
        english = all("Today" in line.title for line in page.rows)
        right = page.total == account["n"] > 0 and english == (account["language"] == "en")
        wrong += not right
    await database.disconnect()
    return wrong


async def outside(db: Any, provider: Provider) -> float:
    """Messages a second that the provider took, between the first and the last."""
    await empty(db)
    await never_quiet(db)
    await make_reminders(db, OUTSIDE, PEOPLE, datetime.now(UTC) - timedelta(seconds=1))
    for _ in range(WAIT_SECONDS_MAX * 10):
        if len(provider.accepted) >= OUTSIDE:
            break
        await asyncio.sleep(0.1)
    return (len(provider.times) - 1) / (provider.times[-1] - provider.times[0])


async def measure(folder: str, superuser: str) -> list[Row]:
    """All rows."""
    import asyncpg

    db = await asyncpg.connect(superuser)
    await make_people(db, PEOPLE)
    reference = await bare(db, PEOPLE)
    with worker(folder):
        await awake(db)
        rate = statistics.median([await at_once(db) for _ in range(1 if SMALL else 3)])
        late = await lateness(db)
        wrong = await wrong_inboxes(db)
    provider = Provider(limit=LIMIT, wait_seconds=ANSWER_SECONDS)
    await provider.start()
    with worker(folder, CARENET_MESSAGE_WEBHOOK_URL=provider.url, CARENET_MESSAGE_WEBHOOK_SECRET=SECRET,
                CARENET_MESSAGE_RATES=f"webhook={LIMIT}"):  # fmt: skip
        sent = await outside(db, provider)
    await provider.stop()
    await db.close()
    p99 = late[int(len(late) * 0.99)]
    return [
        of("in-app a second, one worker", rate, "/s", RATE_AIM, at_least=1),
        of("in-app beside bare SQL", rate, "/s", round(reference), at_least=0.33),
        of(f"p99 lateness, {SPREAD} in {SPREAD_SECONDS} s", p99, "s", LATE_AIM_SECONDS, at_most=1),
        Row("inboxes sampled that are wrong", wrong, "", "0", wrong == 0),
        of("outside a second", sent, "/s", LIMIT, at_least=0.95),
        Row("outside refused by the limit", provider.over_limit, "", "", good=True),
        Row("outside accepted twice", len(provider.accepted) - len(provider.keys), "", "0",
            len(provider.accepted) == len(provider.keys)),
    ]  # fmt: skip


def main() -> int:
    """Start servers, measure, print, write."""
    from carenet.cli.prepare import migrate, roles
    from carenet.cli.servers import reachable, superuser_url
    from carenet.core.settings import load

    given = os.environ.get("CARENET_DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="carenet-bench-", dir=given) as folder:
        Path(folder).chmod(0o755)
        os.environ["CARENET_DATA_DIR"] = folder
        superuser = superuser_url(load(os.environ)) or ""
        with reachable() as settings:
            roles(settings)
            migrate(settings)
            os.environ["PICCOLO_CONF"] = "carenet.piccolo_conf"
            rows = asyncio.run(measure(folder, superuser))
    return report("reminders", rows, "bench")


if __name__ == "__main__":
    sys.exit(main())
