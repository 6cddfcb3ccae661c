"""One text part of a Word or Excel file, walked through once: what may not be in it, and that it is built as it should be. Pure.

What is filled later is found by patterns. These are quick only in text whose marks are in order: in
half a megabyte of marks that are opened and never closed they would search for hours. So every mark
must close, and comments, which may hold marks that do not, have no place in a form.
"""

import re
from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

FETCHES: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b", re.IGNORECASE)  # fmt: skip
RELATED: Final = re.compile(
    r"/(vbaProject|oleObject|externalLink|externalLinkPath|control|activeXControlBinary|"
    r"attachedTemplate|subDocument|frame|xlMacrosheet|xlIntlMacrosheet|connections|package|aFChunk)$"
)
TYPES: Final = re.compile(r"macroEnabled|vbaProject|oleObject|externalLink|activeX|macrosheet")
ALONE: Final = frozenset({"row", "c", "si"})
"""Marks of an Excel file that never stand in one another, but cells in a row."""

SHEETS: Final = frozenset({"worksheet", "dialogsheet"})
WORKS: Final = frozenset({"definedName", "formula", "formula1", "formula2"})
"""Formulas that stand in no cell: names, lists to choose from, colours by rule. Offices need these, so only some calls are refused."""
CALLS: Final = re.compile(r"\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|EXEC|EVALUATE)\b|\|", re.IGNORECASE)  # fmt: skip
PICTURES: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a",
)  # fmt: skip
"""How pictures begin, so that what is called one is no text: png, jpeg, gif, bmp, tiff twice, emf, wmf."""

RUNS, LINKS, FORMULAS, BROKEN = "runs", "links", "formulas", "broken"


class _Found(Exception):  # noqa: N818  it ends the walk
    """What may not be there."""


class _Walk:
    def __init__(self, *, sheet: bool) -> None:
        self.sheet, self.begun = sheet, False
        self.open: list[str] = []
        self.works: list[str] = []
        self.working = False
        self.instructions: list[str] | None = None
        self.said: list[str] = []

    def declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise _Found(BROKEN)

    def broken(self, *_: Any) -> None:
        raise _Found(BROKEN)

    def _looks_like(self, plain: str) -> None:
        if not self.begun:  # a sheet may lie anywhere: its first mark says that it is one
            self.begun, self.sheet = True, self.sheet or plain in SHEETS
        if plain == "macrosheet":
            raise _Found(RUNS)
        self.working = plain in WORKS

    def begins(self, name: str, given: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        self._looks_like(plain)
        if given.get("TargetMode", "").strip().lower() == "external":
            raise _Found(LINKS)
        if plain == "Relationship" and RELATED.search(given.get("Type", "").strip()):
            raise _Found(RUNS)
        if plain in ("Default", "Override") and TYPES.search(given.get("ContentType", "")):
            raise _Found(RUNS)
        if plain == "fldSimple":
            self.said.append(" ".join(given.values()))
        if self.sheet and plain == "f":
            raise _Found(FORMULAS)
        if name in ALONE:
            if any(one == name or one != "row" for one in self.open):
                raise _Found(BROKEN)
            self.open.append(name)
        if plain in ("instrText", "delInstrText"):
            self.instructions = []

    def ends(self, name: str) -> None:
        if self.working:
            self.works.append("\n")
            self.working = False
        if name in ALONE:
            self.open.pop()
        if self.instructions is not None and name.rpartition(":")[2].endswith("nstrText"):
            self.said += self.instructions
            self.instructions = None

    def text(self, words: str) -> None:
        if self.working:
            self.works.append(words)
        if self.instructions is not None:
            self.instructions.append(words)


def is_picture(data: bytes) -> bool:
    """Whether a part begins as a picture does; nothing reads such a part as text, whatever it is called."""
    return data.startswith(PICTURES)


def wrong_in(name: str, data: bytes) -> str | None:
    """What is wrong in a part: it runs something, fetches, calculates, or is not in order; None: nothing."""
    walk = _Walk(sheet=name.startswith("xl/worksheets/"))
    parser = expat.ParserCreate("utf-8")
    handlers: dict[str, Callable[..., None]] = {
        "XmlDeclHandler": walk.declared,
        "StartDoctypeDeclHandler": walk.broken,
        "CommentHandler": walk.broken,
        "StartCdataSectionHandler": walk.broken,
        "ProcessingInstructionHandler": walk.broken,
        "StartElementHandler": walk.begins,
        "EndElementHandler": walk.ends,
        "CharacterDataHandler": walk.text,
    }
    for handler, does in handlers.items():
        setattr(parser, handler, does)
    try:
        if b"\0" in data or not data.decode("utf-8"):  # UTF-16 is written in other marks
            return BROKEN
        parser.Parse(data, True)
    except _Found as found:
        return str(found)
    except (expat.ExpatError, UnicodeDecodeError):
        return BROKEN
    if CALLS.search("".join(walk.works)):
        return FORMULAS
    # A word may be cut over several marks: read what they say together, with and without the cuts.
    return LINKS if any(FETCHES.search(s.join(walk.said)) for s in (" ", "")) else None
