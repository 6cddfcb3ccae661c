"""What people may send about placements, proposals and consents."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from carenet.core import clock

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Purpose = Literal[
    "volunteer", "proxy_parent", "host_family", "photo", "peer", "feed", "emergency_medical",
    "outing", "overnight",
]  # fmt: skip


class EndingForm(BaseModel):
    """A placement is to end."""

    because: Line
    receiver: UUID | None = None
    outcome: Literal["parents", "kin", "another", "boards", "grown", "other"] | None = None


class TakingBackForm(BaseModel):
    """An end that was asked for is not wished any more."""

    because: Line


class GoodbyeForm(BaseModel):
    """The last meeting said goodbye."""

    on_day: date
    note: Annotated[str, Field(max_length=300)] | None = None


class ReviewForm(BaseModel):
    """Once a term: what the child says, and whether it goes on."""

    child_said: Annotated[str, Field(min_length=2, max_length=300)]
    goes_on: Literal["yes", "no"]
    note: Annotated[str, Field(max_length=300)] | None = None
    apart: Annotated[str, Field(max_length=200)] | None = None


class HandoverForm(BaseModel):
    """A successor is named."""

    successor: UUID
    because: Line
    overlap_on: date | None = None
    apart: Annotated[str, Field(max_length=200)] | None = None


class DatesForm(BaseModel):
    """From when until when, in local days and hours, and why."""

    starts_on: date
    starts_at: time = time(8)
    ends_on: date
    ends_at: time = time(18)
    because: Line

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return clock.at(self.starts_on, self.starts_at)

    @property
    def ends(self) -> datetime:
        """The moment the base returns."""
        return clock.at(self.ends_on, self.ends_at)


class BackupForm(DatesForm):
    """Somebody is to stand in; who, if that is known, and whether the yes was heard."""

    person: UUID | None = None
    said_yes: bool = False


class NameForm(BaseModel):
    """Who is asked to stand in."""

    person: UUID
    said_yes: bool = False


class OverlapForm(BaseModel):
    """When both adults met with the child, and what was agreed."""

    on_day: date
    note: Annotated[str, StringConstraints(max_length=300)] | None = None


class MoveForm(BaseModel):
    """The child is with the successor; why without a meeting, where there was none."""

    without: Annotated[str, StringConstraints(max_length=200)] | None = None


class StayForm(BaseModel):
    """The child goes to the parents."""

    place: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    starts_on: date
    ends_on: date
    confirmer: UUID


class ReturnForm(BaseModel):
    """Since when the child is back."""

    on_day: date


class LaterForm(BaseModel):
    """The child comes back on another day."""

    ends_on: date


class RepairForm(BaseModel):
    """Successors are asked for the children of an adult who is lost."""

    because: Line
    row: list[UUID] = Field(default_factory=list, max_length=200)


class DeclineForm(BaseModel):
    """No, with a reason or without."""

    because: Annotated[str, StringConstraints(max_length=200)] | None = None


class AnswerForm(BaseModel):
    """A guardian's answer for one purpose of one child."""

    child: UUID
    purpose: Purpose
    answer: Literal["yes", "no"]
    said: Annotated[str, StringConstraints(max_length=300)] | None = None
    not_asked: Literal["too_young", "not_reached", "not_good"] | None = None
