"""Loads the divisions that ship and the calendar of the years around now; may be run again."""

import asyncpg

from carenet.core import clock
from carenet.places.calendar_seed import calendar_days
from carenet.places.divisions import shipped_divisions

YEARS_BACK, YEARS_AHEAD = 1, 1


async def load_shipped(url: str) -> None:
    """Write what is not there yet, as carenet_owner.

    Args:
        url: the database as carenet_migrator.

    """
    connection = await asyncpg.connect(url, server_settings={"role": "carenet_owner"})
    try:
        async with connection.transaction():
            await connection.executemany(
                """insert into divisions (code, name, level, kind, parent)
                   values ($1, $2, $3, $4, $5) on conflict (code) do nothing""",
                [
                    (r.code, r.name, str(r.level), str(r.kind), r.parent)
                    for r in shipped_divisions()
                ],
            )
            this = clock.today().year
            for year in range(this - YEARS_BACK, this + YEARS_AHEAD + 1):
                await _load_year(connection, year)
    finally:
        await connection.close()


async def _load_year(connection: asyncpg.Connection, year: int) -> None:
    there = await connection.fetchval(
        "select exists (select from calendar_days where extract(year from day) = $1)", year
    )
    if there:  # lunar-python takes about a second a year
        return
    await connection.executemany(
        """insert into calendar_days (day, kind, name, lunar, solar_term, source, confirmed)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (day) do nothing""",
        [
            (d.day, str(d.kind), d.name, d.lunar, d.solar_term, d.source, d.confirmed)
            for d in calendar_days(year)
        ],
    )
