"""A process that makes the sessions of series as the worker does after the calendar changed.

Its own process, because it logs in as the worker and one process has one pool. Reads the ids of the
series from standard input, one a line; prints how long it took and how many sessions it made.
"""

import asyncio
import json
import sys
import time
from uuid import UUID

from carenet.core import database
from carenet.core.actors import worker
from carenet.scheduling.services.series import roll_out


async def rolled(series: list[UUID]) -> dict[str, float]:
    """Make the sessions of all these series, one transaction each; seconds and sessions made."""
    await database.connect("main")
    by = worker("bench")
    try:
        await roll_out(series[0], by=by)  # statements prepared, as in a running worker
        began, cpu = time.perf_counter(), time.process_time()
        made = [len((await roll_out(one, by=by)).new) for one in series[1:]]
        return {
            "seconds": time.perf_counter() - began,
            "cpu": time.process_time() - cpu,
            "sessions": sum(made),
        }
    finally:
        await database.disconnect()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(rolled([UUID(line.strip()) for line in sys.stdin]))))
