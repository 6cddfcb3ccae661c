"""An answer that belongs to another message proves nothing: each message has a line of its own."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from carenet.notifications.channels.protocol import Address, Rendered, Unclear
from carenet.notifications.channels.webhook import Webhook

ANSWER = (
    b'HTTP/1.1 200 -\r\ncontent-type: application/json\r\ncontent-length: 14\r\n\r\n{"id":"first"}'
)


@pytest.fixture
async def stammering() -> AsyncIterator[str]:
    """A gateway that answers its first message twice over, and the others not at all."""
    heard = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                heard += 1
                if heard > 1:
                    break
                writer.write(ANSWER * 2)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()


def message() -> Rendered:
    return Rendered(
        key=uuid4(), to=Address(uuid4()), kind="session.soon", language="en", title="Soon",
        body="Soon.", link="https://test/", urgent=False, expires_at=None, values={}, exact={},
        leave="https://test/stop",
    )  # fmt: skip


async def test_a_second_answer_is_not_taken_for_that_of_the_next_message(stammering):
    gateway = Webhook(stammering, "secret")
    assert (await gateway.send(message())).provider_id == "first"
    with pytest.raises(Unclear):
        await gateway.send(message())
    await gateway.close()
