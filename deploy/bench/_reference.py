"""The raw reference of `make bench-pages`: a bare ASGI function over asyncpg, served by the same granian.

For each page it reads the cookie, looks the sign-in up, opens one transaction under the same
database role with the same context, runs the very statements that the page runs (its read log
among them), commits, and puts the answer together from literal pieces and the rows it has just
read. It routes by a dictionary, checks nothing, and knows no templates. What a page costs above it
is the price of the framework, the templates and our own code.
"""

import hashlib
import json
import os
import pickle
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

TOKEN = "\0token"
"""Stands for the request's own token among the values of a statement."""
PLAN = "BENCH_PAGES_PLAN"
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
Statement = tuple[str, tuple[Any, ...]]


@dataclass
class Answer:
    """What one page asks of the database and what it then answers."""

    path: str
    before: list[Statement]
    """What stands outside the transaction: the sign-in, or all of a feed."""
    inside: list[Statement]
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    counted: str | None = None
    """The limiter's key in Valkey, where the page counts its requests."""
    pieces: list[Any] = field(default_factory=list)
    digest: bytes = b""


def pieces_of(body: str, results: list[list[Any]]) -> list[Any]:
    """The body split at every text and id that the statements brought: literals and places in turn."""
    found: dict[str, tuple[int, int, int]] = {}
    for n, rows in enumerate(results):
        for r, row in enumerate(rows):
            for c, value in enumerate(row.values()):
                text = str(value).translate(ESCAPED) if isinstance(value, str | UUID) else ""
                if len(text) > 1:
                    found.setdefault(text, (n, r, c))
    if not found:
        return [body]
    known = re.compile(f"({'|'.join(map(re.escape, sorted(found, key=len, reverse=True)))})")
    return [found[p] if n % 2 else p for n, p in enumerate(known.split(body))]


def digest_of(results: list[list[Any]]) -> bytes:
    """What stands for an ETag: any change of the rows shows."""
    return hashlib.blake2b(repr([tuple(r) for rows in results for r in rows]).encode()).digest()


class Reference:
    """The ASGI application."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = {one.path: one for one in answers}
        self.pool: Any = None
        self.valkey: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        answer = self.answers[scope["path"]]
        token = ""
        for name, value in scope["headers"]:
            if name == b"cookie":
                token = value.decode().partition("=")[2]
        if answer.counted:
            await self.count(answer.counted)
        results = await self.results(answer, token)
        body = answer.body
        if body:
            answer.pieces = answer.pieces or pieces_of(body.decode(), results)
            body = "".join(
                [
                    p if type(p) is str else str(results[p[0]][p[1]][p[2]]).translate(ESCAPED)
                    for p in answer.pieces
                ]
            ).encode()
        else:
            answer.digest = answer.digest or digest_of(results)
            if digest_of(results) != answer.digest:
                raise RuntimeError("the feed has changed")
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        await send({"type": "http.response.body", "body": body})

    async def results(self, answer: Answer, token: str) -> list[list[Any]]:
        """All rows of all statements, in turn."""
        found = []
        async with self.pool.acquire() as connection:
            for sql, values in answer.before:
                found.append(await connection.fetch(sql, *_with(values, token)))
            if answer.inside:
                async with connection.transaction():
                    for sql, values in answer.inside:
                        found.append(await connection.fetch(sql, *_with(values, token)))
        return found

    async def count(self, key: str) -> None:
        """Count one request, as the limiter does."""
        from carenet.core.limits import LUA

        await self.valkey.eval(LUA, 1, key, 1_800_000)

    async def live(self, receive: Any, send: Any) -> None:
        """Open and close the pool."""
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self.pool = await asyncpg.create_pool(
                    os.environ["CARENET_DATABASE_URL"], min_size=1, max_size=8, init=_prepare,
                    server_settings={"timezone": "UTC"}, reset=_nothing,
                )  # fmt: skip
                self.valkey = Redis.from_url(os.environ["CARENET_REDIS_URL"])
            else:
                await self.pool.close()
                await self.valkey.aclose()
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return


async def _nothing(_connection: Any) -> None:
    """Settings live as long as their transaction: there is nothing to reset."""


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda v: b"\1" + (v if isinstance(v, str) else json.dumps(v)).encode(),
        decoder=lambda data: json.loads(data[1:]),
        schema="pg_catalog",
        format="binary",
    )


def _with(values: tuple[Any, ...], token: str) -> list[Any]:
    return [token if v == TOKEN else v for v in values]


def create() -> Callable[..., Any]:
    """Make the application in a web process."""
    plan = Path(os.environ[PLAN]).read_bytes()
    return Reference(pickle.loads(plan))


if __name__ == "__main__":
    from carenet.cli.serve import serve_on
    from carenet.core.settings import load

    serve_on(socket.socket(fileno=int(sys.argv[1])), load(os.environ), "_reference:create")
