"""What states, counts and seasons of holiday classes are called."""

from collections.abc import Mapping
from typing import Any, Final

from carenet.core.refusals import N_
from carenet.core.words import gettext, pgettext

SEASONS: Final = {"winter": N_("winter class"), "summer": N_("summer class")}
SLOTS: Final = {
    "morning": N_("in the morning"), "noon": N_("after lunch"), "leaving": N_("before going home"),
}  # fmt: skip
WAYS: Final = {
    "fetched": N_("is fetched"), "together": N_("walks with others"), "alone": N_("walks alone"),
}  # fmt: skip
OUTCOMES: Final = {
    "declined": N_("did not take the place"), "withdrawn": N_("no longer asks"),
    "left": N_("left the class"), "lapsed": N_("did not answer twice"),
}  # fmt: skip
PLAIN: Final = ("homework", "play")


def named(words: Mapping[str, str], code: str | None) -> str:
    """A code's word."""
    return gettext(words[code]) if code and code in words else ""


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes with their words, for a picker."""
    return [(code, gettext(text)) for code, text in words.items()]


def yes_no() -> list[tuple[str, str]]:
    """Two tiles."""
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def reasons(row: Any) -> str:
    """Why one stands where it stands on the waiting list: facts, never a mark."""
    found = []
    if row["alone_by_day"]:
        found.append(pgettext("class", "nobody at home by day"))
    if row["young"]:
        found.append(pgettext("class", "younger than 8"))
    return gettext(", ").join(found)
