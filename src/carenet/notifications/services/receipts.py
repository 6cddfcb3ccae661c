"""Receipts: a provider says later what became of a message."""

from uuid import UUID

from carenet.core.database import definer
from carenet.core.refusals import NotFound


async def take_receipt(key: UUID, channel: str, *, delivered: bool, because: str) -> None:
    """Write down what a provider said. The same receipt twice changes nothing.

    Raises:
        NotFound: nothing was given to that channel under this key.

    """
    state = "delivered" if delivered else "failed"
    done = await definer(
        "select app.take_receipt($1, $2, $3, $4) as done", key, channel, state, because or None
    )
    if not done[0]["done"]:
        raise NotFound


async def take_receipt_by_number(
    number: str, channel: str, *, delivered: bool, because: str
) -> None:
    """The same, from a provider that names a message by its own number.

    Raises:
        NotFound: no message has this number (yet).

    """
    state = "delivered" if delivered else "failed"
    done = await definer(
        "select app.take_receipt_by_number($1, $2, $3, $4) as done",
        number, channel, state, because or None,
    )  # fmt: skip
    if not done[0]["done"]:
        raise NotFound
