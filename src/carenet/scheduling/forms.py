"""What may be sent about series, sessions, registers and alarms."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.scheduling.services.series import SeriesWish

Reason = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
Weekday = Annotated[int, Field(ge=1, le=7)]
CHILDREN_MAX = 60


class SeriesForm(BaseModel):
    """A new series."""

    centre: UUID
    room: UUID | None = None
    kind: Literal["tutoring", "activity", "shift", "counselling"]
    subject: Annotated[str, Field(max_length=20)] | None = None
    activity: Annotated[str, Field(min_length=1, max_length=20)] = "homework"
    title: Annotated[str, Field(max_length=100)] | None = None
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    weeks: Literal["every", "odd", "even"] = "every"
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    adults_min: Annotated[int, Field(ge=1, le=10)] = 2
    adults_max: Annotated[int, Field(ge=1, le=20)] = 3
    children_max: Annotated[int, Field(ge=1, le=200)] = 30
    drop_in: bool = False
    preview: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "SeriesForm":
        if self.last_on < self.first_on:
            raise Wrong(N_("The last day lies before the first."))
        return self

    def wish(self) -> SeriesWish:
        """The same as the verb takes it."""
        return SeriesWish(
            self.centre, self.room, self.kind, self.subject, self.activity, self.title,
            tuple(sorted(set(self.weekdays))), self.weeks, self.starts_at, self.ends_at,
            self.first_on, self.last_on, self.adults_min, self.adults_max, self.children_max,
            self.drop_in,
        )  # fmt: skip


class EndForm(BaseModel):
    """Why a series meets no more."""

    because: Reason


class EnrolForm(BaseModel):
    """Children who join, from a day on."""

    child: Annotated[list[UUID], Field(min_length=1, max_length=CHILDREN_MAX)]
    first_on: date


class NotHomeForm(BaseModel):
    """A child who left and is not home."""

    child: UUID


class LeaveSeriesForm(BaseModel):
    """The last day of a child in a series."""

    last_on: date


class MoveForm(BaseModel):
    """Another day and other hours."""

    on_day: date
    starts_at: time
    ends_at: time


class CallOffForm(BaseModel):
    """Why a session does not take place."""

    because: Reason


class StopForm(BaseModel):
    """Today all stop: where, which day, why."""

    centre: UUID | None = None
    township: Annotated[str, Field(pattern=r"^\d{9,12}$")] | None = None
    on_day: date
    because: Reason


class WithdrawForm(BaseModel):
    """A word why, asked for inside 48 hours."""

    because: Annotated[str, Field(max_length=200)] | None = None


class StandInForm(BaseModel):
    """An answer to being asked to stand in."""

    answer: Literal["come", "cannot"]


class CheckInForm(BaseModel):
    """The code at the place."""

    code: Annotated[str, Field(min_length=4, max_length=12)]


class AdultForm(BaseModel):
    """An adult the lead saw come."""

    person: UUID


class TickForm(BaseModel):
    """One child on the register; `at` is the device's own time."""

    child: UUID
    state: Literal["here", "excused", "missing"]
    because: Annotated[str, Field(max_length=20)] | None = None
    said_by: Annotated[str, Field(max_length=60)] | None = None
    at: AwareDatetime | None = None

    def seen_at(self) -> datetime | None:
        """When the device noted it."""
        return self.at


class LeavingForm(BaseModel):
    """How a child goes home; no child means all who are still here."""

    child: UUID | None = None
    how: Literal["fetched", "together", "alone"]
    with_whom: Annotated[str, Field(max_length=60)] | None = None
    other: Annotated[str, Field(max_length=60)] | None = None


class DropInForm(BaseModel):
    """The short record of a child who drops in."""

    name: Name
    class_said: Annotated[str, Field(max_length=30)] | None = None
    fetched_by: Annotated[str, Field(max_length=60)] | None = None
    phone: Annotated[str, Field(max_length=30, pattern=r"^[\d +-]+$")] | None = None
    allergy: Annotated[str, Field(max_length=120)] | None = None


class CloseAlarmForm(BaseModel):
    """Where the child is, or what was found out."""

    because: Reason
    false_alarm: bool = False


class AnswerForm(BaseModel):
    """What the lead says of a register nobody opened."""

    answer: Literal["all_here", "some_missing", "not_open"]
