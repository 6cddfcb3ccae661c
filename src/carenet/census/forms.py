"""What is posted about a census row."""

from typing import Literal

from pydantic import BaseModel


class DecideForm(BaseModel):
    """What a held row is."""

    decision: Literal["new", "same", "leave"]
