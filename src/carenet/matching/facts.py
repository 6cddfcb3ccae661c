"""What happened in matching, for whoever listens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class NeedsOpened:
    """Rules or a person opened needs of an area."""

    lo: str
    count: int


@dataclass(frozen=True)
class RoundSolved:
    """A draft is ready to be looked at."""

    round: UUID
    begun_by: UUID


@dataclass(frozen=True)
class RoundPublished:
    """People let some or all proposals of a round go out."""

    round: UUID
    proposals: int


@dataclass(frozen=True)
class ProposalPublished:
    """A proposal went out and waits for the guardian's answer."""

    proposal: UUID
    child: UUID
    purpose: str


@dataclass(frozen=True)
class ProposalAgreed:
    """Nothing more is needed from the family; the helper is asked."""

    proposal: UUID
    person: UUID


@dataclass(frozen=True)
class GuardianRefused:
    """A guardian said no to a purpose; the proposals that rested on it ended."""

    child: UUID
    purpose: str


@dataclass(frozen=True)
class ProposalDeclined:
    """A helper said no, or did not answer in time."""

    proposal: UUID
    lapsed: bool


@dataclass(frozen=True)
class ProposalAccepted:
    """A helper said yes."""

    proposal: UUID
    person: UUID


@dataclass(frozen=True)
class CircleAnswered:
    """A family of a circle of friends answered, or left it; `key` is the circle's."""

    round: UUID
    person: UUID
    key: UUID


@dataclass(frozen=True)
class NeedLeftOpen:
    """Nobody of the round is left for a need; the next round takes it."""

    need: UUID
    round: UUID
