"""How a person is found by what a clerk types: full pinyin, initials, characters, phone digits.

A surname is read as a surname (the first reading of a general dictionary is wrong for many), every
other reading is kept as well, so that whoever reads the name differently still finds the person.
"""

import itertools
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

NAME_CHARS_MAX: Final = 40
KEY_TOKENS_MAX: Final = 64
SORT_KEY_CHARS_MAX: Final = 120
QUERY_CHARS_MAX: Final = 40
_PHONE_TAIL: Final = re.compile(r"[0-9]{4,11}", re.ASCII)
_DOTS: Final = re.compile(r"[\u00b7\u2022\u2027\u30fb\uff65\u2e31]")
_LATIN: Final = re.compile(r"[a-z]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """What is stored beside a name.

    ``pinyin`` and ``initials`` are words with a space before each, one for every reading and every
    syllable the name may be entered from; ``sort_key`` orders by reading, tone, then character.
    """

    pinyin: str
    initials: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class QueryPattern:
    r"""LIKE patterns (escape character ``\``) for one search; those given must all hold.

    ``name`` goes against the normalised name, ``keys`` against ``pinyin`` or ``initials``,
    ``phone`` against the end of a phone number.
    """

    name: str | None = None
    keys: str | None = None
    phone: str | None = None


def normalised(text: str) -> str:
    """One written form: half width, small letters, known variant characters, no spaces or dots."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    joined = "".join(_DOTS.sub("", folded).split())
    return "".join(_table()["variants"].get(char, char) for char in joined)


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; no surname where a dot or a single character shows there is none."""
    name = name.strip()
    if _DOTS.search(name) or len(name) < 2 or not _is_han(name[0]):
        return "", name
    width = 2 if len(name) > 2 and name[:2] in _table()["compound"] else 1
    return name[:width], name[width:]


def search_keys(name: str) -> SearchKeys:
    """Keys for finding and sorting a name; bounded by KEY_TOKENS_MAX words each."""
    plain = normalised(name)[:NAME_CHARS_MAX]
    readings = _readings(plain)
    full = _tokens([[_toneless(sound) for sound in sounds] for sounds in readings])
    short = _tokens([[_toneless(sound)[:1] for sound in sounds] for sounds in readings])
    mixed = _surname_with_initials(plain, readings)
    return SearchKeys(
        "".join(f" {token}" for token in _bounded(itertools.chain(full, mixed))),
        "".join(f" {token}" for token in _bounded(short)),
        " ".join(f"{sounds[0]}{char}" for sounds, char in zip(readings, plain, strict=True))[
            :SORT_KEY_CHARS_MAX
        ],
    )


def query_pattern(text: str) -> QueryPattern:
    """What to look for when someone has typed ``text``; empty where nothing is left to look for."""
    plain = normalised(text)[:QUERY_CHARS_MAX]
    if _PHONE_TAIL.fullmatch(plain):
        return QueryPattern(phone=f"%{plain}")
    latin = "".join(_LATIN.findall(_umlaut_as_v(plain)))
    other = "".join(char for char in plain if not _LATIN.fullmatch(_umlaut_as_v(char)))
    return QueryPattern(
        name=f"%{_escaped(other)}%" if other else None,
        keys=f"% {latin}%" if latin else None,
    )


def _readings(plain: str) -> list[list[str]]:
    """For each character all its readings with tone digits, the likeliest first."""
    if not plain:
        return []
    from pypinyin import (  # a dictionary of ten thousand phrases, for those who look a name up
        Style,
        pinyin,
    )

    spoken = pinyin(plain, style=Style.TONE3, errors=_each_alone, v_to_u=False)
    every = pinyin(list(plain), style=Style.TONE3, heteronym=True, errors=_each_alone, v_to_u=False)
    surname, _ = split_surname(plain)
    known: list[list[str]] = [[] for _ in plain]
    if len(surname) == 2:
        known[:2] = [[sound] for sound in _table()["compound"][surname].split()]
    elif surname:
        known[:1] = [_table()["single"].get(surname, [])]
    return [
        list(dict.fromkeys([*sure, *likely, *others]))
        for sure, likely, others in zip(known, spoken, every, strict=True)
    ]


def _tokens(syllables: Sequence[Sequence[str]]) -> Iterator[str]:
    """Readings of the whole, then of what follows each character, each with its fair share."""
    share = KEY_TOKENS_MAX // max(len(syllables), 1)
    for start in range(len(syllables)):
        ways = itertools.product(*map(dict.fromkeys, syllables[start:]))
        yield from ("".join(way) for way in itertools.islice(ways, share))


def _surname_with_initials(plain: str, readings: Sequence[Sequence[str]]) -> Iterator[str]:
    """The surname in full and the given name by initials: qinzq."""
    surname, given = split_surname(plain)
    if surname and given:
        sounds = [[_toneless(sound) for sound in all_of] for all_of in readings]
        heads = [[sound[:1] for sound in all_of] for all_of in sounds[len(surname) :]]
        ways = itertools.product(*sounds[: len(surname)], *map(dict.fromkeys, heads))
        yield from ("".join(way) for way in itertools.islice(ways, KEY_TOKENS_MAX))


def _bounded(tokens: Iterator[str]) -> list[str]:
    return list(itertools.islice(dict.fromkeys(filter(None, tokens)), KEY_TOKENS_MAX))


def _each_alone(chars: str) -> Any:
    """What stands in for characters without a reading: themselves, one by one."""
    return list(chars)


def _toneless(sound: str) -> str:
    return _umlaut_as_v(sound.rstrip("0123456789"))


def _umlaut_as_v(text: str) -> str:
    return text.replace("\u00fc", "v")


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char >= "\U00020000"


@cache
def _table() -> Mapping[str, Any]:
    loaded: dict[str, Any] = json.loads(
        files("carenet.core").joinpath("data", "surnames.json").read_text("utf-8")
    )
    return loaded
