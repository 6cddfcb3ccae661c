"""A bad line between phones and the server: it loses answers after the work was done, and cuts others in the middle."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

HEAD_MAX = 64 * 1024
SENT_BACK_MAX, SENT_BACK_BYTES = 3, 500
ENTRIES = b"POST /offline/entries "


@dataclass
class Line:
    """One listening port; every connection to it is carried on to the server's."""

    target: int
    port: int
    lose: float = 0.0
    cut: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(23))
    """Of what comes next. Set anew for each run, so that a run of one phone goes the same way each time."""
    sent_back: list[bytes] = field(default_factory=list)
    """The last answers that something has to be changed, to be shown where a record was lost."""
    server: asyncio.Server | None = None
    carrying: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Listen."""
        self.server = await asyncio.start_server(
            self._carry, "localhost", self.port, limit=HEAD_MAX
        )

    async def stop(self) -> None:
        """Listen no more."""
        if self.server:
            self.server.close()
        for one in list(self.carrying):
            one.cancel()
        await asyncio.gather(*self.carrying, return_exceptions=True)

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        here = asyncio.current_task()
        assert here
        self.carrying.add(here)
        here.add_done_callback(self.carrying.discard)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            away, out = await asyncio.open_connection("localhost", self.target)
            try:
                while head := await near.readuntil(b"\r\n\r\n"):
                    entry = head.startswith(ENTRIES)
                    out.write(head + await near.readexactly(_length(head)))
                    await out.drain()
                    said = await _answer(away)
                    if not self._through(back, said, entry):
                        break
                    await back.drain()
            finally:
                out.close()
        with suppress(OSError):
            back.close()

    def _through(self, back: asyncio.StreamWriter, said: bytes, entry: bool) -> bool:
        """Hand an answer on, whole, in part or not at all; False where the line breaks with it."""
        dice = self.chance.random() if entry else 1.0
        if entry and b" 422 " in said[:16]:
            self.sent_back = [*self.sent_back, said[-SENT_BACK_BYTES:]][-SENT_BACK_MAX:]
        if dice < self.lose:
            self.counts["lost"] += 1
            back.transport.abort()
            return False
        if dice < self.lose + self.cut:
            self.counts["cut"] += 1
            self.counts["cut refusals"] += b" 4" in said[:12]
            back.write(said[: len(said) - max(1, len(said) // 8)])
            back.close()
            return False
        back.write(said)
        return True


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


async def _answer(away: asyncio.StreamReader) -> bytes:
    """One whole answer of the server's, however it marks its end."""
    head = await away.readuntil(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return head + await away.readexactly(_length(head))
    body = b""
    while True:
        size = await away.readuntil(b"\r\n")
        piece = await away.readexactly(int(size.split(b";")[0], 16) + 2)
        body += size + piece
        if piece == b"\r\n":
            return head + body
