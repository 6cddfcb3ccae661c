"""Who is to be matched: groups of children, helpers, and what forbids or ties a pair."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

GROUPS_MAX: Final = 20_000
SUPPLY_MAX: Final = 10_000
CIRCLE_MIN: Final = 3
CIRCLE_MAX: Final = 4
"""A circle of friends is three or four children (Liuzhou education bureau 2018 no. 8, clause 2 (5))."""


@dataclass(frozen=True, slots=True)
class Want:
    """One child's need as the round reads it."""

    need: UUID
    child: UUID
    village: str
    sex: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Needs that go to one helper: one child, brothers and sisters of a household, or a circle of friends.

    `circle` says of what: one class or one village; nothing where it is no circle.
    """

    id: str
    wants: tuple[Want, ...]
    tier: int
    subject: str | None
    wants_sex: str | None
    village: str
    latitude: float | None
    longitude: float | None
    centre_minutes: int | None
    languages: tuple[str, ...]
    boards: bool
    school: UUID | None
    household: UUID | None
    kin: frozenset[UUID] = frozenset()
    circle: str = ""

    @property
    def size(self) -> int:
        """Children in it."""
        return len(self.wants)


@dataclass(frozen=True, slots=True)
class Helper:
    """An adult, home or teacher who can be matched, with the room that is left."""

    id: str
    person: UUID
    offer: UUID | None
    division: str
    latitude: float | None
    longitude: float | None
    capacity: int
    load: int
    sex: str | None
    organisation: UUID | None
    takes_girls: bool
    takes_boys: bool
    reach_minutes: int
    subjects: frozenset[str]
    understands: frozenset[str]
    explains: frozenset[str]
    free: frozenset[str]
    host_family: UUID | None = None
    households: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs of need and person that are forbidden or wished: never (restriction), ban, lock.

    `apart` are children who are not to be together (both ways), `beside` children and those who have
    such another child already.
    """

    never: frozenset[tuple[UUID, UUID]] = frozenset()
    bans: frozenset[tuple[UUID, UUID]] = frozenset()
    locks: frozenset[tuple[UUID, UUID]] = frozenset()
    apart: frozenset[tuple[UUID, UUID]] = frozenset()
    beside: frozenset[tuple[UUID, UUID]] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What a pair costs by named terms, and the features that are said in words."""

    cost: int
    terms: dict[str, int]
    minutes: int
    on_foot: bool
    language: str | None = None
    explains: bool = False
    sibling: bool = False
    subject: str | None = None
    same_village: bool = False
    circle: str = ""
    children: int = 0
    begun: int = 0
    """Children who meet in the circle already."""

    def to_json(self) -> dict[str, Any]:
        return {
            "cost": self.cost, "terms": self.terms, "minutes": self.minutes,
            "on_foot": self.on_foot, "language": self.language, "explains": self.explains,
            "sibling": self.sibling, "subject": self.subject, "same_village": self.same_village,
            "circle": self.circle, "children": self.children, "begun": self.begun,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """Another helper for a group, with what it would cost more, and whether there is room."""

    person: UUID
    offer: UUID | None
    told: Told
    room: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One group in a plan: with whom, or why with nobody."""

    group: Group
    helper: Helper | None
    told: Told | None
    options: tuple[Option, ...] = ()
    cause: str | None = None
    emptied: dict[str, int] = field(default_factory=dict)
    instead: dict[int, int] = field(default_factory=dict)
