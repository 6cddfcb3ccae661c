"""Finding a division by the words people write for it: “county, township, village” run together."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from carenet.places.codes import Level, Scope, is_code
from carenet.places.divisions import DivisionRow, short_name

PLACE_CHARS_MAX: Final = 120
_NOISE: Final = re.compile(r"[\s,;/\\>·、，；。.\-_|()（）]+")


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    words: tuple[str, ...]
    above: str | None


class PlaceNames:
    """An index of divisions by name; a village is found with or without the names above it."""

    def __init__(self, rows: Iterable[DivisionRow]) -> None:
        self._by_code: dict[str, _Named] = {}
        self._villages: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            words = tuple(dict.fromkeys((row.name, short_name(row.name, row.level))))
            self._by_code[row.code] = _Named(row.code, words, row.parent)
            if row.level is Level.VILLAGE:
                for word in words:
                    self._villages[word].append(row.code)
        self._longest = max(map(len, self._villages), default=0)

    def villages(self, text: str, *, within: Scope | None = None) -> tuple[str, ...]:
        """Codes of the villages that the words may mean, the best told ones only; empty for none.

        A 12-digit code is taken as it is. More than one answer means: ask, do not guess.
        """
        plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))[:PLACE_CHARS_MAX]
        if is_code(plain):
            return (plain,) if plain in self._by_code and plain[9:] != "000" else ()
        told: dict[str, int] = {}
        for size in range(min(self._longest, len(plain)), 0, -1):
            for code in self._villages.get(plain[-size:], ()):
                if within is None or within.holds(code):
                    weight = self._told(plain[:-size], code)
                    if weight is not None:
                        told[code] = max(told.get(code, 0), weight * 100 + size)
        best = max(told.values(), default=0)
        return tuple(sorted(code for code, weight in told.items() if weight == best))

    def _told(self, before: str, code: str) -> int | None:
        """How many names above the village are written before it; None where others are."""
        weight, above = 0, self._by_code[code].above
        rest = before
        while above in self._by_code and rest:
            named = self._by_code[above]
            word = next((word for word in named.words if rest.endswith(word)), None)
            if word is not None:
                rest, weight = rest.removesuffix(word), weight + 1
            above = named.above
        return weight if not rest or weight else None


def place_words(code: str, names: Mapping[str, str]) -> str:
    """County, township and village run together, as forms want it; ``names`` by 12-digit code."""
    parts = (code[:6].ljust(12, "0"), code[:9].ljust(12, "0"), code)
    return "".join(names[part] for part in dict.fromkeys(parts))
