"""What may be asked of one's feeds."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class MakeFeedForm(BaseModel):
    """A feed for a purpose; how long before a session the phone rings."""

    purpose: Literal["shifts", "centre", "family"]
    alarm_minutes: Literal["0", "30", "60", "120"] = "60"


class AllowForm(BaseModel):
    """A program that is mine too."""

    client: Annotated[str, Field(min_length=1, max_length=40)]
