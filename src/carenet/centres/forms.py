"""What may be sent about centres: shape only."""

from datetime import date, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from carenet.centres.rules import PLACES_MAX


class CentreForm(BaseModel):
    """A new centre."""

    kind: Literal["care_centre", "childrens_room"]
    name: Annotated[str, Field(min_length=2, max_length=100)]
    village: Annotated[str, Field(pattern=r"^\d{12}$")]
    capacity: Annotated[int, Field(ge=1, le=PLACES_MAX)]
    opened_on: date


class EditForm(BaseModel):
    """Name and places."""

    name: Annotated[str, Field(min_length=2, max_length=100)]
    capacity: Annotated[int, Field(ge=1, le=PLACES_MAX)]


class RoomForm(BaseModel):
    """A room."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    places: Annotated[int, Field(ge=1, le=PLACES_MAX)]


class KeyForm(BaseModel):
    """Who holds the key."""

    person: UUID


class BecauseForm(BaseModel):
    """A reason."""

    because: Annotated[str, Field(min_length=4, max_length=200)]


class ClosingForm(BecauseForm):
    """From when the centre is closed, and why."""

    closed_on: date


def hours_sent(typed: dict[str, Any], season: str) -> list[tuple[int, time, time]] | None:
    """The weekdays with both times filled in; None where something is no time."""
    hours = []
    for weekday in range(1, 8):
        opens, closes = (
            str(typed.get(f"{season}-{w}-{weekday}", "")).strip() for w in ("opens", "closes")
        )
        if not opens and not closes:
            continue
        try:
            hours.append((weekday, time.fromisoformat(opens), time.fromisoformat(closes)))
        except ValueError:
            return None
    return hours


class NoForm(BaseModel):
    """Nothing but fields that are read beside it, like a week's hours."""
