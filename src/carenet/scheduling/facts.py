"""What happens around sessions, in the past tense; ids and plain values only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class SeriesMade:
    """A series was written down."""

    series: UUID


@dataclass(frozen=True)
class LastDaySaid:
    """Somebody who comes to a series every time said their last day, in ISO's words."""

    series: UUID
    last_on: str
    was: str | None = None
    """Until when they had promised to come before."""


@dataclass(frozen=True)
class AwayForLong:
    """Somebody who teaches at a series is away for weeks, in ISO's words."""

    series: UUID
    first_on: str
    until_on: str


@dataclass(frozen=True)
class SessionCalledOff:
    """A session does not take place."""

    session: UUID
    because: str


@dataclass(frozen=True)
class SessionMoved:
    """A session has another time; `was` is where it stood before."""

    session: UUID
    was: datetime
    let_go: tuple[str, ...] = ()


@dataclass(frozen=True)
class HoursFollowed:
    """Sessions of a series have the winter or summer hours of their place; said once for the whole change."""

    task: UUID
    asked_at: datetime
    place: str
    first: str
    sessions: tuple[str, ...]


@dataclass(frozen=True)
class SessionsJoined:
    """A session takes in another of the same day, which is not held by itself."""

    session: UUID
    other: UUID


@dataclass(frozen=True)
class SignedUp:
    """An adult took a place."""

    session: UUID
    person: UUID


@dataclass(frozen=True)
class Withdrew:
    """An adult gave a place back; late is inside the free time."""

    session: UUID
    person: UUID
    late: bool
    urgent: bool


@dataclass(frozen=True)
class AskedToCome:
    """An adult asked for a place that needs a word; it is held until the hour named."""

    session: UUID
    person: UUID
    until: datetime


@dataclass(frozen=True)
class PlaceHeld:
    """A place came free and is held for one who waited, until the hour named."""

    session: UUID
    person: UUID
    until: datetime


@dataclass(frozen=True)
class StandInFound:
    """Somebody said yes to standing in for a sign-up; the first who did."""

    session: UUID
    sign_up: UUID
    person: UUID


@dataclass(frozen=True)
class StandInDeclined:
    """Somebody who was asked to stand in cannot."""

    session: UUID
    sign_up: UUID


@dataclass(frozen=True)
class RegisterOpened:
    """The children's register of a session was opened."""

    session: UUID


@dataclass(frozen=True)
class ChildSaidIll:
    """A child is not at a session because it is ill; `by_family` where its home said so."""

    child: UUID
    heard_by: UUID
    at: datetime
    by_family: bool


@dataclass(frozen=True)
class AlarmRaised:
    """A register was not opened, or a child is neither here nor excused."""

    alarm: UUID
    kind: str
    session: UUID


@dataclass(frozen=True)
class AlarmClosed:
    """Somebody answered for an alarm."""

    alarm: UUID
    false_alarm: bool


@dataclass(frozen=True)
class HoursCorrected:
    """Hours of a person on a day are others than stood there before."""

    person: UUID
    on_day: str


@dataclass(frozen=True)
class GroupAsked:
    """The leader of a team asked for places of its members."""

    session: UUID
    team: UUID
