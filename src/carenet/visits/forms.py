"""What people may send about calls."""

from datetime import date, time
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class CallForm(BaseModel):
    """A call that a guardian asks for."""

    child: UUID
    on_day: date
    at_time: time


class SpokenForm(BaseModel):
    """Did you speak this week?"""

    child: UUID
    answer: Literal["spoke", "not_yet"]
