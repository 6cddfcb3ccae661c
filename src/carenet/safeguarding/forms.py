"""What may be sent about clearances, restrictions and concerns."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.people.rules.numbers import mobile
from carenet.people.rules.offering import BEDS_MAX, HOUSEHOLDS_MAX
from carenet.safeguarding.rules.concerns import KINDS
from carenet.safeguarding.rules.papers import PaperKind, Result

Because = Annotated[str, Field(min_length=4, max_length=200)]


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Wrong(N_("Please choose one of the answers."))
    return text


def _mobile(text: str) -> str:
    digits = mobile(text)
    if digits is None:
        raise Wrong(N_("This is no mobile number of eleven digits."))
    return digits


def _name(text: str) -> str:
    if not any(c.isalpha() for c in text):
        raise Wrong(N_("Please write the name."))
    return text


Name = Annotated[str, Field(min_length=2, max_length=40), AfterValidator(_name)]
Mobile = Annotated[str, Field(max_length=30), AfterValidator(_mobile)]
Village = Annotated[str, Field(pattern=r"^\d{12}$")]


class ClearanceForm(BaseModel):
    """One paper."""

    kind: PaperKind
    result: Result
    starts_on: date
    ends_on: date | None = None
    issuer: Annotated[str, Field(max_length=100)] | None = None


class BecauseForm(BaseModel):
    """A reason that somebody else must be able to understand later."""

    because: Because


class FindForm(BaseModel):
    """Whom to look for."""

    q: Annotated[str, Field(max_length=40)] = ""


class RestrictionForm(FindForm):
    """An adult to be kept from a child."""

    person: UUID
    because: Because
    papers: Annotated[str, Field(max_length=100)] | None = None


class ApartForm(FindForm):
    """A child that is not to be together with this one."""

    other: UUID
    because: Because
    until: date | None = None


class ConcernForm(BaseModel):
    """A worry about a child."""

    child: UUID
    kind: Annotated[str, AfterValidator(_kind)]
    text: Annotated[str, Field(min_length=5, max_length=2000)]
    contact: Annotated[str, Field(max_length=100)] | None = None


class SecondForm(BaseModel):
    """Whether the second officer agrees, and why."""

    answer: Literal["agree", "send_back"]
    because: Because


class ClosingForm(BaseModel):
    """What came of a concern."""

    outcome: Annotated[str, Field(min_length=10, max_length=500)]
    receipt: Annotated[str, Field(max_length=60)] | None = None


class FollowUpForm(BaseModel):
    """A screening asks for more, by a day."""

    kind: Literal["body", "mind"]
    found_on: date
    due_on: date


class FollowedForm(BaseModel):
    """What became of it."""

    how: Literal["seen", "referred", "not_needed"]


class NominateHomeForm(BaseModel):
    """A home that the committee names; the family says yes itself."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    village: Village
    beds: Annotated[int, Field(ge=1, le=BEDS_MAX)]
    takes: Annotated[list[Literal["girls", "boys"]], Field(min_length=1)]
    care: Literal["full", "half"]
    school_minutes: Annotated[int, Field(ge=0, le=240)] | None = None


class NominateProxyForm(BaseModel):
    """An adult whom the committee names as proxy parent."""

    name: Name
    sex: Literal["f", "m"]
    village: Village
    mobile: Mobile | None = None
    households_max: Annotated[int, Field(ge=1, le=HOUSEHOLDS_MAX)] = 1


class YesForm(BaseModel):
    """Who of the home said yes, and on which day."""

    adult: UUID
    on_day: date


class CheckForm(BaseModel):
    """A visit by two; the answers to the list are read beside it."""

    visited_on: date
    second: UUID
    note: Annotated[str, Field(max_length=500)] | None = None


class HomeCheckForm(CheckForm):
    """A visit to a home, with what was counted there."""

    beds: Annotated[int, Field(ge=0, le=BEDS_MAX)]
    rooms: Annotated[int, Field(ge=0, le=8)]
    living: Annotated[int, Field(ge=1, le=20)]
    school_minutes: Annotated[int, Field(ge=0, le=240)] | None = None


class SecondSeenForm(BaseModel):
    """Whether the second of the two saw the same."""

    answer: Literal["same", "differs"]
    differs: Annotated[str, Field(max_length=300)] | None = None


class DecisionForm(BaseModel):
    """Yes for a year, or back with a reason."""

    answer: Literal["yes", "back"]
    because: Annotated[str, Field(max_length=200)] | None = None


class IntroductionForm(BaseModel):
    """What was gone through, and when."""

    items: Annotated[
        list[Literal["rules", "illness", "danger", "days", "people"]], Field(min_length=1)
    ]
    on_day: date


class AdultForm(BaseModel):
    """One adult of a home."""

    adult: UUID


class OwnAdultForm(BaseModel):
    """Somebody moved in, said by the family itself."""

    name: Name
    sex: Literal["f", "m"]
    relation: Annotated[str, Field(min_length=1, max_length=30)]


Answered = Literal["yes", "mend", "no"]


class KinForm(BaseModel):
    """What two people saw at somebody of the family who keeps a child."""

    person: UUID
    second: UUID
    visited_on: date
    night: Answered
    able: Answered
    bed: Answered
    food: Answered
    danger: Answered
    illness: Answered
    school: Answered
    parents: Answered
    money: Answered
    wishes: Answered
    outcome: Literal["suits", "support", "not"]
    support: Annotated[str, Field(max_length=300)] | None = None
    child_said: Annotated[str, Field(max_length=300)] | None = None

    def answers(self) -> dict[str, str]:
        """Every line of the list with its answer."""
        return self.model_dump(
            exclude={"person", "second", "visited_on", "outcome", "support", "child_said"}
        )


class KinAnswerForm(BaseModel):
    """The second saw the same, or says what was different."""

    agreed: Literal["yes", "no"]
    differs: Annotated[str, Field(max_length=300)] | None = None


class RosterForm(BaseModel):
    """Who lives in my home is as the page showed it."""

    seen: list[UUID] = []
