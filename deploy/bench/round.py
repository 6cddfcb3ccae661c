"""`make bench-round`: a round of 10,000 children through the database and the pages.

The demo county's children and proxy parents are copied until there are enough; then the job that
the solver worker runs is run, and each part of it is timed on its own: reading, putting pairs
together, solving, looking for remedies, wording the lines, writing. Then the CPU of the round's pages.

`python deploy/bench/round.py [--children 10000]`: a table, and the rows in var/bench/round.json.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

ROUNDS = 15
HELPERS_PER_CHILD = 1 / 4
PAGE_KIB_MAX = 400
OUT = Path("var/bench/round.json")
ADDED = """insert into {table} ({columns}) select {values} from {table} x join copies c on c.old = x.{key}"""


async def copied(db: Any, table: str, key: str, **fresh: str) -> None:
    """Copy rows of the originals in `copies`: `key` becomes the new id, `fresh` names own values."""
    names = [
        r["attname"]
        for r in await db.fetch(
            """select attname from pg_attribute where attrelid = $1::regclass and attnum > 0
                 and not attisdropped and attgenerated = ''""",
            table,
        )
    ]
    values = {name: f"x.{name}" for name in names}
    if "id" in values:
        values["id"] = "uuidv7()"
    values |= {key: "c.new", **fresh}
    sql = ADDED.format(
        table=table, columns=", ".join(values), values=", ".join(values.values()), key=key
    )
    await db.execute(sql)


async def enlarge(url: str, wanted: int) -> None:
    """Copies of children, each with a need, and of cleared proxy parents."""
    db = await asyncpg.connect(
        url, server_settings={"role": "carenet_migrator", "statement_timeout": "0"}
    )
    try:
        async with db.transaction():
            await db.execute("create temporary table copies (old uuid, new uuid)")
            there = await db.fetchval("select count(*) from children where left_on is null")
            await db.execute(
                """insert into copies select id, uuidv7() from children, generate_series(1, $1)
                   where left_on is null limit $2""",
                -(-wanted // there), wanted,
            )  # fmt: skip
            await copied(db, "children", "id")
            await db.execute(
                """insert into needs (id, child, village, service, tier, reasons, opened_on, rule)
                   select uuidv7(), x.id, x.village, 'proxy_parent',
                     case when n % 20 = 0 then 0 when n % 20 < 4 then 1 when n % 20 < 11 then 2 else 3 end,
                     '[]', current_date - 1, 'bench'
                   from (select y.id, y.village, row_number() over (order by y.id) as n
                         from children y join copies c on c.new = y.id) x"""
            )
            await db.execute("truncate copies")
            helpers = round(wanted * HELPERS_PER_CHILD)
            await db.execute(
                """insert into copies select p.person, uuidv7() from proxy_parents p
                   join cleared_spans s on s.person = p.person and s.tier = 'cleared'
                     and s.starts_on <= current_date and s.ends_on > current_date,
                   generate_series(1, 2000) where p.left_on is null limit $1""",
                helpers,
            )
            await copied(db, "people", "id")
            for table in ("proxy_parents", "cleared_spans", "person_languages"):
                await copied(db, table, "person")
        await db.execute("analyze")
    finally:
        await db.close()


class Clock:
    """Seconds by part, and seconds of CPU in them, measured around the job's own functions."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def around(self, module: Any, name: str, part: str) -> None:
        """Time a function of a module as this part."""
        real = getattr(module, name)

        def plain(*args: Any, **values: Any) -> Any:
            began = time.perf_counter(), time.process_time()
            try:
                return real(*args, **values)
            finally:
                self._add(part, *began)

        async def waiting(*args: Any, **values: Any) -> Any:
            began = time.perf_counter(), time.process_time()
            try:
                return await real(*args, **values)
            finally:
                self._add(part, *began)

        setattr(module, name, waiting if asyncio.iscoroutinefunction(real) else plain)

    def _add(self, part: str, began: float, cpu: float) -> None:
        self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - began
        self.cpu[part] = self.cpu.get(part, 0) + time.process_time() - cpu


def clocked_job() -> Clock:
    """A clock around every part of the solver's job."""
    from carenet.matching.pairing.making import Made
    from carenet.matching.services import saving, solving

    clocked = Clock()
    clocked.around(solving, "_read", "read")
    clocked.around(solving, "make", "candidates")
    clocked.around(Made, "solve", "solve, proven over all pairs")
    clocked.around(solving, "remedies", "remedies, each solved again")
    clocked.around(solving, "prices_ahead", "prices for who may come")
    clocked.around(solving, "_beside", "beside: today, first come, by hand")
    clocked.around(saving, "verdicts", "words of every line")
    clocked.around(solving, "save", "write, words included")
    return clocked


