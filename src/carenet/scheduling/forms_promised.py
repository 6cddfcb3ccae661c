"""What is typed about whoever comes every time: who comes after, and goodbye."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field


class SuccessorForm(BaseModel):
    """Who comes after whoever stops coming every time."""

    standing: UUID
    person: UUID


class SeriesGoodbyeForm(BaseModel):
    """Goodbye was said to the children of a series."""

    standing: UUID
    on_day: date
    note: str | None = Field(None, max_length=300)
