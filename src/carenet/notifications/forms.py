"""What may be sent about messages."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from carenet.core.forms import Wrong
from carenet.core.refusals import N_


def moved(order: list[str], one: str, by: int) -> list[str]:
    """The same list with one of it so many places on; at an end it stays, like who is not in it."""
    if one not in order:
        return order
    rest = [x for x in order if x != one]
    at = max(0, order.index(one) + by)
    return [*rest[:at], one, *rest[at:]]


class AnswerForm(BaseModel):
    """An answer to a message that asks."""

    answer: Literal["come", "cannot", "call", "spoke", "not_yet", "arrange"]


Use = Literal["always", "danger", "never"]
"""By one channel: everything, danger to a child alone, or nothing at all."""


class PreferencesForm(BaseModel):
    """How a person wishes to be told."""

    order: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)] = []
    """The channels from the first to the last, as they stood on the page."""
    up: Annotated[str, Field(max_length=20)] = ""
    down: Annotated[str, Field(max_length=20)] = ""
    """The channel whose arrow was pressed."""
    wechat: Use | None = None
    webhook: Use | None = None
    sms: Use | None = None
    email: Use | None = None
    console: Use | None = None
    """None: the page showed no choice for it."""
    language: Literal["zh-Hans", "en"] | None = None
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
    def uses(self) -> dict[str, Use]:
        """What was chosen for each channel, in the order that the arrows leave."""
        given: dict[str, Use | None] = {
            "wechat": self.wechat, "webhook": self.webhook, "sms": self.sms, "email": self.email,
            "console": self.console,
        }  # fmt: skip
        order = moved([w for w in dict.fromkeys([*self.order, *given]) if w in given], self.up, -1)
        chosen = [(way, given[way]) for way in moved(order, self.down, 1)]
        return {way: use for way, use in chosen if use is not None}

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