async def run(say: Callable[[str, float, str], None]) -> None:
    """Open, solve and look at one round."""
    from carenet.accounts.entry import actor_for
    from carenet.accounts.services import account_for, open_sign_in
    from carenet.app import create_app
    from carenet.core import clock
    from carenet.core.database import reading
    from carenet.matching.rules import Service
    from carenet.matching.services import open_round, solving, start_round

    app = create_app()
    async with app.lifespan():
        found = await account_for("county")
        if found is None:
            raise SystemExit("the demo is not there")
        token = await open_sign_in(found.id, factors=2, device="bench")
        actor = await actor_for(token)
        clocked = clocked_job()
        began = time.perf_counter()
        division = f"{actor.lo[:6]}000000"
        round_ = await open_round("bench", Service.PROXY_PARENT, division, clock.today(), by=actor)
        say("open the round, needs by rule", time.perf_counter() - began, "s")
        at = f"/matching/rounds/{round_}"
        await pages(app, token, at, "", say, "before it runs")
        task = await start_round(round_, by=actor)
        began = time.perf_counter()
        if await solving.solve_round(task, by=actor) != "done":
            raise SystemExit("the round was not solved")
        whole = time.perf_counter() - began
        for part, seconds in clocked.seconds.items():
            say(part, seconds, f"s ({clocked.cpu[part]:.2f} s CPU)")
        say("the whole job", whole, "s")
        async with reading(actor) as db:
            problem = await db.fetchval("select problem from tasks where id = $1", task)
            if problem:
                raise SystemExit(f"the round was not solved: {problem}")
            summary = await db.fetchval("select summary from matching_rounds where id = $1", round_)
        say("children in the round", summary["children"], "")
        say("children with somebody", summary["placed"], "")
        for tier, count in sorted(summary["unmatched"].items()):
            say(f"tier {int(tier) + 1} without anybody", count["value"], f"bound {count['bound']}")
        for path in ("", "?page=100", f"?village={division[:9]}201", "?state=draft"):
            await pages(app, token, at, path, say)
        async with reading(actor) as db:
            line = await db.fetchval("select id from proposals where round = $1 limit 1", round_)
        await pages(app, token, f"/matching/proposals/{line}", "", say, "one line")
        await pages(app, token, "/matching/rounds", "", say, "the list of rounds")
    say("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


async def pages(
    app: Any,
    token: str,
    path: str,
    query: str,
    say: Callable[[str, float, str], None],
    called: str = "",
) -> None:
    """CPU of the application, milliseconds until the answer, and size of a page."""
    import httpx

    headers = {"cookie": f"__Host-cn={token}", "accept-language": "zh-CN"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers=headers
    ) as client:
        cpu, whole = [], []
        for _ in range(ROUNDS):
            began, stood = time.process_time(), time.perf_counter()
            answer = await client.get(path + query)
            cpu.append((time.process_time() - began) * 1000)
            whole.append((time.perf_counter() - stood) * 1000)
        answer.raise_for_status()
    what = called or query or "first page"
    answered = f"ms CPU, answered in {statistics.median(whole):,.0f} ms"
    say(f"the round's page, {what}", statistics.median(cpu), answered)
    size = len(answer.content) / 1024
    say(f"the round's page, {what}, size", size, f"KiB, at most {PAGE_KIB_MAX}")
    if size > PAGE_KIB_MAX:
        raise SystemExit("a page is not bounded")


def main() -> int:
    """Start servers, load and enlarge the demo, run, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=10_000)
    wanted = parser.parse_args().children
    rows: list[dict[str, Any]] = []

    def say(what: str, value: float, unit: str) -> None:
        rows.append({"what": what, "value": round(value, 2), "unit": unit})
        print(f"{what:<52}{value:>12,.2f} {unit}", flush=True)

    from carenet.cli.servers import reachable

    given = os.environ.get("CARENET_DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="carenet-bench-", dir=given) as folder:
        Path(folder).chmod(0o755)
        os.environ["CARENET_DATA_DIR"] = folder
        with reachable() as settings:
            from carenet.cli.demo import load
            from carenet.cli.prepare import migrate, migration_url, roles

            roles(settings)
            migrate(settings)
            load(settings)
            os.environ["PICCOLO_CONF"] = "carenet.piccolo_conf"
            asyncio.run(enlarge(migration_url(settings), wanted))
            asyncio.run(run(say))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"rows": rows}, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
