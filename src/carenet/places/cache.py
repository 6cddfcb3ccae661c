"""Names of divisions and offices, kept in memory: they change rarely and every page shows them."""

import time
from bisect import bisect_left
from typing import Final
from uuid import UUID

from carenet.core.database import definer

KEEP_SECONDS: Final = 600
_names: dict[str, str] = {}
_codes: dict[str, list[str]] = {}
_offices: dict[UUID, str] = {}
_loaded_at = 0.0


async def load_names() -> None:
    """Read all names again if the last reading is old; called by every request, nearly free."""
    global _names, _codes, _offices, _loaded_at  # noqa: PLW0603  one cache a process
    if _names and time.monotonic() - _loaded_at < KEEP_SECONDS:
        return
    rows = await definer("select code, name, level from divisions")
    offices = await definer("select id, name from organisations")
    _names = {r["code"]: r["name"] for r in rows}
    codes: dict[str, list[str]] = {}
    for row in rows:
        codes.setdefault(row["level"], []).append(row["code"])
    _codes = {level: sorted(found) for level, found in codes.items()}
    _offices = {r["id"]: r["name"] for r in offices}
    _loaded_at = time.monotonic()


def forget_names() -> None:
    """Read them anew at the next request: a list of places was imported."""
    global _loaded_at  # noqa: PLW0603  one cache a process
    _loaded_at = 0.0
    _names.clear()


def name_of(code: str) -> str:
    """A division's name, or its code while it has none."""
    return _names.get(code) or _names.get(code.ljust(12, "0"), code)


def codes_within(lo: str, hi: str, level: str) -> list[str]:
    """The codes of one level from lo on and below hi, in order."""
    codes = _codes.get(level, [])
    return codes[bisect_left(codes, lo) : bisect_left(codes, hi)]


def office_name(office: UUID | None) -> str:
    """An office's name; empty where there is none."""
    return _offices.get(office, "") if office else ""
