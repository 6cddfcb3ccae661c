"""What people may send about letters."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from carenet.letters.rules import AGAIN_DAYS, AGAIN_TIMES, BODY_MAX, TITLE_MAX


class LetterForm(BaseModel):
    """A letter to be looked over, or to be sent."""

    to: Annotated[str, StringConstraints(min_length=1, max_length=90)]
    audience: Literal["guardians", "carers", "hosts", "helpers"]
    title: Annotated[str, StringConstraints(min_length=1, max_length=TITLE_MAX)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=BODY_MAX)]
    again_days: Annotated[int, Field(ge=AGAIN_DAYS[0], le=AGAIN_DAYS[1])]
    again_times: Annotated[int, Field(ge=AGAIN_TIMES[0], le=AGAIN_TIMES[1])]
    send: Literal["yes"] | None = None


class EnvelopesForm(BaseModel):
    """Which village's envelopes are to be printed."""

    village: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]


class NotedForm(BaseModel):
    """How somebody acknowledged, as the office writes it down."""

    how: Literal["paper", "call"]


class EndingForm(BaseModel):
    """Why a letter is over."""

    because: Annotated[str, StringConstraints(min_length=1, max_length=200)]
