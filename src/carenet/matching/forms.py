"""What people may send about rounds and needs."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from carenet.matching.rules import Service

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RoundForm(BaseModel):
    """A round to be opened."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    service: Literal[
        "tutoring",
        "proxy_parent",
        "host_family",
        "paired_teacher",
        "peer",
        "tutoring+proxy_parent",
        "tutoring+peer",
        "proxy_parent+peer",
        "tutoring+proxy_parent+peer",
    ]
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    cut_off: date
    spread: Literal["0", "5", "20"] = "0"

    @property
    def services(self) -> tuple[Service, ...]:
        """One service, or several that share hours."""
        return tuple(Service(code) for code in self.service.split("+"))


class DecisionForm(BaseModel):
    """A decision about chosen lines, or about all."""

    what: Literal["lock", "unlock", "refuse", "restore", "publish"]
    row: list[UUID] = Field(default_factory=list, max_length=200)
    all: Literal["yes"] | None = None
    because: Annotated[str, StringConstraints(max_length=200)] | None = None
    apart: Annotated[str, StringConstraints(max_length=200)] | None = None
    village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None
    state: Literal["draft", "locked", "refused"] | None = None


class MoveForm(BaseModel):
    """A line to another helper."""

    person: UUID
    because: Line


class SuggestionForm(BaseModel):
    """A suggestion taken into the draft."""

    need: UUID
    person: UUID


class WithdrawalForm(BaseModel):
    """Taking a published line back."""

    because: Line


class CapacityForm(BaseModel):
    """How much a helper offers, from when until when."""

    service: Literal["tutoring", "proxy_parent", "host_family", "peer"]
    capacity: Annotated[int, Field(ge=1, le=20)]
    starts_on: date
    ends_on: Annotated[date | None, BeforeValidator(lambda v: v or None)] = None


class NeedForm(BaseModel):
    """A need opened by hand."""

    child: UUID
    service: Service
    subject: Literal["chinese", "math", "english", "reading"] | None = None
    wants_sex: Literal["f", "m"] | None = None
    because: Line
    wish: Annotated[str, StringConstraints(max_length=300)] | None = None
