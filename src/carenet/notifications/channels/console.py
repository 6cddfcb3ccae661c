"""The console: for the demo and for development. A line in the worker's log is the delivery."""

from uuid import UUID

import structlog

from carenet.notifications.channels.protocol import (
    Address,
    Capabilities,
    Receipt,
    Rendered,
    Unclear,
)

log = structlog.get_logger()


class Console:
    """Says it in the log. Messages hold no child's name, and in real use it is switched off."""

    name = "console"
    capabilities = Capabilities(body_letters_max=500, at_once_max=4, asks=False)

    def reaches(self, to: Address) -> bool:
        """Everybody."""
        del to
        return True

    async def send(self, message: Rendered) -> Receipt:
        """Write one line."""
        log.info(
            "message", key=str(message.key), to=str(message.to.person), kind=message.kind,
            title=message.title, body=message.body,
        )  # fmt: skip
        return Receipt()

    async def ask(self, key: UUID) -> Receipt | None:
        """A log line cannot be asked."""
        raise Unclear(str(key))

    async def close(self) -> None:
        """Nothing to let go of."""
