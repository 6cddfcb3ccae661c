"""What people may send about placements, proposals and consents."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Purpose = Literal[
    "volunteer", "proxy_parent", "host_family", "photo", "peer", "feed", "emergency_medical",
    "outing", "overnight",
]  # fmt: skip


class EndingForm(BaseModel):
    """A placement is to end."""

    because: Line
    receiver: UUID | None = None


class HandoverForm(BaseModel):
    """A successor is named."""

    successor: UUID
    because: Line
    overlap_on: date | None = None


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
