"""What every channel can do, what it promises, and how it says that something went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Address:
    """A person, or a group's bot, as channels know it."""

    person: UUID
    email: str | None = None
    phone: str | None = None
    """In E.164."""
    openid: str | None = None
    """Of the service account that the person bound to its account here."""
    bot: str | None = None
    """The address of a group's bot, opened for this one post."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to go. `key` is the same at every attempt."""

    key: UUID
    to: Address
    kind: str
    language: str
    title: str
    body: str
    link: str
    urgent: bool
    expires_at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """The kind's variables in words, for channels that fill a template of their provider's."""
    exact: Mapping[str, str] = field(default_factory=dict)
    """Its dates and times in numbers, for fields that take no words."""
    leave: str | None = None
    """The page where one says that one does not wish to be told this way."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. Lengths in letters."""

    body_letters_max: int
    at_once_max: int
    asks: bool
    """Can be asked by our key whether it took a message, or folds a repeat into the first."""
    receipts: bool = False
    """Says later what became of a message."""
    free_text: bool = True
    """Says any words; else it fills a template that its provider approved."""
    quiet: bool = False
    """Makes no sound where it arrives, so that danger takes another way first."""
    cost_fen: float = 0.0
    """What a message costs, in hundredths of a yuan: about."""
    per_second: float = 20.0
    """So many messages a second the provider takes; CARENET_MESSAGE_RATES says otherwise."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel took the message. `delivered`: it knows that it arrived."""

    provider_id: str | None = None
    delivered: bool = False


class Refused(Exception):  # noqa: N818  an answer
    """The channel will never take this message: a wrong address, a refused template."""


class NotNow(Exception):  # noqa: N818  an answer
    """Nothing was taken; it may be tried again, after `wait` if the channel said so."""

    def __init__(self, because: str, wait: timedelta | None = None) -> None:
        super().__init__(because)
        self.wait = wait


class Busy(NotNow):
    """The channel asks for patience: too much was given to it. That is no attempt."""


class Unclear(Exception):  # noqa: N818  an answer
    """Nobody knows whether it was taken: ask by the key before sending again."""


class Channel(Protocol):
    """One way out of the house."""

    name: str
    capabilities: Capabilities

    def reaches(self, to: Address) -> bool:
        """Does this channel have a way to the person?"""

    async def send(self, message: Rendered) -> Receipt:
        """Hand the message over.

        Raises:
            Refused: for good.
            NotNow: nothing was taken.
            Busy: nothing was taken, and nothing is wrong but the pace.
            Unclear: it may have been taken.

        """

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """Was a message with this key taken, whose send began `since`? None: no, send it again.

        Raises:
            Unclear: it cannot say now, or never can.

        """

    async def close(self) -> None:
        """Let go of connections."""


Channels = Mapping[str, Channel]
