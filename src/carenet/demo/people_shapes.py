"""Who the adults of the demo county are and what they offer."""

from dataclasses import dataclass
from datetime import date

from carenet.demo.place_shapes import Key


@dataclass(frozen=True, slots=True)
class Language:
    """Understood, or good enough to explain in."""

    code: str
    can_explain: bool


@dataclass(frozen=True, slots=True)
class ContactWay:
    """``own_phone``, ``neighbour`` or ``in_person``.

    Phones are invented numbers of a range that no operator has been given.
    """

    kind: str
    value: str | None = None
    via: str | None = None
    tested_on: date | None = None
    works: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """An adult; sex is ``f`` or ``m``."""

    key: Key
    name: str
    sex: str
    birth_year: int
    division: str
    languages: tuple[Language, ...] = ()
    ways: tuple[ContactWay, ...] = ()
    household: Key | None = None
    reads: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a clearance, from-until; ``ends_on`` may lie in the past."""

    kind: str
    starts_on: date
    ends_on: date | None
    result: str = "passed"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A volunteer's offer; ``free`` are (ISO weekday, part of the day) pairs."""

    key: Key
    person: Key
    organisation: Key | None
    tier: str
    subjects: tuple[str, ...]
    skills: tuple[str, ...]
    free: tuple[tuple[int, str], ...]
    reach_minutes: int
    hours_week_max: int
    joined_on: date
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class ProxyParent:
    """Someone who stands beside children of at most so many households."""

    key: Key
    person: Key
    households_max: int
    joined_on: date
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class HostFamily:
    """A household that takes children in; every adult in it has papers."""

    key: Key
    name: str
    village: str
    hamlet: Key
    beds: int
    takes_girls: bool
    takes_boys: bool
    full_care: bool
    approved_on: date
    adults: tuple[Key, ...]
    papers: dict[Key, tuple[Paper, ...]]
    asked_days: int
    """So many days ago who lives there was asked last."""


@dataclass(frozen=True, slots=True)
class HomeOnTheWay:
    """A household that the committee named, or that applies; it takes nobody yet."""

    key: Key
    name: str
    village: str
    nominated: bool
    adults: tuple[Key, ...]
    papers: dict[Key, tuple[Paper, ...]]


@dataclass(frozen=True, slots=True)
class Team:
    """A visiting university team."""

    key: Key
    organisation: Key
    name: str
    leader: Key
    members: tuple[Key, ...]
    agreement_on: date
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Teacher:
    """A teacher of a school."""

    person: Key
    school: Key


@dataclass(frozen=True, slots=True)
class Duty:
    """An officer's role over a division, at an office."""

    person: Key
    role: str
    organisation: Key
    division: str
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class CastMember:
    """A demo person whom anybody may step in as; ``handle`` is stable."""

    handle: str
    person: Key
    organisation: Key | None
    division: str
