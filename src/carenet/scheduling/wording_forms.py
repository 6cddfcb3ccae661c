"""The fields a form may ask for: their codes, and the words in which an office writes them."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from carenet.core.refusals import N_
from carenet.core.words import DEFAULT, gettext, speaking

FIELDS: Final[Mapping[str, str]] = {
    "date": N_("date"), "weekday": N_("weekday"), "month": N_("month"), "time": N_("time"),
    "place": N_("place"), "room": N_("room"), "activity": N_("activity"), "adults": N_("adults present"),
    "adults_count": N_("number of adults"), "children_count": N_("number of children"),
    "girls": N_("girls"), "boys": N_("boys"), "grades": N_("children by grade"),
    "late_count": N_("children who came late"), "excused_count": N_("children excused"),
    "names": N_("names of the children"), "sessions_count": N_("number of sessions"),
    "child_no": N_("child: number"), "child_name": N_("child: name"), "child_state": N_("child: here or not"),
    "child_came": N_("child: came"), "child_left": N_("child: left"), "child_fetched": N_("child: fetched by"),
    "adult_no": N_("adult: number"), "adult_name": N_("adult: name"), "adult_came": N_("adult: came"),
    "adult_went": N_("adult: went"), "session_no": N_("session: number"), "session_date": N_("session: date"),
    "session_time": N_("session: time"), "session_activity": N_("session: activity"),
    "session_adults": N_("session: adults"), "session_children": N_("session: children"),
}  # fmt: skip
NAMED: Final = frozenset({"names", *(f for f in FIELDS if f.startswith("child_"))})
"""Fields that say which child it was."""


@cache
def _codes() -> Mapping[str, str]:
    with speaking(DEFAULT):
        chinese = {gettext(words): code for code, words in FIELDS.items()}
    return {**{words: code for code, words in FIELDS.items()}, **chinese, **{c: c for c in FIELDS}}


def code_of(name: str) -> str | None:
    """A placeholder's field: by its code or its words, in either language."""
    return _codes().get(" ".join(name.split()))


def shown() -> list[tuple[str, str]]:
    """Each field as it is written in a form, in the language being spoken, with its code."""
    return [(gettext(words), code) for code, words in FIELDS.items()]
