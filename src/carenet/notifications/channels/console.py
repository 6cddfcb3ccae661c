"""The console: for the demo and for development. A line of the worker's output is the delivery.

It goes past the log, which withholds every word of a message.
"""

import sys
from datetime import datetime
from uuid import UUID

from carenet.notifications.channels.protocol import (
    Address,
    Capabilities,
    Receipt,
    Rendered,
    Unclear,
)


class Console:
    """Says it aloud. Messages hold no child's name, and in real use it is switched off."""

    name = "console"
    capabilities = Capabilities(body_letters_max=500, at_once_max=4, asks=False)

    def reaches(self, to: Address) -> bool:
        """Everybody."""
        del to
        return True

    async def send(self, message: Rendered) -> Receipt:
        """Write one line."""
        line = f"message to {message.to.person}: {message.title} | {message.body} | {message.link}"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        return Receipt()

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """A log line cannot be asked."""
        del to, since
        raise Unclear(str(key))

    async def close(self) -> None:
        """Nothing to let go of."""
