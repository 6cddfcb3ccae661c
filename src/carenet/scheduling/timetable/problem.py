"""What a weekly timetable is made from: slots, centres, adults, classes, and what is fixed already.

Positions stand for things: `centre` 3 is the fourth centre. Times are minutes after midnight,
places are kilometres on a plane, a week has seven days (0 is Monday).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Final

KM_SAME_DAY: Final = 8.0
"""Two centres farther apart are not served by one person on one day."""
KM_PER_HOUR: Final = 25.0
SOLO_CHILDREN_MAX: Final = 15
"""With one adult alone in an observable place: a group of at most so many (product rules, adults)."""
SOLO_CHILDREN_MIN: Final = 2
"""Never one adult with one child."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a weekday in which a session can be."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Centre:
    """A place: rooms with their places, the slots in which it is open.

    `taken` names rooms that something else occupies: slot and position of the room.
    """

    id: str
    x: float
    y: float
    rooms: tuple[int, ...]
    open: frozenset[int]
    observable: bool = False
    taken: frozenset[tuple[int, int]] = frozenset()

    def rooms_free(self, slot: int) -> list[int]:
        """The positions of the rooms that nothing else occupies then."""
        return [at for at in range(len(self.rooms)) if (slot, at) not in self.taken]


@dataclass(frozen=True, slots=True)
class Adult:
    """A tutor or second adult. Who shares a tie (household, phone, kin) is not independent.

    `never_at` are centres to which this adult is not sent, whatever the way.
    """

    id: str
    x: float
    y: float
    subjects: frozenset[str]
    free: frozenset[int]
    week_max: int
    km_max: float
    cleared: bool = True
    ties: frozenset[str] = frozenset()
    never_at: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Class:
    """Children who learn one subject together at a centre, so many times a week.

    `never` are slots in which one of them is elsewhere.
    """

    id: str
    centre: int
    subject: str
    children: tuple[int, ...]
    times: int
    weight: int = 1
    never: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A wish about one session of a class: when, by whom, or both."""

    class_: int
    slot: int | None = None
    adult: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of the field that a timetable keeps."""

    km_same_day: float = KM_SAME_DAY
    km_per_hour: float = KM_PER_HOUR
    solo_children_max: int = SOLO_CHILDREN_MAX


@dataclass(frozen=True, slots=True)
class Problem:
    """One timetable to be made.

    `kept` is today's timetable, from which a new one departs only for a reason; `locks` must hold.
    """

    slots: tuple[Slot, ...]
    centres: tuple[Centre, ...]
    adults: tuple[Adult, ...]
    classes: tuple[Class, ...]
    rules: Rules = field(default_factory=Rules)
    kept: tuple[Fixed, ...] = ()
    locks: tuple[Fixed, ...] = ()

    def sessions(self) -> Iterator[int]:
        """The class of each session asked for, class by class."""
        for position, one in enumerate(self.classes):
            yield from (position for _ in range(one.times))

    def km(self, adult: int, centre: int) -> float:
        """How far an adult lives from a centre."""
        one, other = self.adults[adult], self.centres[centre]
        return hypot(one.x - other.x, one.y - other.y)

    def km_between(self, one: int, other: int) -> float:
        """How far two centres are apart."""
        a, b = self.centres[one], self.centres[other]
        return hypot(a.x - b.x, a.y - b.y)

    def within_reach(self, adult: int, centre: int) -> bool:
        """Whether an adult goes to a centre at all."""
        who = self.adults[adult]
        return centre not in who.never_at and self.km(adult, centre) <= who.km_max

    def slots_of(self, class_: int) -> frozenset[int]:
        """The slots in which a class could be held: its centre is open, its children are free."""
        one = self.classes[class_]
        return self.centres[one.centre].open - one.never

    def same_day(self, one: int, first: int, other: int, second: int) -> bool:
        """Whether a person can be at two centres on one day, in those two slots of it."""
        if one == other:
            return True
        km = self.km_between(one, other)
        early, late = sorted((self.slots[first], self.slots[second]), key=lambda slot: slot.start)
        gap = late.start - early.end
        return km <= self.rules.km_same_day and km * 60 <= gap * self.rules.km_per_hour

    def independent(self, one: int, other: int) -> bool:
        """Whether two adults answer for each other to somebody else."""
        return one != other and not self.adults[one].ties & self.adults[other].ties

    def may_be_alone(self, adult: int, class_: int) -> bool:
        """Whether this adult may hold this class with nobody beside (the place is observable)."""
        one = self.classes[class_]
        return (
            self.centres[one.centre].observable
            and self.adults[adult].cleared
            and SOLO_CHILDREN_MIN <= len(one.children) <= self.rules.solo_children_max
        )
