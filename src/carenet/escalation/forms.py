"""What may be sent about ladders, absences and turns."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

Because = Annotated[str, Field(min_length=2, max_length=200)]
Minutes = Annotated[list[Annotated[int, Field(ge=0, le=10_080)]], Field(min_length=1, max_length=6)]
Duty = Literal["lead", "director", "duty_phone", "township", "county"]


class AnswerForm(BaseModel):
    """What was done, and how the child is."""

    because: Because


class PolicyForm(BaseModel):
    """When the steps come in this area, and whom the first tells besides."""

    minutes: Minutes
    more: list[Duty] = []
    because: Because


class OffDutyForm(BaseModel):
    """From when until when somebody cannot be reached, and who stands in."""

    person: UUID | None = None
    first_day: date
    from_time: time = time(0)
    last_day: date
    until_time: time = time(23, 59)
    deputy: UUID | None = None
    because: Because


class RotaForm(BaseModel):
    """Who holds the duty phone in turn."""

    starts_on: date
    turn_days: Literal["1", "7"]
    people: Annotated[list[UUID], Field(min_length=1, max_length=12)]


class SwapForm(BaseModel):
    """Somebody else for one day."""

    on_day: date
    person: UUID
    because: Because
