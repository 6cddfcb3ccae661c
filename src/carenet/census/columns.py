"""What the census workbook looks like, read from columns.json: heads, kinds, and the register's lists as drop-downs."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from carenet.children.choices import Choice, lists

LANGUAGES: Final = ("zh", "en")
_HEAD_NOISE: Final = re.compile(r"[\s*()/:,，、（）：\uff0a]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, both heads, the kind of cell, its width in characters."""

    key: str
    zh: str
    en: str
    kind: str
    width: int
    required: bool = False
    options: str | None = None

    def head(self, language: str) -> str:
        """The head as printed; a star marks what must be filled in."""
        return (self.zh if language == "zh" else self.en) + ("*" if self.required else "")


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook."""

    columns: tuple[Column, ...]
    options: dict[str, tuple[Choice, ...]]
    sheet: dict[str, str]
    options_sheet: dict[str, str]
    faults_head: dict[str, str]
    note: dict[str, str]
    stops: dict[str, dict[str, list[str]]]
    none_yet: dict[str, list[str]]

    def by_head(self, head: str) -> Column | None:
        """The column whose Chinese or English head this is, stars, spaces and brackets aside."""
        return _by_head().get(plain_head(head))

    def is_faults_head(self, head: str) -> bool:
        return plain_head(head) in {plain_head(each) for each in self.faults_head.values()}

    def is_none_yet(self, text: str) -> bool:
        """Whether a cell says that there is no ID number yet."""
        return any(text.casefold() in words for words in self.none_yet.values())

    def none_yet_word(self, language: str) -> str:
        return self.none_yet[language][0]

    def code_of(self, options: str, word: str) -> str | None:
        """The code of a drop-down's word in either language."""
        return _codes()[options].get(word.casefold())

    def word_of(self, options: str, code: str, language: str) -> str:
        """The word of a code. Raises KeyError for a code the drop-down does not have."""
        return _words()[options][code].word(language)


def plain_head(text: str) -> str:
    """A head without what people change in passing."""
    return _HEAD_NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


@cache
def layout() -> Layout:
    """The one layout, read once."""
    raw: dict[str, Any] = json.loads(
        files("carenet.census").joinpath("columns.json").read_text("utf-8")
    )
    return Layout(
        columns=tuple(Column(**each) for each in raw["columns"]),
        options=lists(),
        sheet=raw["sheet"],
        options_sheet=raw["options_sheet"],
        faults_head=raw["faults_head"],
        note=raw["note"],
        stops=raw["stops"],
        none_yet=raw["none_yet"],
    )


@cache
def _by_head() -> dict[str, Column]:
    return {
        plain_head(column.head(language)): column
        for column in layout().columns
        for language in LANGUAGES
    }


@cache
def _codes() -> dict[str, dict[str, str]]:
    return {
        key: {
            choice.word(language).casefold(): choice.code
            for language in LANGUAGES
            for choice in choices
        }
        for key, choices in layout().options.items()
    }


@cache
def _words() -> dict[str, dict[str, Choice]]:
    return {
        key: {choice.code: choice for choice in choices}
        for key, choices in layout().options.items()
    }
