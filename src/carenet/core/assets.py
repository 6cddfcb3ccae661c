"""Static files under names that hold their content's hash, so that browsers may keep them for ever."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file in memory: small, few, and asked for all the time."""

    body: bytes
    packed: bytes
    kind: str
    hash: str


@lru_cache
def assets() -> dict[str, Asset]:
    """All static files by name."""
    found = {}
    for path in sorted(STATIC.iterdir()):
        if path.suffix in KINDS and path.name != "VENDOR.json":
            body = path.read_bytes()
            found[path.name] = Asset(
                body,
                gzip.compress(body, 9, mtime=0),
                KINDS[path.suffix],
                hashlib.sha256(body).hexdigest()[:12],
            )
    return found


def asset(name: str) -> str:
    """The address of a static file.

    Raises:
        KeyError: there is no such file.

    """
    return f"/static/{assets()[name].hash}/{name}"
