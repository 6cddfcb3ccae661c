"""What states and rhythms of visits are called."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.teams.rules.visits import MONTHS_MAX, RHYTHMS

STATES: Final = {
    "proposed": N_("waits for a decision"), "approved": N_("approved"), "refused": N_("not approved"),
    "called_off": N_("called off"), "over": N_("over"),
}  # fmt: skip
TONES: Final = {
    "proposed": "warn", "approved": "ok", "refused": "bad", "called_off": "bad", "over": "",
}  # fmt: skip
HAPPENED: Final = {
    "proposed": N_("Put forward"), "approved": N_("Approved"), "refused": N_("Not approved"),
    "called_off": N_("Called off"), "over": N_("Its last day is over"),
    "move_asked": N_("Other days asked for"), "move_moved": N_("Given other days"),
    "move_refused": N_("Other days not approved"), "move_dropped": N_("Other days not asked for any more"),
}  # fmt: skip


def named(words: Mapping[str, str], code: str | None) -> str:
    """A code's word."""
    return gettext(words[code]) if code and code in words else ""


def rhythms() -> list[tuple[str, str]]:
    """Codes with their words, for a picker."""
    return [(code, gettext(text)) for code, text in RHYTHMS.items()]


def months() -> list[tuple[int, str]]:
    """How often a weekend comes again."""
    return [(n, str(n)) for n in range(1, MONTHS_MAX + 1)]
