"""What is said about letters: to whom, in which state, how somebody acknowledged."""

from typing import Any, Final

from carenet.core.refusals import N_
from carenet.core.words import gettext

AUDIENCES: Final = {
    "guardians": N_("guardians"), "carers": N_("carers at home"), "hosts": N_("host families"),
    "helpers": N_("volunteers and proxy parents"),
}  # fmt: skip
HOW: Final = {
    "app": N_("read in carenet"), "message": N_("answered the message"),
    "paper": N_("signature on paper"), "call": N_("said so on the telephone"),
    "in_person": N_("told in person"),
}  # fmt: skip


def audience(code: str) -> str:
    """Whom a letter is for."""
    return gettext(AUDIENCES[code])


def audiences() -> list[tuple[str, str]]:
    """Everybody a letter can be for."""
    return [(code, gettext(words)) for code, words in AUDIENCES.items()]


def how(code: str) -> str:
    """How somebody acknowledged."""
    return gettext(HOW[code])


def state(letter: Any) -> tuple[str, str]:
    """Where a letter stands, and the tone of it."""
    if letter["over_at"]:
        return gettext(N_("letter closed")), ""
    if letter["waiting"] == 0:
        return gettext(N_("all have acknowledged")), "ok"
    if letter["listed_at"]:
        return gettext(N_("on the list to call or visit")), "warn"
    return gettext(N_("waiting to be read")), "info"
