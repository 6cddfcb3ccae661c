"""Words in the reader's language: English msgids, one Chinese catalogue file per feature."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from babel.messages.pofile import read_po

from carenet.core.refusals import N_, Refusal

LOCALE: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = ("zh_Hans", "en")
PSEUDO: Final = "x-pseudo"
DEFAULT: Final = "zh_Hans"
Catalogue = dict[tuple[str | None, str], tuple[str, ...]]
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)

__all__ = ["N_", "gettext", "ngettext", "npgettext", "pgettext", "speak", "speaking", "translate"]


@lru_cache
def catalogue(language: str) -> Catalogue:
    """All of a language's catalogue files as one; English is the msgids themselves."""
    merged: Catalogue = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or message.fuzzy:
                    continue
                singular = message.id[0] if isinstance(message.id, tuple) else message.id
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if texts[0]:
                    merged.setdefault((message.context, str(singular)), tuple(map(str, texts)))
    return merged


def current() -> str:
    """The language being spoken: zh_Hans, en or the pseudo-locale."""
    return _language.get()


def speak(language: str) -> None:
    """From here on in this task, speak a language."""
    _language.set(language if language in (*LANGUAGES, PSEUDO) else DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _language.set(language if language in (*LANGUAGES, PSEUDO) else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def _find(context: str | None, singular: str, plural: str | None, number: int) -> str:
    language = current()
    english = singular if plural is None or number == 1 else plural
    if language == "en":
        return english
    if language == PSEUDO:
        return f"\u27e6{english}\u27e7"
    texts = catalogue(language).get((context, singular))
    if texts is None and context is not None:
        texts = catalogue(language).get((None, singular))
    return texts[0] if texts else english  # Chinese has one form


def gettext(msgid: str) -> str:
    """The sentence in the language being spoken."""
    return _find(None, msgid, None, 1)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The sentence for a number of things."""
    return _find(None, singular, plural, number)


def pgettext(context: str, msgid: str) -> str:
    """The sentence in one register: phone or desk."""
    return _find(context, msgid, None, 1)


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """The sentence in one register for a number of things."""
    return _find(context, singular, plural, number)


def translate(msgid: str, **values: Any) -> str:
    """The sentence with its named values filled in."""
    text = gettext(msgid)
    return text % values if values else text


def sentence(refusal: Refusal) -> str:
    """What a refusal says, in the language being spoken."""
    return translate(refusal.msgid, **refusal.values)


def choose(saved: str | None, accepted: str) -> str:
    """A person's saved choice, else the browser's first of ours, else Chinese.

    Babel's negotiate_locale answers English for zh_CN, so tags are mapped by hand.
    """
    if saved in (*LANGUAGES, PSEUDO):
        return str(saved)
    for part in accepted.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh_Hans"
        if tag.startswith("en"):
            return "en"
    return DEFAULT
