"""A child's name from outside the reader's reach, in anything that leaves the system, fails the test."""

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests import cast
from tests.cast import CANARIES, One

PATTERN = re.compile("|".join(map(re.escape, CANARIES)))
OFFICERS = {"city", "county", "township", "bureau", "director"}


def reach_of(one: One | None) -> set[str]:
    """The names of the children a member of the cast may see at the start of a test."""
    if one is None:
        return set()
    scopes = [scope for role, _, scope in one.duties if role in OFFICERS]
    seen = {c.name for c in cast.CHILDREN if any(c.village.startswith(s) for s in scopes)}
    both, first = {cast.XIAOYU.name, cast.XIAOSHAN.name}, {cast.XIAOYU.name}
    own = {"hong": both, "nai": both, "qin": both, "fang": first, "ping": first, "shu": first}
    return seen | own.get(one.handle, set())


@dataclass
class Canaries:
    """What one reader may see."""

    who: str
    may: set[str]

    @classmethod
    def for_(cls, one: One | None) -> "Canaries":
        return cls(one.handle if one else "a stranger", reach_of(one))

    def allow(self, *names: str) -> None:
        """A test that gives reach says so."""
        self.may |= set(names)

    def check(self, response: Any) -> None:
        """Body and headers, decoded."""
        text = response.text if "image" not in response.headers.get("content-type", "") else ""
        for raw in (text, *response.headers.values()):
            seen = html.unescape(unquote(raw))
            if "\\u" in seen:
                seen += seen.encode().decode("unicode_escape", "ignore")
            strangers = set(PATTERN.findall(seen)) - self.may
            assert not strangers, f"{strangers} reached {self.who} at {response.request.url.path}"
