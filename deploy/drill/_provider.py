"""A provider of messages for drills: takes them over loopback HTTP and keeps the outside record.

It does not fold repeats: whatever is posted to it twice is accepted twice. Only the product's own
fence, and its asking first, keep it from that.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

BODY_BYTES_MAX = 65_536


@dataclass
class Provider:
    """What was accepted, in order: (key, person, kind)."""

    accepted: list[tuple[str, str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    asked: int = 0
    port: int = 0
    server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port of this machine alone."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self.server is not None:
            self.server.close()

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
                status, answer = self._answer(method, target, body)
                content = json.dumps(answer).encode()
                writer.write(
                    f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\n"
                    f"content-length: {len(content)}\r\n\r\n".encode()
                    + content
                )
                await writer.drain()
        writer.close()

    def _answer(self, method: str, target: str, body: bytes) -> tuple[int, dict[str, str]]:
        if method == "GET":
            self.asked += 1
            key = parse_qs(urlsplit(target).query).get("key", [""])[0]
            return (200, {"id": key}) if key in self.keys else (404, {})
        message = json.loads(body)
        self.accepted.append((message["key"], message["to"], message["kind"]))
        self.keys.add(message["key"])
        return 200, {"id": message["key"]}
