"""A provider of messages for drills: takes them over loopback HTTP and keeps the outside record.

It does not fold repeats: whatever is posted to it twice is accepted twice. Only the product's own
fence, and its asking first, keep it from that. It can be told to misbehave, and to have a limit.
"""

import asyncio
import json
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

BODY_BYTES_MAX = 65_536
SLOW_SECONDS = (0.2, 1.5)
LATE_SECONDS = 12
"""Longer than a sender waits: by then it has written the send down as uncertain."""


@dataclass
class Faults:
    """How often a post meets each fault, as a share of all; what happened is counted."""

    slow: float = 0.0
    twice: float = 0.0
    """The answer is written twice: the second must not be taken for that of the next message."""
    refuses_500: float = 0.0
    took_500: float = 0.0
    """The message was taken, and the answer says 500 all the same."""
    never: float = 0.0
    """No answer at all; half of these were taken."""
    counts: Counter[str] = field(default_factory=Counter)

    def pick(self) -> str:
        """The fault of one post, or none."""
        left = random.random()
        for name in ("slow", "twice", "refuses_500", "took_500", "never"):
            left -= getattr(self, name)
            if left < 0:
                self.counts[name] += 1
                return name
        return ""


def _written(status: int, answer: dict[str, str]) -> bytes:
    content = json.dumps(answer).encode()
    head = (
        f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(content)}"
    )
    return f"{head}\r\n\r\n".encode() + content


@dataclass
class Provider:
    """What was accepted, in order: (key, person, kind), and when."""

    accepted: list[tuple[str, str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    limit: float = 0.0
    """Posts a second, with one second's worth at once; 0: none."""
    wait_seconds: float = 0.0
    """How long each answer takes."""
    over_limit: int = 0
    asked: int = 0
    port: int = 0
    server: asyncio.Server | None = None
    _tokens: float = 0.0
    _filled: float = 0.0

    async def start(self) -> None:
        """Listen on a free port of this machine alone."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self.server is not None:
            self.server.close()

    def forget(self) -> None:
        """Begin a new record."""
        self.accepted.clear()
        self.times.clear()
        self.faults.counts.clear()
        self.over_limit = self.asked = 0

    @property
    def url(self) -> str:
        """The address to post to."""
        return f"http://127.0.0.1:{self.port}/messages"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                method, target, _ = first.split(" ", 2)
                fields = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                length = min(int(fields.get("content-length", "0")), BODY_BYTES_MAX)
                body = await reader.readexactly(length) if length else b""
                fault = self.faults.pick() if method == "POST" else ""
                answer = (
                    await self._posted(body, fault) if method == "POST" else self._asked(target)
                )
                if answer is None:
                    break
                writer.write(_written(*answer) * (2 if fault == "twice" else 1))
                await writer.drain()
        writer.close()

    def _asked(self, target: str) -> tuple[int, dict[str, str]]:
        self.asked += 1
        key = parse_qs(urlsplit(target).query).get("key", [""])[0]
        return (200, {"id": key}) if key in self.keys else (404, {})

    def _within_limit(self) -> bool:
        now = time.monotonic()
        passed, self._filled = now - self._filled, now
        self._tokens = min(self.limit, self._tokens + passed * self.limit)
        if self._tokens < 1:
            self.over_limit += 1
            return False
        self._tokens -= 1
        return True

    async def _posted(self, body: bytes, fault: str) -> tuple[int, dict[str, str]] | None:
        """The answer to a post; None: the line goes dead without one."""
        message = json.loads(body)
        if self.limit and not self._within_limit():
            return 429, {}
        if self.wait_seconds:
            await asyncio.sleep(self.wait_seconds)
        if fault == "slow":
            await asyncio.sleep(random.uniform(*SLOW_SECONDS))
        elif fault == "refuses_500":
            return 500, {}
        elif fault == "never":
            if random.random() < 0.5:
                self._take(message)
            await asyncio.sleep(LATE_SECONDS)
            return None
        self._take(message)
        return (500, {}) if fault == "took_500" else (200, {"id": message["key"]})

    def _take(self, message: dict[str, str]) -> None:
        self.accepted.append((message["key"], message["to"], message["kind"]))
        self.times.append(time.monotonic())
        self.keys.add(message["key"])
