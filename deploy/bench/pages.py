"""`make bench-pages`: CPU of a page as the app serves it, beside a raw reference, in one run.

The reference is a bare ASGI function over asyncpg. It looks the sign-in up, opens the scoped
transaction under the same database role, runs the very statements that the page runs (the read log
among them), commits, and answers the very bytes. It routes nothing, checks nothing and renders
nothing: what is above it is the price of the framework, the templates and our own code.

Rows: the page, CPU in ms a request (median of rounds, both alternating), the ratio, the aim.
"""

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS, REQUESTS = 9, 30
AIM = 1.5
FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
OUT = Path("var/bench/pages.json")
Statement = tuple[str, tuple[Any, ...]]
App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Case:
    """One request of one person."""

    what: str
    handle: str
    path: str
    etag: str | None = None
    signed_in: bool = True


async def request(
    app: App, path: str, headers: list[tuple[bytes, bytes]]
) -> tuple[int, dict[str, str], bytes]:
    """One GET, without an HTTP client's own cost."""
    got: dict[str, Any] = {"body": b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            got["status"], got["headers"] = message["status"], message["headers"]
        else:
            got["body"] += message.get("body", b"")

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    where, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": where, "raw_path": where.encode(), "query_string": query.encode(),
        "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        "root_path": "", "extensions": {},
    }  # fmt: skip
    await app(scope, receive, send)
    found = {k.decode(): v.decode() for k, v in got["headers"]}
    return got["status"], found, got["body"]


def reference(pool: Any, statements: list[Statement], status: int, body: bytes) -> App:
    """The raw app for one recorded page: the first statements stand outside any transaction."""
    inside = next(
        (i for i, (sql, _) in enumerate(statements) if "set_config" in sql), len(statements)
    )
    out = [(b"content-type", b"text/html; charset=utf-8")]

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        for sql, args in statements[:inside]:
            await pool.fetch(sql, *args)
        if inside < len(statements):
            async with pool.acquire() as connection, connection.transaction():
                for sql, args in statements[inside:]:
                    await connection.fetch(sql, *args)
        await send({"type": "http.response.start", "status": status, "headers": out})
        await send({"type": "http.response.body", "body": body})

    return app


async def record(
    app: App, pool: Any, path: str, headers: list[tuple[bytes, bytes]]
) -> tuple[list[Statement], int, bytes]:
    """The statements and the answer of one request."""
    said: list[Statement] = []
    async with pool.acquire() as connection:
        real = connection._con  # noqa: SLF001  the recorder needs the connection behind the proxy

    def note(query: Any) -> None:
        # The pool's own housekeeping and the transaction's frame happen in the reference as well.
        if "pg_advisory_unlock_all" not in query.query and not FRAME.match(query.query):
            said.append((query.query, tuple(query.args or ())))

    real.add_query_logger(note)
    try:
        status, _, body = await request(app, path, headers)
        await asyncio.sleep(0.05)  # loggers run after the query
    finally:
        real.remove_query_logger(note)
    return said, status, body


async def cpu_ms(app: App, path: str, headers: list[tuple[bytes, bytes]]) -> float:
    """CPU of this process in ms a request."""
    began = time.process_time()
    for _ in range(REQUESTS):
        await request(app, path, headers)
    return (time.process_time() - began) / REQUESTS * 1000


async def measure(app: App, pool: Any, case: Case, token: str) -> dict[str, Any]:
    """One row of the table."""
    headers = [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-language", b"zh-CN")]
    if case.signed_in:
        headers.append((b"cookie", f"__Host-cn={token}".encode()))
    if case.etag:
        headers.append((b"if-none-match", case.etag.encode()))
    for _ in range(5):
        await request(app, case.path, headers)
    statements, status, body = await record(app, pool, case.path, headers)
    raw = reference(pool, statements, status, body)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(await cpu_ms(app, case.path, headers))
        theirs.append(await cpu_ms(raw, case.path, headers))
    a, b = statistics.median(ours), statistics.median(theirs)
    return {
        "what": case.what, "value": round(a, 2), "unit": "ms CPU", "reference": round(b, 2),
        "ratio": round(a / b, 2), "aim": AIM, "status": status, "bytes": len(body),
        "statements": len(statements),
    }  # fmt: skip


async def cases_of(app: App, tokens: dict[str, str]) -> list[Case]:
    """The pages of the issue, with addresses found in the demo."""
    from carenet.accounts.entry import actor_for
    from carenet.calendars.services import make_feed
    from carenet.core.database import reading

    township, volunteer = await actor_for(tokens["township"]), await actor_for(tokens["volunteer"])
    async with reading(township) as db:
        child = await db.fetchval("select id from children order by sort_key limit 1")
    feed = await make_feed("helper", by=volunteer)
    path = f"/calendars/{feed}.ics"
    _, found, _ = await request(app, path, [(b"host", b"localhost")])
    return [
        Case("the phone's week", "volunteer", "/week"),
        Case("a desk list", "township", "/children"),
        Case("a child's page", "township", f"/children/{child}"),
        Case("a feed that is unchanged", "volunteer", path, etag=found["etag"], signed_in=False),
        Case("a list of sessions", "township", "/sessions"),
    ]


async def run() -> list[dict[str, Any]]:
    """All rows."""
    from carenet.accounts.services import account_for, open_sign_in
    from carenet.app import create_app
    from carenet.core import database

    app = create_app()
    database.POOL_MAX["web"] = 1  # one connection: what is recorded is what was asked
    async with app.lifespan():
        pool = database.engine().pool
        tokens = {}
        for handle in ("township", "volunteer"):
            found = await account_for(handle)
            if found is None:
                raise SystemExit("the demo is not there")
            tokens[handle] = await open_sign_in(found.id, factors=2, device="bench")
        return [
            await measure(app, pool, case, tokens[case.handle])  # type: ignore[arg-type]
            for case in await cases_of(app, tokens)  # type: ignore[arg-type]
        ]


def main() -> int:
    """Start servers, load the demo, measure, print, write."""
    from carenet.cli.servers import reachable

    with tempfile.TemporaryDirectory(prefix="carenet-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["CARENET_DATA_DIR"] = folder
        with reachable() as settings:
            from carenet.cli.demo import load
            from carenet.cli.prepare import migrate, roles

            roles(settings)
            migrate(settings)
            load(settings)
            os.environ["PICCOLO_CONF"] = "carenet.piccolo_conf"
            rows = asyncio.run(run())
    for row in rows:
        print(
            f"{row['what']:<28} {row['value']:>7} ms  reference {row['reference']:>7} ms  ratio {row['ratio']:>5}  aim {row['aim']}  ({row['statements']} statements, {row['bytes']} bytes, {row['status']})"
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"rows": rows}, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
