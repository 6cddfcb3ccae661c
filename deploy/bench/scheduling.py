"""make bench-scheduling: sign-ups under contention, feeds of 500 entries, a term for 1,000 series.

Real servers, `carenet up` as it stands. Sign-ups go over HTTP, a crowd at once for half as many
places; the reference tries the same in plain SQL from the same client: hours, place and reminders
in one transaction, on as many connections as the web has. A feed's figures are the web processes'
own CPU clocks; beside them icalendar building the same entries in this process. A term is made by
`roll_out` under the worker's login, one series after the other; the reference writes the same rows
in plain SQL, nothing decided, on one connection too.
"""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drill"))  # stack, people, table

from _contest import WEB_WORKERS, sign_ups
from _full_feed import feeds
from _ground import Ground
from _report import Row, report
from _stack import Stack
from _terms import term

SMALL = os.environ.get("BENCH_SMALL") == "1"
CROWD, CONTESTS = (12, 2) if SMALL else (54, 40)
ENTRIES, ROUNDS, REQUESTS = (40, 2, 3) if SMALL else (500, 7, 10)
SERIES = 6 if SMALL else 1000
SETTINGS = {"CARENET_LOG_LEVEL": "warning", "CARENET_WEB_WORKERS": str(WEB_WORKERS)}


async def measure(stack: Stack) -> list[Row]:
    """All three, one after the other."""
    db = await asyncpg.connect(stack.superuser())
    ground = Ground(db)
    try:
        await ground.open()
        return [
            *await sign_ups(stack, ground, CROWD, CONTESTS),
            *await feeds(stack, ground, ENTRIES, ROUNDS, REQUESTS),
            *await term(stack, ground, SERIES),
        ]
    finally:
        await db.close()


def main() -> int:
    """Start, measure, stop."""
    stack = Stack("http://localhost:9/", SETTINGS)
    try:
        stack.start()
        rows = asyncio.run(measure(stack))
    finally:
        stack.stop()
    return report("scheduling", rows, "bench")


if __name__ == "__main__":
    sys.exit(main())
