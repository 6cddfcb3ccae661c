"""What may be sent about visiting teams."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.people.rules.numbers import mobile
from carenet.people.services.teams import TeamWish
from carenet.teams.rules.visits import MONTHS_MAX
from carenet.teams.services.visits import VisitWish


def _mobile(text: str) -> str:
    digits = mobile(text)
    if digits is None:
        raise Wrong(N_("This is no mobile number of eleven digits."))
    return digits


Because = Annotated[str, Field(min_length=4, max_length=200)]


class TeamForm(BaseModel):
    """A team as an office writes it down."""

    name: Annotated[str, Field(min_length=2, max_length=100)]
    organisation: Annotated[str, Field(min_length=2, max_length=100)]
    leader: Annotated[str, Field(max_length=30), AfterValidator(_mobile)]
    agreement_on: date
    starts_on: date
    ends_on: date

    def wish(self) -> TeamWish:
        """The same as the verb takes it."""
        return TeamWish(
            self.name, self.organisation, self.leader, self.agreement_on, self.starts_on, self.ends_on
        )  # fmt: skip


class AskForm(BaseModel):
    """Days at a place, asked for by the leader."""

    centre: UUID
    rhythm: Literal["block", "weekend"]
    first_on: date
    last_on: date
    months: Annotated[int, Field(ge=1, le=MONTHS_MAX)] = 1
    agreement: Annotated[str, Field(min_length=2, max_length=100)]
    agreed_on: date

    def wish(self) -> VisitWish:
        """The same as the verb takes it."""
        return VisitWish(
            self.centre, self.rhythm, self.first_on, self.last_on, self.months, self.agreement, self.agreed_on
        )  # fmt: skip


class ProposalForm(AskForm):
    """The same, proposed by an office for a team."""

    team: UUID


class DecisionForm(BaseModel):
    """Yes, or no with a reason."""

    answer: Literal["approve", "refuse"]
    because: Annotated[str, Field(min_length=4, max_length=200)] | None = None


class CallOffForm(BaseModel):
    """Why it does not take place."""

    because: Because


class MoveForm(BaseModel):
    """Other days for a visit, and why; or only what that would do."""

    first_on: date
    last_on: date
    because: Because | None = None
    preview: Literal["yes"] | None = None


class LeadForm(BaseModel):
    """Who leads the team from now on, and why."""

    person: UUID
    why: Because


class HandoverForm(BaseModel):
    """What was done with one group of children, and what should follow."""

    series: UUID | None = None
    done: Annotated[str, Field(min_length=10, max_length=1000)]
    then: Annotated[str, Field(max_length=500)] | None = None


class RecipientForm(BaseModel):
    """Which authority gets the list."""

    recipient: Annotated[str, Field(min_length=2, max_length=100)]
