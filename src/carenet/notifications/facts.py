"""What listeners may hear about messages."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MessageAnswered:
    """A recipient answered: `come` or `cannot`. Written by the database with the answer itself.

    Listeners act on kind and subject: a session's sign-up is given back when its volunteer cannot.
    """

    outgoing: UUID
    reminder: UUID | None
    kind: str
    subject: str
    recipient: UUID
    answer: str
