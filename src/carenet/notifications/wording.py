"""The words of a message, from its kind and its values, in the recipient's language."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from carenet.core import clock, dates
from carenet.core.refusals import N_
from carenet.core.words import gettext, speaking
from carenet.notifications.kinds import KINDS, Kind

TEXT_LETTERS_MAX: Final = 40
TITLE_LETTERS_MAX: Final = 60
BODY_LETTERS_MAX: Final = 240
PATH_LETTERS_MAX: Final = 200
KEPT_MAX: Final = 4096
"""So many messages are kept worded: one session speaks to all its people in the same words."""
NEVER_SAID: Final = Path(__file__).parent / "data" / "never_said.txt"
IDENTITY_NUMBER: Final = re.compile(r"\d{15,}[\dXx]?")
NEUTRAL: Final = N_("an appointment")


class CannotSay(Exception):  # noqa: N818  it reads as what happened
    """A message lacks a value, or nobody knows its kind."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it is read."""

    title: str
    body: str
    path: str
    answers: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """The variables in words, with the heading and what it is about, for templates that a provider fills."""
    exact: Mapping[str, str] = field(default_factory=dict)
    """Its dates and times in numbers: 2026-11-25, 16:30."""

    @property
    def asks(self) -> bool:
        """Does it want an answer?"""
        return bool(self.answers)


@lru_cache
def never_said() -> tuple[str, ...]:
    """Words that no message may hold, in lower case: labels, risk, counselling."""
    return tuple(line for line in NEVER_SAID.read_text("utf-8").lower().splitlines() if line)


@lru_cache(KEPT_MAX)
def gives_away(text: str) -> bool:
    """Does a text hold a word that no message may hold, or something like an identity number?"""
    lower = text.lower()
    return any(word in lower for word in never_said()) or bool(IDENTITY_NUMBER.search(text))


def _text(value: Any) -> str:
    """A text within its length; one that gives something away is replaced by a neutral word."""
    plain = " ".join(str(value).split())
    if gives_away(plain):
        return gettext(NEUTRAL)
    return plain if len(plain) <= TEXT_LETTERS_MAX else f"{plain[: TEXT_LETTERS_MAX - 1]}\u2026"


def _time(value: Any) -> str:
    if isinstance(value, datetime | time):
        return dates.time(value)
    text = str(value)
    return dates.time(datetime.fromisoformat(text) if len(text) > 8 else time.fromisoformat(text))


def _date(value: Any) -> str:
    return dates.day(value if isinstance(value, date) else date.fromisoformat(str(value)[:10]))


def _value(kind: Kind, name: str, details: Mapping[str, Any]) -> str:
    if details.get(name) is None:
        raise CannotSay(f"{kind.code} lacks {name}")
    given = details[name]
    try:
        match kind.variables[name]:
            case "date":
                return _date(given)
            case "time":
                return _time(given)
            case "count":
                return dates.number(int(given))
            case "text":
                return _text(given)
    except (ValueError, TypeError):
        raise CannotSay(f"{kind.code} has a wrong {name}") from None


def _exact(kind: Kind, details: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """Dates and times as a provider's form takes them."""
    found = {n: values[n] for n, sort in kind.variables.items() if sort == "time"}
    days = (name for name, sort in kind.variables.items() if sort == "date")
    return {**found, **{name: str(details[name])[:10] for name in days}}


def path_of(kind: Kind, subject: str, details: Mapping[str, Any]) -> str:
    """The page a message leads to: its own, else its kind's with the subject's id. Ours only."""
    own = str(details.get("path") or "")
    if re.fullmatch(r"/(?!/)[\w\-./?=&]{0,199}", own):
        return own
    id_ = subject.partition(":")[2].split(":")[0]
    return kind.path % {"id": id_} if id_ or "%" not in kind.path else "/messages"


def say(kind_code: str, subject: str, details: Mapping[str, Any] | str, language: str) -> Words:
    """The words of one message; the details may be JSON text, as their row holds them.

    Raises:
        CannotSay: the kind is unknown, or a value is missing or of the wrong type.

    """
    if isinstance(details, str):
        return _kept(kind_code, subject, details, language, clock.today())
    return _say(kind_code, subject, details, language)


@lru_cache(KEPT_MAX)
def _kept(kind_code: str, subject: str, details: str, language: str, today: date) -> Words:
    """The day is part of what is kept: a date says its year when that is not this one."""
    del today
    return _say(kind_code, subject, json.loads(details), language)


def _say(kind_code: str, subject: str, details: Mapping[str, Any], language: str) -> Words:
    kind = KINDS.get(kind_code)
    if kind is None:
        raise CannotSay(f"there is no kind {kind_code}")
    with speaking(language):
        values = {name: _value(kind, name, details) for name in kind.variables}
        title = gettext(kind.title) % values
        return Words(
            title=title,
            body=gettext(kind.body) % values,
            path=path_of(kind, subject, details),
            answers=kind.answers,
            values={**values, "heading": title, "about": gettext(kind.label)},
            exact=_exact(kind, details, values),
        )
