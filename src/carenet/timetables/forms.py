"""What people may send about timetables."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, field_validator

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.timetables.rules.grid import grid_of
from carenet.timetables.services.rounds import TimetableWish

PLACE: str = r"^([0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
Hours = Annotated[str, StringConstraints(max_length=200)]


class TimetableForm(BaseModel):
    """A timetable to be opened."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    place: Annotated[str, StringConstraints(pattern=PLACE)]
    first_on: date
    last_on: date
    workdays: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None
    times: Annotated[int, Field(ge=1, le=5)]

    def wish(self) -> TimetableWish:
        """As the verb takes it.

        Raises:
            CannotPlan, CannotArrange: hours that are none.

        """
        grid = grid_of(self.workdays or "", self.saturday or "", self.sunday or "", self.first_on)
        return TimetableWish(self.name, self.place, self.first_on, self.last_on, grid, self.times)


class LinesForm(BaseModel):
    """Lines to be kept, or kept no longer: chosen ones, all of a place, or all."""

    what: Literal["keep", "let_go"]
    row: list[UUID] = Field(default_factory=list, max_length=400)
    all: Literal["yes"] | None = None
    centre: UUID | None = None


class CourseWishForm(BaseModel):
    """A course at another time, with another tutor, or both."""

    at: str | None = None
    lead: Annotated[UUID | None, BeforeValidator(lambda v: v or None)] = None

    @field_validator("at")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                _moment(value)
            except ValueError:
                raise Wrong(N_("Please choose from the list.")) from None
        return value

    @property
    def moment(self) -> tuple[int, time] | None:
        """Weekday and beginning."""
        return _moment(self.at) if self.at else None


def _moment(value: str) -> tuple[int, time]:
    """A choice like `2-16:10`."""
    weekday, _, begins = value.partition("-")
    if weekday not in tuple("1234567"):
        raise ValueError(value)
    return int(weekday), time.fromisoformat(begins)
