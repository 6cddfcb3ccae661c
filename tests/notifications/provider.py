"""A channel in memory that remembers what it took, by key; it can be told to misbehave once."""

from collections.abc import Callable
from datetime import timedelta

from carenet.notifications.channels.protocol import (
    Address,
    Busy,
    Capabilities,
    NotNow,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)


class Provider:
    """Counts every post, and what it accepted by key: the outside record."""

    def __init__(self, name: str = "webhook", *, asks: bool = True) -> None:
        self.name = name
        self.capabilities = Capabilities(500, 8, asks=asks)
        self.posts: list[Rendered] = []
        self.accepted: list = []
        self.asked: list = []
        self.faults: list[Callable[[Rendered], None]] = []

    def reaches(self, to: Address) -> bool:
        return True

    async def send(self, message: Rendered) -> Receipt:
        self.posts.append(message)
        if self.faults:
            self.faults.pop(0)(message)
        self.accepted.append(message.key)
        return Receipt(f"p-{len(self.accepted)}")

    async def ask(self, key, to=None, since=None) -> Receipt | None:
        self.asked.append(key)
        if not self.capabilities.asks:
            raise Unclear("cannot")
        return Receipt("p-found") if key in self.accepted else None

    async def close(self) -> None:
        pass

    def is_down(self, times: int) -> None:
        def fault(message):
            raise NotNow("down")

        self.faults += [fault] * times

    def is_busy(self, times: int, wait: timedelta | None = None) -> None:
        def fault(message):
            raise Busy("HTTP 429", wait)

        self.faults += [fault] * times

    def refuses(self) -> None:
        def fault(message):
            raise Refused("no such number")

        self.faults.append(fault)

    def takes_and_breaks(self) -> None:
        def fault(message):
            self.accepted.append(message.key)
            raise Unclear("the line went dead")

        self.faults.append(fault)

    def breaks_before_taking(self) -> None:
        def fault(message):
            raise Unclear("the line went dead")

        self.faults.append(fault)
