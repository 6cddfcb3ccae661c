"""What may be sent about missed places."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from carenet.scheduling.rules.missed import Rule

Reason = Annotated[str, Field(min_length=2, max_length=200)]


class MissedForm(BaseModel):
    """An adult who had a place and did not come: excused for a reason, or nobody knows why."""

    person: UUID
    outcome: Literal["missed", "excused"]
    why: Literal["ill", "family", "work", "road", "told"] | None = None
    words: Annotated[str, Field(max_length=200)] | None = None


class AppealForm(BaseModel):
    """That is not right, in one's own words."""

    because: Reason


class AppealAnswerForm(BaseModel):
    """They are right, or it stays, and why."""

    upheld: Literal["yes", "no"]
    answer: Annotated[str, Field(max_length=200)] | None = None


class TalkForm(BaseModel):
    """We spoke; a word about it, or none."""

    note: Annotated[str, Field(max_length=200)] | None = None


class RuleForm(BaseModel):
    """So many times in so many days, and how long it then holds; off: never."""

    kind: Literal["talk", "word", "standing"]
    on: bool = False
    times: Annotated[int, Field(ge=1, le=20)]
    within_days: Annotated[int, Field(ge=7, le=365)]
    lasts_days: Annotated[int, Field(ge=1, le=180)] = 1
    because: Reason

    def rule(self) -> Rule:
        """As the rules know it."""
        return Rule(self.kind, self.times if self.on else None, self.within_days, self.lasts_days)
