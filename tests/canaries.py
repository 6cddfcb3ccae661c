"""A child's name from outside the reader's reach, in anything that leaves the system, fails the test."""

import base64
import binascii
import html
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus
from zipfile import BadZipFile, ZipFile, is_zipfile

from tests import cast
from tests.cast import CANARIES, One

PATTERN = re.compile("|".join(map(re.escape, CANARIES)))
OFFICERS = {"city", "county", "township", "bureau", "director"}
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def reach_of(one: One | None) -> set[str]:
    """The given names of the children a member of the cast may see at the start of a test."""
    if one is None:
        return set()
    scopes = [scope for role, _, scope in one.duties if role in OFFICERS]
    seen = {c.given for c in cast.CHILDREN if any(c.village.startswith(s) for s in scopes)}
    both, first = {cast.XIAOYU.given, cast.XIAOSHAN.given}, {cast.XIAOYU.given}
    own = {"hong": both, "nai": both, "qin": both, "fang": first, "ping": first, "shu": first}
    return seen | own.get(one.handle, set())


def _in_base64(text: str) -> Iterator[str]:
    for found in BASE64.findall(text):
        plain = found.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(plain + "=" * (-len(plain) % 4))
        except binascii.Error:
            continue
        yield raw.decode("utf-8", "ignore")


def readings(text: str) -> Iterator[str]:
    """A text as it stands, and decoded in every way a name may hide in."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)  # the folded lines of a calendar
    plain = html.unescape(unquote_plus(unfolded))
    yield text
    yield plain
    yield ESCAPED.sub(lambda m: chr(int(m[1], 16)), plain)
    if re.search(r"=[0-9A-F]{2}=", unfolded):
        yield quopri.decodestring(text.encode()).decode("utf-8", "ignore")
    yield from _in_base64(unfolded)


def texts_of(raw: bytes) -> Iterator[str]:
    """The texts in a file: a workbook's parts, else the bytes as UTF-8."""
    if is_zipfile(BytesIO(raw)):
        try:
            with ZipFile(BytesIO(raw)) as packed:
                for name in packed.namelist():
                    yield packed.read(name).decode("utf-8", "ignore")
        except BadZipFile:
            yield raw.decode("utf-8", "ignore")
    else:
        yield raw.decode("utf-8", "ignore")


def names_in(*texts: str) -> set[str]:
    """The canaries' given names in some texts, decoded."""
    return {name for text in texts for seen in readings(text) for name in PATTERN.findall(seen)}


@dataclass
class Canaries:
    """What one reader may see."""

    who: str
    may: set[str]

    @classmethod
    def for_(cls, one: One | None) -> "Canaries":
        return cls(one.handle if one else "a stranger", reach_of(one))

    def allow(self, *names: str) -> None:
        """A test that gives reach says so, by full or given names."""
        self.may |= {found for name in names for found in PATTERN.findall(name)}

    def look(self, where: str, *texts: str) -> None:
        """Fail where a text names a child out of reach."""
        strangers = names_in(*texts) - self.may
        assert not strangers, f"{strangers} reached {self.who} at {where}"

    def check(self, response: Any) -> None:
        """Body and headers, decoded."""
        kind = response.headers.get("content-type", "")
        body = () if kind.startswith(("image/", "font/")) else texts_of(response.content)
        self.look(response.request.url.path, *body, *response.headers.values())
