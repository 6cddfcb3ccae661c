"""What happened in care at home, for whoever listens. Ids and plain values, never what was written."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class DayLogged:
    """A host family wrote down a child's day."""

    day_log: UUID
    child: UUID
    person: UUID
    on_day: date


@dataclass(frozen=True)
class VisitReported:
    """Somebody was at a child's home and told what was found."""

    report: UUID
    child: UUID
    person: UUID


@dataclass(frozen=True)
class ContactLogged:
    """A proxy parent or teacher called, wrote to or met a child."""

    contact: UUID
    child: UUID
    person: UUID
    kind: str


@dataclass(frozen=True)
class FamilyCallLogged:
    """A child and its parents talked."""

    call: UUID
    child: UUID


@dataclass(frozen=True)
class WorryRaised:
    """Somebody who cares for a child is worried about it; what about, the record says."""

    record: str
    child: UUID
    village: str
    person: UUID


@dataclass(frozen=True)
class ChildFoundAlone:
    """No adult was with a child: how soon others must act."""

    report: UUID
    child: UUID
    village: str
    asks: str


@dataclass(frozen=True)
class IllnessOpened:
    """A child is ill."""

    episode: UUID
    child: UUID
    village: str
    alone: bool


@dataclass(frozen=True)
class IllnessClosed:
    """A child is well again."""

    episode: UUID
    child: UUID


@dataclass(frozen=True)
class FamilyCallWanted:
    """A guardian asks for help with a call to the child."""

    call: UUID
    child: UUID
    guardian: UUID


@dataclass(frozen=True)
class FamilySpoke:
    """A guardian said whether they spoke with the child this week."""

    child: UUID
    guardian: UUID
    answer: str


@dataclass(frozen=True)
class TalkHeld:
    """Somebody talked with a child in confidence; what was said is sealed."""

    talk: UUID
    child: UUID
    person: UUID
    kind: str


@dataclass(frozen=True)
class RecordQuestioned:
    """An officer asks the writer of a record about it; what, the note says."""

    note: UUID
    child: UUID
    asked: UUID


@dataclass(frozen=True)
class RecordAnswered:
    """The writer answered; who had asked is to know."""

    note: UUID
    child: UUID
    asked_by: UUID


@dataclass(frozen=True)
class FollowUpOpened:
    """Something should follow a visit; without a person it is the director's."""

    follow_up: UUID
    child: UUID
    village: str
    person: UUID | None


@dataclass(frozen=True)
class CompanionNamed:
    """Somebody wrote that another came along on a visit; the other is asked."""

    companion: UUID
    person: UUID


@dataclass(frozen=True)
class FamilyAsked:
    """A parent asks for a copy of the file, or for something to be put right."""

    request: UUID
    child: UUID
    village: str
