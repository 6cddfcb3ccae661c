"""Heartbeats: each loop says that it finished a turn; silence is noticed."""

import json
from datetime import datetime
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import transaction

SILENT_AFTER_TURNS: Final = 20
SILENT_SECONDS_MIN: Final = 60


async def beat(
    name: str, every_seconds: int, *, by: Actor, now: datetime, late_ms: int = 0, **detail: Any
) -> None:
    """Write that a loop finished a turn just now."""
    async with transaction(by) as db:
        await db.execute(
            """insert into heartbeats (name, beat_at, every_seconds, late_ms, detail)
               values ($1, $2, $3, $4, $5)
               on conflict (name) do update set beat_at = excluded.beat_at, late_ms = excluded.late_ms,
                 every_seconds = excluded.every_seconds, detail = excluded.detail""",
            name,
            now,
            every_seconds,
            late_ms,
            json.dumps(detail) if detail else None,
        )


def is_silent(beat_at: datetime, every_seconds: int, now: datetime) -> bool:
    """Has a loop missed so many turns that somebody should look?"""
    patience = max(SILENT_SECONDS_MIN, every_seconds * SILENT_AFTER_TURNS)
    return (now - beat_at).total_seconds() > patience
