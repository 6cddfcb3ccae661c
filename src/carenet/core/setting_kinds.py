"""What a setting may be: the shapes that settings share, and the words for them."""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AfterValidator


@dataclass(frozen=True, slots=True)
class Expected:
    """What a setting may be, in words (an English msgid), and whether its value may be shown."""

    words: str
    secret: bool = False


def url(*schemes: str, host: bool = True) -> AfterValidator:
    """A URL of one of these schemes, with a host unless a query says where."""

    def check(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or (host and not (parts.hostname or parts.query)):
            raise ValueError(text)
        return text

    return AfterValidator(check)


def origin(text: str) -> str:
    """A scheme and a host without a path.

    Raises:
        ValueError: it is something else.

    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    if parts.path not in {"", "/"} or parts.username:
        raise ValueError(text)
    return text.rstrip("/")


def networks(text: object) -> object:
    """Networks separated by commas."""
    if isinstance(text, str):
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    return text


def rates(text: object) -> object:
    """Figures by name, as `name=figure` separated by commas."""
    if isinstance(text, str):
        pairs = (part.partition("=") for part in text.split(",") if part.strip())
        return {name.strip(): rate for name, _, rate in pairs}
    return text


def absolute(path: Path) -> Path:
    """A path from the root.

    Raises:
        ValueError: it is a relative one.

    """
    if not path.is_absolute():
        raise ValueError(path)
    return path
