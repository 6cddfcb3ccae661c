"""One checked row of a census workbook, and what is said of a cell that cannot be taken."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from carenet.children.rules import Stage
from carenet.core.said import Said


class Sex(StrEnum):
    """As the register has it."""

    MALE = "male"
    FEMALE = "female"


class ParentState(StrEnum):
    """What a census taker was told of a parent; ``unknown`` is an answer, and not ``home``."""

    HOME = "home"
    AWAY = "away"
    UNABLE = "unable"
    PARTED = "parted"
    DEAD = "dead"
    MISSING = "missing"
    IMPRISONED = "imprisoned"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """How a carer is reached; yet to be tested by someone who tries it."""

    OWN_PHONE = "own_phone"
    NEIGHBOUR = "neighbour"
    IN_PERSON = "in_person"


class KeyGroup(StrEnum):
    """The key groups of the opinion, clause 2(1); a child may be in several."""

    DROPOUT = "dropout"
    HARDSHIP = "hardship"
    NO_GUARDIAN = "no_guardian"
    UNRAISED = "unraised"
    DISABILITY = "disability"
    OTHER = "other"


NOBODY = "nobody"
"""The code of the carer's relation where nobody looks after the child."""


@dataclass(frozen=True, slots=True)
class ParentRow:
    """One parent, dated apart from the other. ``phone`` is in E.164."""

    state: ParentState
    name: str | None = None
    left_on: date | None = None
    works_at: str | None = None
    returned_on: date | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """Who holds guardianship."""

    name: str
    relation: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class CarerRow:
    """Who looks after the child; no name only where the relation is ``nobody``."""

    relation: str
    name: str | None = None
    phone: str | None = None
    language: str | None = None
    reads: bool | None = None
    way: Way | None = None
    passed_on_by: str | None = None


@dataclass(frozen=True, slots=True)
class CensusRow:
    """A child as one line of the workbook has it; places are still the words that were written.

    ``line`` is the row number in the sheet, from 1. ``no_id_yet`` tells a stated lack of an ID
    number from a cell left empty.
    """

    sheet: str
    line: int
    name: str
    sex: Sex
    birth_date: date
    home_place: str
    care_place: str
    stage: Stage
    father: ParentRow
    mother: ParentRow
    guardian: GuardianRow
    carer: CarerRow
    filled_by: str
    filled_on: date
    resident_id: str | None = None
    no_id_yet: bool = False
    ethnicity: str | None = None
    hamlet: str | None = None
    school: str | None = None
    grade: str | None = None
    class_name: str | None = None
    student_number: str | None = None
    boards: bool | None = None
    key_groups: tuple[KeyGroup, ...] = ()
    key_basis: str | None = None
    health: str | None = None
    income: str | None = None
    village_contact: str | None = None
    confirmed_by: str | None = None
    visited_on: date | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken, where it stands and why.

    ``line`` counts from 1 as the sheet does, ``column`` from 0; ``head`` is the column's head and
    ``value`` what stood there, shortened, as text.
    """

    sheet: str
    line: int
    column: int
    head: str
    value: str
    why: Said


@dataclass(frozen=True, slots=True)
class ParsedWorkbook:
    """All rows that can be taken and all faults, bounded; ``read`` counts the rows with content."""

    rows: tuple[CensusRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    read: int = 0
    more_faults: bool = field(default=False)


class UnreadableWorkbook(Exception):  # noqa: N818  # a refusal is named by what it says
    """The file as a whole cannot be taken; ``why`` says so for the person who sent it."""

    def __init__(self, why: Said) -> None:
        super().__init__(why.in_english())
        self.why = why
