"""What may be sent about holiday classes."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from carenet.classes.services.applying import Asked
from carenet.classes.services.opening import ClassWish
from carenet.core.forms import Wrong
from carenet.core.refusals import N_

Weekday = Annotated[int, Field(ge=1, le=7)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
Short = Annotated[str, Field(max_length=60)]
YesNo = Literal["yes", "no"]
PLACES_MAX = 200
COUNTED_MAX, ADULTS_MAX = 400, 60


class ClassForm(BaseModel):
    """A new holiday class."""

    centre: UUID
    room: UUID | None = None
    title: Annotated[str, Field(min_length=1, max_length=100)]
    activity: Literal["homework", "play"] = "homework"
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    places: Annotated[int, Field(ge=1, le=PLACES_MAX)]
    lunch: bool = False
    enrol_from: date
    enrol_until: date
    bring: Annotated[str, Field(max_length=200)] | None = None
    preview: bool = False

    def wish(self) -> ClassWish:
        """The same as the verb takes it."""
        return ClassWish(
            self.centre, self.room, self.title, self.activity, tuple(self.weekdays), self.starts_at,
            self.ends_at, self.first_on, self.last_on, self.places, self.lunch, self.enrol_from,
            self.enrol_until, self.bring,
        )  # fmt: skip


class PlacesForm(BaseModel):
    """How many places, until when they are asked for, what to bring."""

    places: Annotated[int, Field(ge=1, le=PLACES_MAX)]
    enrol_until: date
    bring: Annotated[str, Field(max_length=200)] | None = None


class ApplyForm(BaseModel):
    """A child's enrolment form; the place may write down a child nobody has registered."""

    child: UUID | None = None
    name: Name | None = None
    class_said: Annotated[str, Field(max_length=30)] | None = None
    phone: Annotated[str, Field(max_length=30, pattern=r"^[\d +-]+$")] | None = None
    eats: YesNo = "no"
    must_not_eat: Annotated[str, Field(max_length=120)] | None = None
    goes_home: Literal["fetched", "together", "alone"]
    fetched_by: Short | None = None
    alone_by_day: YesNo

    @model_validator(mode="after")
    def _whole(self) -> "ApplyForm":
        if self.child is None and self.name is None:
            raise Wrong(N_("Please choose a child, or write down its name."))
        if self.goes_home == "fetched" and not self.fetched_by:
            raise Wrong(N_("Please say who fetches the child."))
        return self

    def asked(self, child: UUID) -> Asked:
        """The same as the verb takes it."""
        return Asked(
            child, self.eats == "yes", self.must_not_eat, self.goes_home, self.fetched_by,
            self.alone_by_day == "yes",
        )  # fmt: skip


class BackForm(BaseModel):
    """Why a place is given back."""

    because: Annotated[str, Field(max_length=200)] | None = None


class CountForm(BaseModel):
    """Heads as they were counted."""

    slot: Literal["morning", "noon", "leaving"]
    counted: Annotated[int, Field(ge=0, le=COUNTED_MAX)]
    adults: Annotated[int, Field(ge=0, le=ADULTS_MAX)]


class GoneForm(BaseModel):
    """Who was here and is not found."""

    child: Annotated[list[UUID], Field(min_length=1, max_length=60)]


class MenuForm(BaseModel):
    """What there is for lunch."""

    menu: Annotated[str, Field(min_length=1, max_length=200)]


class EatenForm(BaseModel):
    """How many ate, and who ate along."""

    portions: Annotated[int, Field(ge=0, le=COUNTED_MAX)]
    ate_along: Annotated[str, Field(min_length=1, max_length=60)]
    sample_kept: bool = False
