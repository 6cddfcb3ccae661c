"""`make bench-where`: where was this child on any night, among 200,000 children with five years of history.

The one query of the child's file (`placements/queries/whereabouts.py`), asked as an officer of the
county under row security, for one night and for all 1,826 nights of five years. The reference, in
the same run on the same connection under the same role, is the child's rows themselves: the five
selects by index that hold them, without any rule. What the query costs above that is the price of
the answer. PostgreSQL's plan must reach every table by an index, or the measurement fails.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from _rows import Rows

COUNTY, VILLAGE = "450226", "450226101201"
YEARS, ASKED = 5, 200
AIMS: Final = {"one night": 3.0, "five years": 40.0}
TABLES: Final = ("placements", "backups", "week_plan_nights", "parent_stays", "carers")
# One home after the other, a cover in each year, a week plan asked anew, the summer with the parents.
HISTORY: Final = (
    """insert into children (id, village, name, sort_key, initials)
       select md5('c' || n)::uuid, $1, 'c' || n, 'c' || n, 'c' from generate_series(1, $2::int) n""",
    """insert into placements (id, child, village, kind, person, planned_from, starts_on, ends_on, began_at, over_at, created_by)
       select md5('p' || n || '-' || h)::uuid, md5('c' || n)::uuid, $1, 'full_care', md5('a')::uuid, x.first, x.first, x.last,
         x.first, x.last, md5('a')::uuid from generate_series(1, $2::int) n, generate_series(0, 1) h
       cross join lateral (select current_date - 1826 + h * 913 as first, case when h = 0 then current_date - 913 end as last) x""",
    """insert into backups (placement, child, village, person, starts_at, ends_at, accepted_at, asked_by, because)
       select md5('p' || n || '-' || y / 3)::uuid, md5('c' || n)::uuid, $1, md5('b')::uuid, t.at, t.at + interval '3 days', t.at,
         md5('a')::uuid, 'x' from generate_series(1, $2::int) n, generate_series(0, 4) y
       cross join lateral (select now() - (1800 - y * 365) * interval '1 day' as at) t""",
    """insert into week_plan_nights (child, village, weekday, night, starts_on, ends_on)
       select md5('c' || n)::uuid, $1, w, case when w < 5 then 'boarding' else 'host' end, current_date - 1826 + v * 913,
         case when v = 0 then current_date - 913 end
       from generate_series(1, $2::int) n, generate_series(1, 7) w, generate_series(0, 1) v""",
    """insert into parent_stays (child, village, place, starts_on, ends_on, returned_on, confirmer, noted_by)
       select md5('c' || n)::uuid, $1, 'x', d.day, d.day + 40, d.day + 40, md5('a')::uuid, md5('a')::uuid
       from generate_series(1, $2::int) n, generate_series(0, 4) y cross join lateral (select current_date - 1700 + y * 365 as day) d""",
    """insert into carers (child, village, person, relation, able, starts_on)
       select md5('c' || n)::uuid, $1, md5('k')::uuid, 'grandmother_p', 'able', current_date - 1826
       from generate_series(1, $2::int) n""",
)  # fmt: skip
ROWS: Final = tuple(f"select * from {table} where child = $1" for table in TABLES)
report = Rows("where")


async def fill(db: Any, children: int) -> None:
    """Write the history past triggers and constraints: this database is thrown away."""
    for table in TABLES:
        await db.execute(f"alter table {table} disable trigger user")
    loose = await db.fetch(
        """select conrelid::regclass::text as t, conname as c from pg_constraint
           where contype in ('f', 'x') and conrelid = any ($1::regclass[])""",
        [*TABLES, "children"],
    )
    for row in loose:
        await db.execute(f'alter table {row["t"]} drop constraint "{row["c"]}"')
    for sql in HISTORY:
        began = time.perf_counter()
        done = await db.execute(sql, VILLAGE, children)
        print(f"{done:<30}{time.perf_counter() - began:>8.1f} s", flush=True)
    await db.execute("analyze")


async def measured(db: Any, sqls: tuple[str, ...], values: list[tuple[Any, ...]]) -> float:
    """The median milliseconds of the statements, over many children."""
    took = []
    for row in values:
        began = time.perf_counter()
        for sql in sqls:
            await db.fetch(sql, *row)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def run(owner: str, url: str, children: int) -> None:
    """Fill, look at the plan, measure."""
    import asyncpg

    from carenet.core import clock
    from carenet.placements.queries.whereabouts import ONE_NIGHT

    filling = await asyncpg.connect(owner)
    await fill(filling, children)
    rows = sum([await filling.fetchval(f"select count(*) from {t}") for t in TABLES])
    await filling.close()
    report.add("children", children, "")
    report.add("rows of their history", rows, "")
    db = await asyncpg.connect(url)
    try:
        await db.execute("set role carenet_officer")
        await db.execute("select set_config('app.lo', $1, false), set_config('app.hi', $1 || '~', false)", COUNTY)  # fmt: skip
        ids = await db.fetch(
            "select id from children where village = $1 order by md5(id::text) limit $2", VILLAGE, ASKED
        )  # fmt: skip
        today = clock.today()
        first = await db.fetchval("select current_date - 1825")
        plan = "\n".join(r[0] for r in await db.fetch(f"explain {ONE_NIGHT}", ids[0]["id"], first, today, today))  # fmt: skip
        scanned = [t for t in TABLES if f"Seq Scan on {t}" in plan]
        report.add("tables read without an index", len(scanned), "", aim="0")
        one = [(r["id"], today, today, today) for r in ids]
        five = [(r["id"], first, today, today) for r in ids]
        await measured(db, (ONE_NIGHT,), one[:20])
        reference = await measured(db, ROWS, [(r["id"],) for r in ids])
        for what, values in (("one night", one), ("five years", five)):
            took = await measured(db, (ONE_NIGHT,), values)
            report.add(
                what, round(took, 3), "ms", round(reference, 3), f"ratio at most {AIMS[what]}"
            )
        nights = len(await db.fetch(ONE_NIGHT, *five[0]))
        report.add("nights answered at once", nights, "")
    finally:
        await db.close()
    report.write()
    if scanned:
        raise SystemExit(f"read without an index: {', '.join(scanned)}")


def main() -> int:
    """Start servers of our own, fill, measure, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=200_000)
    children = parser.parse_args().children
    from carenet.cli.servers import reachable

    given = os.environ.get("CARENET_DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="carenet-bench-", dir=given) as folder:
        Path(folder).chmod(0o755)
        os.environ["CARENET_DATA_DIR"] = folder
        with reachable() as settings:
            from carenet.cli.prepare import migrate, migration_url, roles

            roles(settings)
            migrate(settings)
            asyncio.run(run(migration_url(settings), settings.database_url, children))
    return 0


if __name__ == "__main__":
    sys.exit(main())
