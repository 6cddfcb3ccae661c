"""What may be sent of care at home: the shape only, the truth is in the rules."""

import re
from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.visits.rules import Night, State

LINE_LETTERS_MAX = 200
TEXT_LETTERS_MAX = 1000
CHILDREN_MAX = 8
MINUTES_MAX = 600
DEGREES = N_("Please write the degrees, like 38.5.")
COMPANIONS_MAX = 6
Line = Annotated[str, StringConstraints(max_length=LINE_LETTERS_MAX)]
Text = Annotated[str, StringConstraints(max_length=TEXT_LETTERS_MAX)]
Who = Literal["grandparents", "other_grandparents", "parent", "other_adult", "only_children"]
Sight = Literal[
    "clothes", "bed", "food", "desk", "no_food", "hurt", "silent", "carer_weak", "water"
]
Sign = Literal["fever", "stomach", "cough", "rash", "hurt", "faint", "other"]


class RecordForm(BaseModel):
    """Whom it is about and when it was."""

    child: list[UUID] = Field(min_length=1, max_length=CHILDREN_MAX)
    on_day: date | None = None


class DayForm(RecordForm):
    """A host family's day."""

    arrived: time | None = None
    ate: Literal["well", "some", "little"] | None = None
    homework: Literal["done", "partly", "none"] | None = None
    slept: Literal["well", "badly", "elsewhere"] | None = None
    health: Literal["well", "cold", "ill", "hurt"] | None = None
    kind_line: Line | None = None
    worry: Text | None = None
    other_adult_tonight: Literal["yes", "no"] | None = None
    family_hears: Literal["yes"] | None = None


class VisitForm(RecordForm):
    """A visit to a child's home."""

    at_time: time | None = None
    state: State
    who_was_there: list[Who] = Field(min_length=1)
    night_adult: Night | None = None
    seen: list[Sight] = []
    child_words: Text | None = None
    note: Text | None = None
    follow_up: Literal["again", "doctor", "things", "study", "talk", "parents"] | None = None
    companions: list[UUID] = Field(default=[], max_length=COMPANIONS_MAX)


class TogetherForm(BaseModel):
    """Was I there too?"""

    came: Literal["yes", "no"]
    words: Line | None = None


class JointForm(BaseModel):
    """Ask others to come along on a day ahead."""

    child: list[UUID] = Field(min_length=1, max_length=CHILDREN_MAX)
    person: list[UUID] = Field(min_length=1, max_length=COMPANIONS_MAX)
    on_day: date
    at_time: time
    owed: list[Literal["teacher_visit", "quarterly_meeting", "kin_assessment"]] = []


class JointAnswerForm(BaseModel):
    """Do I come along?"""

    answer: Literal["yes", "no"]
    words: Line | None = None


class ContactForm(RecordForm):
    """A call, a message or a meeting."""

    at_time: time | None = None
    kind: Literal["call", "meeting", "message"]
    place: Literal["centre", "school", "home"] | None = None
    minutes: int | None = Field(default=None, ge=1, le=MINUTES_MAX)
    state: State | None = None
    note: Text | None = None


class FamilyCallForm(RecordForm):
    """A family call."""

    at_time: time | None = None
    kind: Literal["video", "voice"]
    relation: Literal["mother", "father", "other"] | None = None
    minutes: int | None = Field(default=None, ge=1, le=MINUTES_MAX)


class IllnessForm(BaseModel):
    """A child is ill."""

    child: UUID
    adult_tonight: Literal["family", "host", "neighbour", "school", "alone"]
    signs: list[Sign] = []


class IllnessLineForm(BaseModel):
    """One line of an illness."""

    kind: Literal[
        "temperature",
        "medicine",
        "doctor",
        "guardian_told",
        "adult_tonight",
        "insurance_card",
        "note",
    ]
    value: Annotated[str, StringConstraints(max_length=100)] | None = None
    adult: Literal["family", "host", "neighbour", "school", "alone"] | None = None
    dose: Annotated[str, StringConstraints(max_length=60)] | None = None
    agreed_by: Annotated[str, StringConstraints(max_length=60)] | None = None

    @field_validator("value")
    @classmethod
    def _degrees(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Words pass, since not every house has a thermometer; 398 is a point that is missing."""
        if value and info.data.get("kind") == "temperature":
            written = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*\D{0,3}", value)
            if written and not 30 <= float(written[1].replace(",", ".")) <= 45:
                raise Wrong(DEGREES)
        return value


class ExemptForm(BaseModel):
    """Set something owed aside."""

    because: Annotated[str, StringConstraints(min_length=1, max_length=LINE_LETTERS_MAX)]


class TriedForm(BaseModel):
    """Tried to do what is owed, and could not."""

    on_day: date
    how: Literal["rang", "went", "wrote", "not_now"]
    note: Line | None = None


class OwnTryForm(RecordForm):
    """Tried to do what one owes, and could not: when, how, whom, why."""

    aim: Literal["parent_call", "child_call", "meeting", "visit", "talk"]
    how: Literal["rang", "went", "wrote", "not_now"]
    whom: Literal["child", "carer", "parents", "other"] | None = None
    note: Line | None = None


class ExemptAreaForm(ExemptForm):
    """Set aside what is owed in an area until a day."""

    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]
    ends_on: date
    kind: str | None = None
    look: Literal["yes"] | None = None


class CallForm(BaseModel):
    """A call that a guardian asks for."""

    child: UUID
    on_day: date
    at_time: time


class SpokenForm(BaseModel):
    """Did you speak this week?"""

    child: UUID
    answer: Literal["spoke", "not_yet"]


class RemoveForm(BaseModel):
    """Take a picture or a voice note out."""

    because: Annotated[str, StringConstraints(min_length=2, max_length=LINE_LETTERS_MAX)]


class TalkForm(RecordForm):
    """A talk in confidence."""

    at_time: time | None = None
    kind: Literal["counselling", "hosted"]
    place: Literal["room", "school", "centre", "walk"] | None = None
    minutes: int | None = Field(default=None, ge=1, le=MINUTES_MAX)
    unheard: Literal["yes"] | None = None
    state: State | None = None
    words: Text | None = None


class TalkerForm(BaseModel):
    """Who talks with a hosted child each month."""

    child: UUID
    person: UUID


class WordsForm(BaseModel):
    """A question about a record, or its answer."""

    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]


class OutcomeForm(BaseModel):
    """What came of something that should follow."""

    outcome: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=2, max_length=LINE_LETTERS_MAX)
    ]


class AgreementForm(BaseModel):
    """A guardian's answer to one purpose."""

    answer: Literal["yes", "no"]
    said: Annotated[str, StringConstraints(max_length=300)] | None = None


class SlotForm(BaseModel):
    """Take a time of the phone room."""

    child: UUID
    slot: UUID


class OpenSlotsForm(BaseModel):
    """Open times of a phone room on one day."""

    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    on_day: date
    starts_at: time
    minutes: int = Field(ge=5, le=60)
    slots: int = Field(ge=1, le=24)


class HeldForm(BaseModel):
    """A call was held: how long."""

    minutes: int | None = Field(default=None, ge=1, le=MINUTES_MAX)


class FamilyRequestForm(BaseModel):
    """A copy of the file, or something to be put right."""

    child: UUID
    kind: Literal["copy", "correction"]
    words: Text | None = None


class RequestAnswerForm(BaseModel):
    """What was done about it."""

    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
