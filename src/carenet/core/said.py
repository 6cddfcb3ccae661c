"""A sentence meant for a person and not yet in their language: what pure rules hand out.

Rules know neither the reader nor the catalogue, so they answer with the English msgid and its
values; whoever shows the sentence translates it and then fills it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from carenet.core.refusals import N_

__all__ = ["N_", "Said", "Value"]

Value = str | int | date


@dataclass(frozen=True, slots=True)
class Said:
    """An English msgid with ``%(name)s`` places and the values that fill them."""

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def in_english(self) -> str:
        """The sentence as its msgid has it: for logs of the command line and for tests."""
        return self.msgid % self.values
