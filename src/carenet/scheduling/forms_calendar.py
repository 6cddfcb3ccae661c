"""What people may send about the calendar of a place."""

from datetime import date, time, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from carenet.core.refusals import N_
from carenet.places.calendar_file import NamedDay
from carenet.places.calendar_seed import DayKind
from carenet.scheduling.rules.changes import (
    CannotChange,
    Closing,
    Hours,
    Market,
    NamedDays,
    TermDays,
)

Where = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"),
]
Because = Annotated[str, StringConstraints(min_length=1, max_length=100)]
WHERE_HOURS = r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
NAMED_DAYS_MAX = 15
SATURDAY = 6


class ClosingForm(BaseModel):
    """A place, a village or a township is closed for some days."""

    where: Where
    first_on: date
    last_on: date
    because: Because
    preview: Literal["yes"] | None = None

    def change(self) -> Closing:
        """As the verb takes it."""
        if "-" in self.where:
            return Closing(self.first_on, self.last_on, self.because, centre=UUID(self.where))
        return Closing(self.first_on, self.last_on, self.because, division=self.where)


class TermForm(BaseModel):
    """A term, new or with other days."""

    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}000000$")]
    term: Annotated[UUID | None, BeforeValidator(lambda v: v or None)] = None
    name: Literal["autumn", "spring"]
    first_on: date
    last_on: date
    preview: Literal["yes"] | None = None

    def change(self) -> TermDays:
        """As the verb takes it."""
        return TermDays(self.county, self.name, self.first_on, self.last_on, self.term)


class DaysForm(BaseModel):
    """Days off, make-up workdays, or plain days, as a notice has them."""

    first_on: date
    last_on: date
    kind: Literal["holiday", "makeup", "plain"]
    name: Annotated[str, StringConstraints(max_length=60)] | None = None
    preview: Literal["yes"] | None = None

    def change(self) -> NamedDays:
        """As the verb takes it.

        Raises:
            CannotChange: too many days, or in the wrong order.

        """
        many = (self.last_on - self.first_on).days + 1
        if not 1 <= many <= NAMED_DAYS_MAX:
            raise CannotChange(
                N_("Between one and %(most)s days at once, the first before the last."),
                most=NAMED_DAYS_MAX,
            )
        days = [self.first_on + timedelta(days=n) for n in range(many)]
        return NamedDays(tuple(NamedDay(day, _kind(self.kind, day), self.name) for day in days))


def _kind(kind: str, day: date) -> DayKind:
    if kind != "plain":
        return DayKind(kind)
    return DayKind.WEEKEND if day.isoweekday() >= SATURDAY else DayKind.WORKDAY


class MarketForm(BaseModel):
    """Market every so many days from a known one."""

    township: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}000$")]
    first_on: date
    every_days: Annotated[int, Field(ge=2, le=15)]
    preview: Literal["yes"] | None = None

    def change(self) -> Market:
        """As the verb takes it."""
        return Market(self.township, self.first_on, self.every_days)


class HoursForm(BaseModel):
    """Winter or summer hours of a place, a village, a township or a county."""

    where: Annotated[str, StringConstraints(pattern=WHERE_HOURS)]
    name: Literal["summer", "winter"]
    first_on: date
    last_on: date
    from_time: time
    minutes: Annotated[int, Field(ge=5, le=90)]
    direction: Literal["later", "earlier"]
    instead_of: Annotated[UUID | None, BeforeValidator(lambda v: v or None)] = None
    preview: Literal["yes"] | None = None

    def change(self) -> Hours:
        """As the verb takes it."""
        minutes = self.minutes if self.direction == "later" else -self.minutes
        centre = UUID(self.where) if "-" in self.where else None
        return Hours(
            self.name, self.first_on, self.last_on, self.from_time, minutes,
            None if centre else self.where, centre, self.instead_of,
        )  # fmt: skip


class LiftForm(BaseModel):
    """A closure holds no more, or what that would bring."""

    preview: Literal["yes"] | None = None
