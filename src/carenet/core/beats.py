"""Heartbeats: each loop says that it finished a turn; silence is noticed."""

import json
from datetime import datetime
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import definer, transaction

SILENT_AFTER_TURNS: Final = 20
SILENT_SECONDS_MIN: Final = 60
LADDERS: Final = "ladders"
"""How the engine that climbs is called among the loops."""
CLIMB_SECONDS: Final = 6
"""Twenty such turns are two minutes: a step later than that is a fault."""
# An engine that beats and yet leaves steps undone is as silent as one that is gone: it is taken to
# have turned last when its most overdue step was due.
LOOPS: Final = """
select name::text, beat_at, every_seconds from heartbeats
union all select $2::text, $1::timestamptz - app.climbs_late($1) * interval '1 second', $3::int
order by 1"""


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


def is_starting(every_seconds: int, began: datetime, now: datetime) -> bool:
    """After a standstill all are late: is a loop still within its first turn, a minute at least?"""
    return (now - began).total_seconds() <= max(SILENT_SECONDS_MIN, every_seconds)


async def silent_loops(now: datetime, began: datetime | None = None) -> list[str]:
    """The loops that have missed too many turns, in alphabetical order.

    Args:
        now: this moment.
        began: when the product was started; those that are in their first turn since are not counted.

    """
    rows = await definer(LOOPS, now, LADDERS, CLIMB_SECONDS)
    return [
        r["name"]
        for r in rows
        if is_silent(r["beat_at"], r["every_seconds"], now)
        and not (began and is_starting(r["every_seconds"], began, now))
    ]
