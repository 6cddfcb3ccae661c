"""A term for many series: made by the worker's own verb, and the same rows in plain SQL."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from _ground import Ground, tomorrow
from _report import ROOT, Row, none_of, of, plain
from _stack import Stack
from _world import VILLAGE

TERM_DAYS = 140
ROLLING_SECONDS_MAX = 600
AIM = 0.2


async def make_series(ground: Ground, many: int) -> list[UUID]:
    """Series that meet twice a week for a term, none of their sessions made."""
    made, first = [uuid4() for _ in range(many)], tomorrow().date() + timedelta(days=1)
    await ground.db.executemany(
        """insert into series (id, centre, village, kind, activity, weekdays, weeks, starts_at, ends_at,
             first_on, last_on, adults_min, adults_max, children_max, drop_in, created_by)
           values ($1, $2, $3, 'activity', 'reading', $4, 'every', '16:30', '17:30', $5, $6, 1, 3, 15, false, $1)""",
        [
            (one, ground.centre, VILLAGE, [n % 5 + 1, (n + 2) % 5 + 1], first, first + timedelta(days=TERM_DAYS - 1))
            for n, one in enumerate(made)
        ],
    )  # fmt: skip
    return made


def rolled(stack: Stack, series: list[UUID]) -> dict[str, float]:
    """Make their sessions as the worker does, in a process of its own."""
    login = {"CARENET_DATABASE_URL": stack.environment["CARENET_WORKER_DATABASE_URL"]}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("_rolling.py"))],
        input="\n".join(map(str, series)), text=True, capture_output=True, cwd=ROOT,
        env={**stack.environment, **login, "PICCOLO_CONF": "carenet.piccolo_conf"},
        timeout=ROLLING_SECONDS_MAX, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"no sessions were made:\n{done.stderr[-2000:]}")
    told: dict[str, float] = json.loads(done.stdout)
    return told


async def bare_sessions(ground: Ground, series: list[UUID], twins: list[UUID]) -> tuple[int, float]:
    """Write the same sessions for other series: how many, and the seconds."""
    columns = [
        r["attname"] for r in await ground.db.fetch(
            """select attname from pg_attribute where attrelid = 'care_sessions'::regclass
               and attnum > 0 and not attisdropped and attgenerated = ''"""
        )
    ]  # fmt: skip
    lots = []
    for one, twin in zip(series, twins, strict=True):
        rows = await ground.db.fetch("select * from care_sessions where series = $1", one)
        new = [{**row, "id": uuid4(), "series": twin} for row in rows]
        lots.append([tuple(row[name] for name in columns) for row in new])
    marks = ", ".join(f"${n + 1}" for n in range(len(columns)))
    sql = f"insert into care_sessions ({', '.join(columns)}) values ({marks})"
    began = time.perf_counter()
    for lot in lots:
        async with ground.db.transaction():
            await ground.db.executemany(sql, lot)
    return sum(map(len, lots)), time.perf_counter() - began


async def term(stack: Stack, ground: Ground, many: int) -> list[Row]:
    """A term for all series."""
    series = await make_series(ground, many + 1)  # the first one warms the process up
    told = await asyncio.to_thread(rolled, stack, series)
    twins = await make_series(ground, many)
    written, seconds = await bare_sessions(ground, series[1:], twins)
    return [
        plain("series given a term", many),
        plain("sessions made", told["sessions"]),
        none_of("sessions made and not there", told["sessions"] - written),
        plain("seconds for all of them", round(told["seconds"], 2), "s"),
        plain("of that CPU of the process that decides", round(told["cpu"], 2), "s"),
        of("sessions made a second", told["sessions"] / told["seconds"], "/s",
           round(written / seconds, 1), at_least=AIM),
    ]  # fmt: skip
