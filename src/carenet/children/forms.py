"""What is typed about a child, part by part."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from carenet.children import choices
from carenet.children.rules.identity import checked_pupil_number, checked_resident_id
from carenet.children.services import ATTEMPT_WAYS, CHANNELS, NIGHTS, PURPOSES
from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.core.said import Said
from carenet.people.rules import in_e164


def _phone(text: str) -> str:
    number = in_e164(text)
    if number is None:
        raise Wrong(N_("This is no phone number. Write one number, a landline with its area code."))
    return number


def _passed(found: str | Said) -> str:
    if isinstance(found, Said):
        raise Wrong(found.msgid, **found.values)
    return found


def _resident(text: str) -> str:
    return _passed(checked_resident_id(text))


def _pupil(text: str) -> str:
    return _passed(checked_pupil_number(text))


def _of(name: str) -> AfterValidator:
    def check(code: str) -> str:
        if code not in choices.codes(name):
            raise Wrong(N_("Please choose from the list."))
        return code

    return AfterValidator(check)


def _one_of(*known: str) -> AfterValidator:
    def check(code: str) -> str:
        if code not in known:
            raise Wrong(N_("Please choose from the list."))
        return code

    return AfterValidator(check)


Name = Annotated[str, Field(min_length=2, max_length=40)]
Short = Annotated[str, Field(max_length=60)]
Line = Annotated[str, Field(max_length=120)]
Phone = Annotated[str, Field(max_length=30), AfterValidator(_phone)]
Village = Annotated[str, Field(pattern=r"^[0-9]{12}$")]


class SearchForm(BaseModel):
    """What to look for."""

    q: Annotated[str, Field(max_length=40)] = ""


class DetailsForm(BaseModel):
    """The plain facts."""

    name: Name
    sex: Literal["f", "m"] | None = None
    birth_date: date | None = None
    ethnicity: Annotated[str, _of("ethnicity")] | None = None
    languages: list[Annotated[str, _of("language")]] = []
    allergy: Line | None = None
    special_care: Line | None = None
    wish: Annotated[str, Field(max_length=500)] | None = None
    id_number: Annotated[str, AfterValidator(_resident)] | None = None
    pupil_number: Annotated[str, AfterValidator(_pupil)] | None = None

    @model_validator(mode="after")
    def born(self) -> "DetailsForm":
        if self.birth_date and not date(1990, 1, 1) <= self.birth_date:
            raise Wrong(N_("The day lies too far back."))
        return self


class SchoolForm(BaseModel):
    """Where the child goes to school."""

    stage: Annotated[str, _of("stage")]
    school: UUID | None = None
    grade: Annotated[str, _of("grade")] | None = None
    class_name: Annotated[str, Field(max_length=30)] | None = None
    boards: bool = False


class ParentForm(BaseModel):
    """Where one parent is."""

    parent: Literal["father", "mother"]
    state: Annotated[str, _of("parent_state")]
    left_on: date | None = None
    back_on: date | None = None
    works_at: Annotated[str, Field(max_length=80)] | None = None

    @model_validator(mode="after")
    def dated(self) -> "ParentForm":
        if self.state == "away" and self.left_on is None:
            raise Wrong(N_("Away for work: please give the day of leaving."))
        return self


class GuardianForm(BaseModel):
    """A person who holds guardianship."""

    name: Name
    relation: Annotated[str, _of("guardian_relation")]
    phone: Phone | None = None


class CarerForm(BaseModel):
    """Who looks after the child, and how that person is reached."""

    relation: Annotated[str, _of("carer_relation")]
    name: Name | None = None
    phone: Phone | None = None
    way: Annotated[str, _of("way")] | None = None
    via: Short | None = None
    via_agreed: bool = False
    language: Annotated[str, _of("language")] | None = None
    can_read: bool | None = None
    able: Literal["able", "weak", "unable"] = "able"

    @model_validator(mode="after")
    def reachable(self) -> "CarerForm":
        if self.relation == "nobody":
            return self
        if self.name is None:
            raise Wrong(N_("Please give the carer's name."))
        if self.way is None:
            raise Wrong(N_("Please say how the carer is reached."))
        if self.way == "own_phone" and self.phone is None:
            raise Wrong(N_("Reached by own phone: please give the number."))
        if self.way == "neighbour" and not (self.via and self.via_agreed):
            raise Wrong(
                N_("Reached by a neighbour: please give the neighbour, who must have agreed.")
            )
        return self


class HomeForm(BaseModel):
    """The house, the roof and the nights of the week."""

    hamlet: Short | None = None
    address: Line | None = None
    household: UUID | None = None
    household_name: Short | None = None
    night_1: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_2: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_3: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_4: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_5: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_6: Annotated[str, _one_of(*NIGHTS)] | None = None
    night_7: Annotated[str, _one_of(*NIGHTS)] | None = None
    fetched_by: Short | None = None

    def nights(self) -> dict[int, str]:
        """Where the child sleeps, by weekday."""
        found = {n: getattr(self, f"night_{n}") for n in range(1, 8)}
        return {n: night for n, night in found.items() if night}


class NewForm(DetailsForm):
    """A child by hand: what is needed to begin; the rest is written on its own page."""

    village: Village
    hamlet: Short | None = None
    stage: Annotated[str, _of("stage")]
    school: UUID | None = None
    grade: Annotated[str, _of("grade")] | None = None
    class_name: Annotated[str, Field(max_length=30)] | None = None
    boards: bool = False
    father_state: Annotated[str, _of("parent_state")]
    father_left_on: date | None = None
    father_works_at: Annotated[str, Field(max_length=80)] | None = None
    mother_state: Annotated[str, _of("parent_state")]
    mother_left_on: date | None = None
    mother_works_at: Annotated[str, Field(max_length=80)] | None = None
    guardian_name: Name
    guardian_relation: Annotated[str, _of("guardian_relation")]
    guardian_phone: Phone | None = None
    carer_relation: Annotated[str, _of("carer_relation")]
    carer_name: Name | None = None
    carer_phone: Phone | None = None
    carer_language: Annotated[str, _of("language")] | None = None

    @model_validator(mode="after")
    def dated(self) -> "NewForm":
        for who in ("father", "mother"):
            if getattr(self, f"{who}_state") == "away" and not getattr(self, f"{who}_left_on"):
                raise Wrong(N_("Away for work: please give the day of leaving."))
        if self.carer_relation != "nobody" and self.carer_name is None:
            raise Wrong(N_("Please give the carer's name."))
        return self


class MoveForm(BaseModel):
    """Where the child's care goes."""

    village: Village
    on_day: date
    keeps_school: bool = False


class ConsentForm(BaseModel):
    """One yes or no for one purpose, as a guardian said it."""

    purpose: Annotated[str, _one_of(*PURPOSES)]
    agreed: Literal["yes", "no"]
    given_by: UUID
    channel: Annotated[str, _one_of(*CHANNELS)]
    child_voice: Annotated[str, Field(max_length=500)] | None = None


class WithdrawForm(BaseModel):
    """A yes taken back."""

    purpose: Annotated[str, _one_of(*PURPOSES)]
    given_by: UUID
    channel: Annotated[str, _one_of(*CHANNELS)] = "phone"


class AttemptForm(BaseModel):
    """A try to reach a guardian."""

    guardian: UUID
    way: Annotated[str, _one_of(*ATTEMPT_WAYS)]
    reached: Literal["yes", "no"]


class TriedForm(BaseModel):
    """Whether a way to be reached works."""

    works: Literal["yes", "no"]


class ReasonForm(BaseModel):
    """Why something sealed is opened."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class LeaveForm(BaseModel):
    """Why a child leaves the register."""

    because: Annotated[str, Field(min_length=2, max_length=200)]
