"""A list that grew in a group chat becomes proposed sign-ups: who is named, who says no, what nobody knows.

Each line is one person's: a number, a name, perhaps a word. A name counts where it stands in the line as it is written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

LINES_MAX: Final = 80
LINE_MAX: Final = 120
NUMBERED: Final = re.compile(
    r"^\s*(?:[#\uff03]|[0-9]{1,3}\s*[.\u3001,\uff0c:\uff1a)\uff09]|[\u2460-\u2473])\s*"
)
HEADING: Final = re.compile(r"^\s*[#\uff03]")
NO: Final = re.compile(
    r"\u4e0d\u6765|\u6765\u4e0d\u4e86|\u4e0d\u80fd|\u53bb\u4e0d\u4e86|\u8bf7\u5047|\u6ca1\u7a7a|can.?t|cannot|sorry",
    re.IGNORECASE,
)
"""Words by which people say that they do not come, are on leave or have no time."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose name may stand in the list."""

    person: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line that names somebody known; `comes` is false where it says no, `unsure` where two have that name."""

    person: UUID
    name: str
    line: str
    comes: bool
    unsure: bool


@dataclass(frozen=True)
class Chain:
    """What a pasted list amounts to; the text itself is kept nowhere."""

    proposed: Sequence[Proposed]
    unknown: Sequence[str]


def read_chain(text: str, known: Iterable[Known], hidden: Iterable[str] = ()) -> Chain:
    """Who is named in a pasted list. Lines with a `hidden` word, a child's name, are shown nowhere.

    The longest name that stands in a line is meant; a person is proposed once, by the last line.
    """
    names: dict[str, list[Known]] = {}
    for one in known:
        names.setdefault(one.name, []).append(one)
    by_length = sorted(names, key=len, reverse=True)
    unseen = [word for word in hidden if word]
    found: dict[UUID, Proposed] = {}
    unknown: list[str] = []
    for raw in text.splitlines()[:LINES_MAX]:
        line = NUMBERED.sub("", raw).strip()[:LINE_MAX]
        if not line or HEADING.match(raw) or any(word in line for word in unseen):
            continue
        name = next((n for n in by_length if n and n in line), None)
        if name is None:
            if NUMBERED.match(raw):
                unknown.append(line)
            continue
        for one in names[name]:
            found.pop(one.person, None)
            found[one.person] = Proposed(
                one.person, name, line, comes=not NO.search(line), unsure=len(names[name]) > 1
            )
    return Chain(list(found.values()), unknown)
