"""What happened to timetables, for whoever listens; ids and plain values only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TimetableSolved:
    """A draft is ready to be looked at."""

    timetable: UUID
    begun_by: UUID


@dataclass(frozen=True)
class TimetablePublished:
    """The part of a timetable that concerns one place became series and sessions."""

    timetable: UUID
    centre: UUID
