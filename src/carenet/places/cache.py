"""Names of divisions, kept in memory: they change once in years and every page shows them."""

import time
from typing import Final

from carenet.core.database import definer

KEEP_SECONDS: Final = 600
_names: dict[str, str] = {}
_loaded_at = 0.0


async def load_names() -> None:
    """Read all names again if the last reading is old."""
    global _names, _loaded_at
    if _names and time.monotonic() - _loaded_at < KEEP_SECONDS:
        return
    rows = await definer("select code, name from divisions")
    _names, _loaded_at = {r["code"]: r["name"] for r in rows}, time.monotonic()


def name_of(code: str) -> str:
    """A division's name, or its code while it has none."""
    return _names.get(code) or _names.get(code.ljust(12, "0"), code)
