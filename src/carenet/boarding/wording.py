"""What ways home and their states are called."""

from typing import Any, Final

from carenet.children.words import short_name
from carenet.core.refusals import N_
from carenet.core.words import gettext

WAYS: Final = {
    "fetched": N_("is fetched"), "together": N_("walks with others"), "alone": N_("walks alone"),
    "stays": N_("stays at school"),
}  # fmt: skip


def ways() -> list[tuple[str, str]]:
    """The choices of a line."""
    return [(code, gettext(words)) for code, words in WAYS.items()]


def way(code: str) -> str:
    """A way home."""
    return gettext(WAYS[code])


def state(row: Any, *, left: bool = True) -> tuple[str, str]:
    """Where a child is, as far as the list knows, and the tone of it; `left` once the day has come."""
    if row["id"] is None:
        return gettext(N_("not on the list yet")), ""
    if not row["goes"]:
        return gettext(N_("stays at school")), "info"
    if row["home_at"]:
        return gettext(N_("is home")), "ok"
    if row["not_home_at"]:
        return gettext(N_("not home, says the family")), "bad"
    if not left:
        return gettext(N_("goes home that day")), "info"
    return gettext(N_("on the way")), "warn"


__all__ = ["short_name", "state", "way", "ways"]
