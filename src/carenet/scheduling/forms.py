"""What may be sent about series, sessions, registers and alarms."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

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
    opens_days: Annotated[int, Field(ge=1, le=120)] | None = None
    closes_hours: Annotated[int, Field(ge=1, le=240)] | None = None
    needs_word: bool = False
    preview: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "SeriesForm":
        if self.last_on < self.first_on:
            raise Wrong(N_("The last day lies before the first."))
        if self.opens_days and self.closes_hours and self.opens_days * 24 <= self.closes_hours:
            raise Wrong(N_("Sign-up would close before it opens."))
        return self

    def wish(self) -> SeriesWish:
        """The same as the verb takes it."""
        return SeriesWish(
            self.centre, self.room, self.kind, self.subject, self.activity, self.title,
            tuple(sorted(set(self.weekdays))), self.weeks, self.starts_at, self.ends_at,
            self.first_on, self.last_on, self.adults_min, self.adults_max, self.children_max,
            self.drop_in, self.opens_days, self.closes_hours, self.needs_word,
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
    """Another day and other hours; why, although a way looks too long then."""

    on_day: date
    starts_at: time
    ends_at: time
    ways_do: Annotated[str, Field(min_length=2, max_length=200)] | None = None


class CallOffForm(BaseModel):
    """Why a session does not take place."""

    because: Reason


class StopForm(BaseModel):
    """Today all stop: where, which day, why."""

    centre: UUID | None = None
    township: Annotated[str, Field(pattern=r"^\d{9,12}$")] | None = None
    on_day: date
    why: Literal["rain", "snow", "road", "power"] | None = None
    because: Reason | None = None


class WithdrawForm(BaseModel):
    """A word why, asked for inside 48 hours."""

    because: Annotated[str, Field(max_length=200)] | None = None


class StandInForm(BaseModel):
    """An answer to being asked to stand in."""

    answer: Literal["come", "cannot"]


class CheckInForm(BaseModel):
    """The code at the place."""

    code: Annotated[str, Field(min_length=1, max_length=20)]


class HereForm(BaseModel):
    """I am here, or I go: which session, by which code."""

    session: UUID | None = None
    code: Annotated[str, Field(min_length=1, max_length=20)]
    act: Literal["come", "go"] = "come"


class AttestForm(BaseModel):
    """Somebody's hours that no code has seen: from, until, why."""

    person: UUID
    came_at: time
    went_at: time
    because: Reason


class DoubtForm(BaseModel):
    """How many minutes an entry should be, and why."""

    minutes: Annotated[int, Field(ge=0, le=1440)]
    because: Reason


class AgreeForm(BaseModel):
    """Entries of hours that are right."""

    entry: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class RefuseForm(BaseModel):
    """Why an entry is not right."""

    answer: Reason


class AnswerDoubtForm(BaseModel):
    """Is the doubt right, and if not, why."""

    upheld: Literal["yes", "no"]
    answer: Annotated[str, Field(max_length=200)] | None = None


class ChainForm(BaseModel):
    """A list pasted from a group."""

    text: Annotated[str, Field(min_length=2, max_length=8000)]


class SignUpForm(BaseModel):
    """These said that they come; why, although the way looks too long."""

    person: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    although: Annotated[str, Field(min_length=2, max_length=200)] | None = None


class GroupForm(BaseModel):
    """These of my group, that day or until another."""

    person: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    until_on: date | None = None


class NoPlaceForm(BaseModel):
    """Whose asking is answered with no, and why; they read it."""

    person: UUID
    why_not: Annotated[str, Field(min_length=2, max_length=200)]


class NeedsWordForm(BaseModel):
    """Whether a place needs the word of whoever runs it."""

    needs_word: bool = False


class FewerFirstForm(BaseModel):
    """Whether fewer hours come first where places are scarce."""

    fewer_first: bool = False


class AdultForm(BaseModel):
    """An adult the lead saw come."""

    person: UUID


class TickForm(BaseModel):
    """One child on the register."""

    child: UUID
    state: Literal["here", "excused", "missing"]
    because: Annotated[str, Field(max_length=20)] | None = None
    said_by: Annotated[str, Field(max_length=60)] | None = None
    late: bool = False
    at: time | None = None


class PressForm(BaseModel):
    """A button with nothing to fill in."""


class LeavingForm(BaseModel):
    """How a child goes home; no child means all who are still here."""

    child: UUID | None = None
    how: Literal["fetched", "together", "alone"]
    with_whom: Annotated[str, Field(max_length=60)] | None = None
    other: Annotated[str, Field(max_length=60)] | None = None
    at: time | None = None


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


class CertificateForm(BaseModel):
    """From when until when."""

    first_on: date
    last_on: date


class RevokeForm(BaseModel):
    """Whose certificate is worth nothing from now on, and why."""

    person: UUID
    because: Reason


class LeaveForm(BaseModel):
    """Away from a day to a day; `sure`: the places of that time are given back."""

    starts_on: date
    ends_on: date
    because: Annotated[str, Field(max_length=200)] | None = None
    sure: bool = False


class StandingForm(BaseModel):
    """Every time until this day."""

    until_on: date
