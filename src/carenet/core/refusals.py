"""A refusal says in one sentence why something cannot be done, in the reader's language."""

from collections.abc import Sequence
from typing import Any


def N_(msgid: str) -> str:  # noqa: N802  gettext's own word for "translate later"
    """Mark a sentence for the catalogue."""
    return msgid


class Refusal(Exception):  # noqa: N818  it is an answer, not an error
    """A verb says no. The sentence is an English msgid with named values."""

    msgid = N_("This cannot be done.")
    field = ""
    """The field of the form that the sentence belongs to, where it is about one."""

    def __init__(self, msgid: str | None = None, **values: Any) -> None:
        self.msgid, self.values = msgid or type(self).msgid, values
        super().__init__(self.msgid % values if values else self.msgid)


class NotFound(Refusal):
    """There is no such thing within the actor's reach; a stranger is told the same."""

    msgid = N_("There is nothing here that you may see.")


class MayNot(Refusal):
    """The actor's duties do not cover this."""

    msgid = N_("Your duties do not cover this.")


class PageLocked(Refusal):
    """Four digits stand before these pages, and were not typed lately."""

    msgid = N_("Please type your four digits first. Nothing you saved is lost.")

    def __init__(self, fields: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.fields = tuple(fields)
        """What was typed into the form that was sent, to be sent again behind the digits."""


class NeedsSecondFactor(Refusal):
    """Something sealed was asked for with one factor only."""

    msgid = N_("Please confirm with your second factor first.")
