"""What may be sent about messages."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from carenet.core.forms import Wrong
from carenet.core.refusals import N_


class AnswerForm(BaseModel):
    """An answer to a message that asks."""

    answer: Literal["come", "cannot", "call", "spoke", "not_yet", "arrange"]


class PreferencesForm(BaseModel):
    """How a person wishes to be told."""

    first: Annotated[str, Field(max_length=20)] = ""
    quiet: Literal["usual", "own", "never"] = "usual"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest: Literal["daily", "weekly", "today", "none"] = "none"
    paused_until: date | None = None

    @model_validator(mode="after")
    def has_both_times(self) -> "PreferencesForm":
        """Own quiet hours have a beginning and an end."""
        if self.quiet == "own" and (self.quiet_from is None or self.quiet_until is None):
            raise Wrong(N_("Please say from when until when it should be quiet."))
        if self.quiet == "own" and self.quiet_from == self.quiet_until:
            raise Wrong(N_("Quiet hours end at another time than they begin."))
        return self

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """From when until when; the same time twice is never; None is what is usual."""
        if self.quiet == "never":
            return time(0), time(0)
        if self.quiet == "own" and self.quiet_from is not None and self.quiet_until is not None:
            return self.quiet_from.replace(tzinfo=None), self.quiet_until.replace(tzinfo=None)
        return None


class BotForm(BaseModel):
    """The bot of an office's group."""

    office: UUID
    name: Annotated[str, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(min_length=1, max_length=400)]
    secret: Annotated[str, Field(max_length=120)] = ""


class OutcomeForm(BaseModel):
    """What came of a call or a walk."""

    outcome: Literal["told", "recording", "tried", "not_needed"]
    remark: Annotated[str, Field(max_length=120)] = ""
