"""What may be sent about clearances, restrictions and concerns."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.safeguarding.rules.concerns import KINDS
from carenet.safeguarding.rules.papers import PaperKind, Result

Because = Annotated[str, Field(min_length=4, max_length=200)]


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Wrong(N_("Please choose one of the answers."))
    return text


class ClearanceForm(BaseModel):
    """One paper."""

    kind: PaperKind
    result: Result
    starts_on: date
    ends_on: date | None = None
    issuer: Annotated[str, Field(max_length=100)] | None = None


class BecauseForm(BaseModel):
    """A reason that somebody else must be able to understand later."""

    because: Because


class RestrictionForm(BaseModel):
    """An adult to be kept from a child."""

    person: UUID
    because: Because
    papers: Annotated[str, Field(max_length=100)] | None = None


class FindForm(BaseModel):
    """Whom to look for."""

    q: Annotated[str, Field(max_length=40)] = ""


class ConcernForm(BaseModel):
    """A worry about a child."""

    child: UUID
    kind: Annotated[str, AfterValidator(_kind)]
    text: Annotated[str, Field(min_length=5, max_length=2000)]
    contact: Annotated[str, Field(max_length=100)] | None = None


class SecondForm(BaseModel):
    """Whether the second officer agrees, and why."""

    answer: Literal["agree", "send_back"]
    because: Because


class ClosingForm(BaseModel):
    """What came of a concern."""

    outcome: Annotated[str, Field(min_length=10, max_length=500)]
    receipt: Annotated[str, Field(max_length=60)] | None = None
