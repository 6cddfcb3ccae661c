"""What may be sent about several sessions together, and about one that is divided or joined."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from carenet.scheduling.rules.bulk import Choice, Turn

Weekday = Annotated[int, Field(ge=1, le=7)]


class DivideForm(BaseModel):
    """At which hour a session is divided."""

    at: time


class JoinForm(BaseModel):
    """Which other session of the day is taken in."""

    other: UUID


class BulkForm(BaseModel):
    """Several sessions together: which, and what becomes of them; `sure` after the preview."""

    centre: UUID
    series: UUID | None = None
    weekday: Annotated[list[Weekday], Field(max_length=7)] = []
    session: Annotated[list[UUID], Field(max_length=100)] = []
    first_on: date
    last_on: date
    what: Literal["hours", "room", "off"]
    starts_at: time | None = None
    ends_at: time | None = None
    room: UUID | None = None
    because: Annotated[str, Field(max_length=200)] | None = None
    sure: bool = False

    def choice(self) -> Choice:
        """Which sessions."""
        return Choice(
            self.centre, self.first_on, self.last_on, self.series,
            tuple(sorted(set(self.weekday))), tuple(self.session),
        )  # fmt: skip

    def turn(self) -> Turn:
        """What becomes of them."""
        return Turn(self.what, self.starts_at, self.ends_at, self.room, self.because)


class PlaceReviewForm(BaseModel):
    """What a child says about its place at a centre, and whether it goes on."""

    child_said: Annotated[str, Field(min_length=2, max_length=300)]
    goes_on: Literal["yes", "no"]
    note: Annotated[str, Field(max_length=300)] | None = None
