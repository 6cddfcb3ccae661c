"""What the demo county has in places: hamlets, offices, schools, centres."""

from dataclasses import dataclass
from datetime import date, time

from carenet.children.rules import Stage
from carenet.places.sketch import SketchPoint

Key = str
"""Reads like ``centre:07`` and is the same for a seed; identifiers are derived from it."""


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet with minutes to the village's centre and to school; the point is synthetic."""

    key: Key
    village: str
    name: str
    centre_foot_minutes: int
    centre_motorbike_minutes: int
    school_foot_minutes: int
    school_motorbike_minutes: int
    point: SketchPoint


@dataclass(frozen=True, slots=True)
class Organisation:
    """An office, school or centre's body; ``division`` is a 12-digit code of any level."""

    key: Key
    kind: str
    name: str
    division: str
    opened_on: date
    point: SketchPoint | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class School:
    """Same key as its organisation; ``ends_at`` by ISO weekday."""

    key: Key
    stages: tuple[Stage, ...]
    ends_at: dict[int, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening on an ISO weekday, in ``term`` or in ``holiday``."""

    season: str
    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class Room:
    """A room and whether it is approved for counselling."""

    name: str
    places: int
    counselling_approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Centre:
    """Same key as its organisation; closed centres stay with their reason."""

    key: Key
    kind: str
    name: str
    village: str
    short_code: str
    capacity: int
    rooms: tuple[Room, ...]
    hours: tuple[Hours, ...]
    opened_on: date
    key_holder: Key
    lead: Key
    observable_until: date | None = None
    closed_on: date | None = None
