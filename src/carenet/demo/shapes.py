"""What the demo county is made of: plain values, joined by keys that never change for a seed.

Keys read like ``child:17``; whoever stores them derives identifiers from them. Codes of languages,
relations, ethnicities and key groups are those of the census workbook.
"""

from dataclasses import dataclass, field
from datetime import date

from carenet.children.rules import ParentFacts, Stage
from carenet.demo.people_shapes import (
    CastMember,
    ContactWay,
    Duty,
    HomeOnTheWay,
    HostFamily,
    Language,
    Paper,
    Person,
    ProxyParent,
    Teacher,
    Team,
    Volunteer,
)
from carenet.demo.place_shapes import Centre, Hamlet, Hours, Key, Organisation, Room, School
from carenet.places.divisions import DivisionRow

__all__ = [
    "CastMember",
    "Centre",
    "Child",
    "ConsentGiven",
    "ContactWay",
    "County",
    "Duty",
    "Hamlet",
    "HomeOnTheWay",
    "HostFamily",
    "Hours",
    "Household",
    "Key",
    "Language",
    "Need",
    "Organisation",
    "Paper",
    "Parent",
    "Person",
    "ProxyParent",
    "Room",
    "School",
    "Teacher",
    "Team",
    "Volunteer",
]


@dataclass(frozen=True, slots=True)
class Household:
    """Who sleeps under one roof, named after its carer."""

    key: Key
    village: str
    hamlet: Key
    name: str
    carer: Key | None
    carer_able: bool = True


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent's dated facts, where work is, and when the parent was last in touch."""

    person: Key
    facts: ParentFacts
    works_at: str | None = None
    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A guardian's yes or no to one purpose."""

    purpose: str
    agreed: bool
    on: date


@dataclass(frozen=True, slots=True)
class Child:
    """A child with everything the register asks; all invented.

    ``nights`` says for Monday to Sunday where the child sleeps: ``home`` or ``boarding``.
    """

    key: Key
    name: str
    sex: str
    birth_date: date
    ethnicity: str
    village: str
    hukou: str
    household: Key
    father: Parent
    mother: Parent
    guardian: Key
    guardian_relation: str
    carer: Key | None
    carer_relation: str
    stage: Stage
    nights: tuple[str, ...]
    languages: tuple[str, ...]
    consents: tuple[ConsentGiven, ...]
    school: Key | None = None
    grade: str | None = None
    class_name: str | None = None
    boards: bool = False
    id_number: str | None = None
    pupil_number: str | None = None
    key_groups: tuple[str, ...] = ()
    teacher: Key | None = None
    guardian_reached: bool | None = None
    alone_at_night: bool = False
    allergy: str | None = None
    special_care: str | None = None
    wish: str | None = None
    kind_line: str | None = None
    tier: int = 3


@dataclass(frozen=True, slots=True)
class Need:
    """One service a child needs, in the child's own words where it said any."""

    child: Key
    service: str
    subject: str | None
    wish: str | None
    opened_on: date


@dataclass(slots=True)
class County:
    """Everything, filled in step by step by the makers of this package."""

    seed: int
    today: date
    divisions: tuple[DivisionRow, ...]
    hamlets: list[Hamlet] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    centres: list[Centre] = field(default_factory=list)
    people: dict[Key, Person] = field(default_factory=dict)
    households: list[Household] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    proxy_parents: list[ProxyParent] = field(default_factory=list)
    host_families: list[HostFamily] = field(default_factory=list)
    homes_on_the_way: list[HomeOnTheWay] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    cast: dict[str, CastMember] = field(default_factory=dict)
