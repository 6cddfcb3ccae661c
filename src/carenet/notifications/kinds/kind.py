"""One kind of message: its typed variables, its words, its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from carenet.core.refusals import N_

Type = Literal["date", "time", "text", "count"]
WHEN: Final[Mapping[str, Type]] = {"date": "date", "time": "time", "place": "text", "title": "text"}
ANSWERS: Final[Mapping[str, str]] = {
    "come": N_("I come"), "cannot": N_("I cannot come"), "call": N_("Please call me"),
    "read": N_("I have read it"), "home": N_("Home"), "not_home": N_("Not home"),
    "spoke": N_("Yes, we spoke"), "not_yet": N_("Not yet"), "arrange": N_("Please arrange a call"),
}  # fmt: skip
"""Every answer there is, in the words of its button."""
COMING: Final = ("come", "cannot", "call")
OFFERED: Final = ("come", "cannot")
ARRIVED: Final = ("home", "not_home")
READ: Final = ("read", "call")
SPOKEN: Final = ("spoke", "not_yet", "arrange")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message."""

    code: str
    label: str
    title: str
    body: str
    variables: Mapping[str, Type] = field(default_factory=dict)
    path: str = "/messages"
    urgent: bool = False
    answers: tuple[str, ...] = ()
    """With what it can be answered, by its link and in the app."""
    can_wait: bool = False
    """May go into the day's digest."""
    must_reach: bool = True
    """When every channel failed, somebody calls or walks."""

    @property
    def asks(self) -> bool:
        """Does it want an answer?"""
        return bool(self.answers)
