"""`make bench-pages`: CPU of five pages as the app serves them, beside a raw reference, in one run.

Two web processes of the same granian stand side by side on the same PostgreSQL and Valkey: ours, as
`carenet serve` starts it, and `_reference.py`, which answers the same bytes to the same request
after the same statements. Both are asked over one kept-alive connection each, in turn, round by
round; what is read is the processes' own CPU clock, so the time of PostgreSQL and of this client is
in neither figure.

Rows: the page, CPU in ms a request (median of rounds), the reference's, the ratio, the aim; beside
them the statements of the page and the round trips to PostgreSQL, with BEGIN and COMMIT.
"""

import asyncio
import http.client
import json
import os
import pickle
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _reference import PLAN, TOKEN, Answer, Statement

ROUNDS, REQUESTS = 11, 40
AIM = 1.5
START_SECONDS_MAX = 60
BEGIN = re.compile(r"\s*BEGIN", re.IGNORECASE)
CLOCK = re.compile(rb"\d\d:\d\d")
"""A page may say what time it is; that alone may differ from the bytes recorded."""
FRAME = re.compile(r"\s*(COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
OUT = Path("var/bench/pages.json")
COLUMNS = (
    "what",
    "value",
    "unit",
    "reference",
    "ratio",
    "aim",
    "statements",
    "round trips",
    "bytes",
)
App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Case:
    """One request of one person."""

    what: str
    path: str
    token: str = ""
    etag: str = ""
    counted: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What a browser or a calendar would send, no more than counts here."""
        sent = {"host": "localhost", "accept": "text/html", "accept-language": "zh-CN"}
        if self.token:
            sent["cookie"] = f"__Host-cn={self.token}"
        if self.etag:
            sent["if-none-match"] = self.etag
        return sent


async def asked(app: App, case: Case) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """One GET inside this process."""
    got: dict[str, Any] = {"body": b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            got["status"], got["headers"] = message["status"], message["headers"]
        else:
            got["body"] += message.get("body", b"")

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": case.path, "raw_path": case.path.encode(), "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in case.headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        "root_path": "", "extensions": {},
    }  # fmt: skip
    await app(scope, receive, send)
    return got["status"], list(got["headers"]), got["body"]


async def recorded(app: App, pool: Any, case: Case) -> tuple[Answer, int, int]:
    """What a page asks and answers; how many statements those are, and round trips in all."""
    said: list[str | Statement] = []
    async with pool.acquire() as connection:
        real = connection._con  # noqa: SLF001  the recorder needs the connection behind the proxy

    def note(query: Any) -> None:
        said.append((query.query, tuple(query.args or ())))

    await asked(app, case)  # caches are warm and statements prepared, as in a running process
    real.add_query_logger(note)
    try:
        status, headers, body = await asked(app, case)
        await asyncio.sleep(0.05)  # loggers run after the query
    finally:
        real.remove_query_logger(note)
    before: list[Statement] = []
    inside: list[Statement] = []
    open_ = False
    for sql, values in said:
        if BEGIN.match(sql) or FRAME.match(sql):
            open_ = bool(BEGIN.match(sql))
        elif "pg_advisory_unlock_all" in sql:
            continue  # the pool's own housekeeping; the reference does without
        else:
            held = tuple(TOKEN if v == case.token else v for v in values)
            again = "set_config" in sql and any("set_config" in s for s, _ in inside)
            if not again:
                (inside if open_ else before).append((sql, held))
    statements = sum(not (BEGIN.match(sql) or FRAME.match(sql)) for sql, _ in said)
    answer = Answer(case.path, before, inside, status, headers, body, case.counted)
    return answer, statements, len(said)


async def cases_of(app: App) -> list[Case]:
    """The pages of the issue, with addresses found in the demo."""
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import account_for, open_sign_in
    from carenet.calendars.services import make_feed, sha
    from carenet.core.database import reading
    from carenet.core.limits import slot_of

    tokens = {}
    for handle in ("township", "volunteer"):
        found = await account_for(handle)
        if found is None:
            raise SystemExit("the demo is not there")
        tokens[handle] = await open_sign_in(found.id, factors=2, device="bench")
    township, volunteer = await actor_for(tokens["township"]), await actor_for(tokens["volunteer"])
    async with reading(township) as db:
        child = await db.fetchval("select id from children order by sort_key limit 1")
    feed = await make_feed("shifts", 0, by=volunteer)
    unasked = Case(
        "a feed that is unchanged",
        f"/calendars/{feed}.ics",
        counted=slot_of("feed", sha(feed).hex()),
    )
    _, headers, _ = await asked(app, unasked)
    unasked.etag = dict(headers)[b"etag"].decode()
    return [
        Case("the phone's week", "/week", tokens["volunteer"]),
        Case("a desk list", "/children", tokens["township"]),
        Case("a child's page", f"/children/{child}", tokens["township"]),
        unasked,
        Case("a list of sessions", "/sessions", tokens["township"]),
    ]


async def plan() -> list[tuple[Case, Answer, int, int]]:
    """Every case with what it asks and answers."""
    from carenet.app import create_app
    from carenet.core import database

    app = create_app()
    database.POOL_MAX["web"] = 1  # one connection: what is recorded is what was asked
    async with app.lifespan():
        pool = database.engine().pool
        return [(case, *await recorded(app, pool, case)) for case in await cases_of(app)]


class Web:
    """A web process and the one connection to it."""

    def __init__(self, command: list[str], listening: socket.socket) -> None:
        self.process = subprocess.Popen(
            [*command, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env={**os.environ, "CARENET_WEB_WORKERS": "1", "CARENET_LOG_LEVEL": "warning"},
        )
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", listening.getsockname()[1], timeout=START_SECONDS_MAX
        )

    def get(self, case: Case) -> tuple[int, bytes]:
        """Ask once."""
        self.connection.request("GET", case.path, headers=case.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    @property
    def cpu(self) -> float:
        """CPU seconds of the process that answers, all its threads, living or ended."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        workers = {int(p) for t in tasks.iterdir() for p in (t / "children").read_text().split()}
        # Linux: a process's CPU clock is numbered by its id.
        return sum(time.clock_gettime((~worker << 3) | 2) for worker in workers)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(START_SECONDS_MAX)


@contextmanager
def serving() -> Iterator[tuple[Web, Web]]:
    """The app and the reference, both answering."""
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        ours = Web([sys.executable, "-m", "carenet", "serve", "--fd"], one)
        try:
            raw = Web([sys.executable, str(Path(__file__).with_name("_reference.py"))], two)
            try:
                yield ours, raw
            finally:
                raw.stop()
        finally:
            ours.stop()


def measured(web: Web, case: Case, valkey: Any, answer: Answer) -> float:
    """CPU in ms a request over one round; every answer must be the known one."""
    began = web.cpu
    for _ in range(REQUESTS):
        if case.counted:
            valkey.delete(case.counted)
        status, body = web.get(case)
        if status != answer.status or CLOCK.sub(b"", body) != CLOCK.sub(b"", answer.body):
            raise SystemExit(f"{case.what}: {status}, {len(body)} bytes; not the bytes recorded")
    return (web.cpu - began) / REQUESTS * 1000


def rows_of(planned: list[tuple[Case, Answer, int, int]]) -> list[dict[str, Any]]:
    """All rows of the table."""
    from redis import Redis

    valkey = Redis.from_url(os.environ["CARENET_REDIS_URL"])
    rows = []
    with serving() as (ours, raw):
        for case, answer, statements, trips in planned:
            for web in (ours, raw):
                measured(web, case, valkey, answer)
            rounds = [
                [measured(web, case, valkey, answer) for web in (ours, raw)] for _ in range(ROUNDS)
            ]
            a, b = (statistics.median(column) for column in zip(*rounds, strict=True))
            rows.append(
                {
                    "what": case.what, "value": round(a, 2), "unit": "ms CPU",
                    "reference": round(b, 2), "ratio": round(a / b, 2), "aim": AIM,
                    "statements": statements, "round trips": trips, "bytes": len(answer.body),
                }
            )  # fmt: skip
    return rows


def main() -> int:
    """Start servers, load the demo, measure, print, write."""
    from carenet.cli.servers import reachable

    given = os.environ.get("CARENET_DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="carenet-bench-", dir=given) as folder:
        Path(folder).chmod(0o755)
        os.environ["CARENET_DATA_DIR"] = folder
        with reachable() as settings:
            from carenet.cli.demo import load
            from carenet.cli.prepare import migrate, roles

            roles(settings)
            migrate(settings)
            load(settings)
            os.environ["PICCOLO_CONF"] = "carenet.piccolo_conf"
            planned = asyncio.run(plan())
            os.environ[PLAN] = str(Path(folder) / "plan")
            Path(os.environ[PLAN]).write_bytes(
                pickle.dumps([answer for _, answer, _, _ in planned])
            )
            rows = rows_of(planned)
    for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]:
        print(f"{row['what']:<26}" + "".join(f"{row[name]:>12}" for name in COLUMNS[1:]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"rows": rows}, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
