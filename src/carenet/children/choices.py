"""What the register's lists offer, with the words of each choice and the code it is stored as."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from carenet.core.words import PSEUDO, current

UNKNOWN: Final = "\u2013"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: both words and the code it is stored as."""

    zh: str
    en: str
    code: str

    def word(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@cache
def lists() -> dict[str, tuple[Choice, ...]]:
    """All lists by name, read once."""
    raw: dict[str, Any] = json.loads(
        files("carenet.children").joinpath("data", "choices.json").read_text("utf-8")
    )
    return {key: tuple(Choice(*each) for each in found) for key, found in raw["lists"].items()}


@cache
def _by_code(name: str) -> dict[str, Choice]:
    return {choice.code: choice for choice in lists()[name]}


def word(name: str, code: str | None) -> str:
    """A choice in the language being spoken; a code the list does not have stands for itself."""
    if code is None:
        return UNKNOWN
    found = _by_code(name).get(code)
    if found is None:
        return code
    if current() == PSEUDO:
        return f"\u27e6{found.en}\u27e7"
    return found.word("en" if current() == "en" else "zh")


def pairs(name: str) -> list[tuple[str, str]]:
    """A list as code and word, for a form."""
    return [(choice.code, word(name, choice.code)) for choice in lists()[name]]


def codes(name: str) -> frozenset[str]:
    """The codes a list has."""
    return frozenset(_by_code(name))
