"""`carenet doctor`: does everything stand as it should."""

import asyncio
import importlib.util
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

import asyncpg
import click
import redis
import redis.asyncio

from carenet.cli.says import N_, AnswerIsNo, show_json, told
from carenet.cli.servers import reachable
from carenet.cli.worker import QUEUES
from carenet.core.settings import Settings

ANSWER_SECONDS_MAX = 10
POSTGRES_MAJOR_MIN = 18
SPARE_CONNECTIONS = 10
"""Left for the migrator, backups, this command and whoever looks in by hand."""
LOOPS = ("main.tick", "solver.alive", "documents.alive")
TOO_MIGHTY = """
select r.rolsuper or r.rolbypassrls or exists (select from pg_class c where c.relowner = r.oid)
from pg_roles r where r.rolname = current_user"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    well: bool
    words: str


Look = Callable[[Settings], Awaitable[list[Finding]]]


@click.command(help=N_("Look whether everything stands as it should."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the facts as JSON."))
def doctor(*, as_json: bool) -> None:
    with reachable() as settings:
        findings = asyncio.run(examine(settings))
    if as_json:
        show_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            mark = told(N_("well")) if finding.well else told(N_("BAD"))
            print(f"{mark:6} {finding.what:28} {finding.words}")
    bad = sum(not finding.well for finding in findings)
    if bad:
        raise AnswerIsNo(told(N_("%(count)s things need looking at."), count=bad))


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything, whatever the first looks found."""
    findings = [time_zones(), fonts()]
    looks: list[tuple[str, Look]] = [
        (told(N_("database")), database),
        (told(N_("workers' role")), workers_role),
        ("Valkey", valkey),
    ]
    for what, look in looks:
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                findings += await look(settings)
        except (OSError, TimeoutError, asyncpg.PostgresError, redis.RedisError) as wrong:
            findings.append(Finding(what, well=False, words=str(wrong) or type(wrong).__name__))
    return findings


def time_zones() -> Finding:
    """Minimal systems have no time zones; the package tzdata brings them."""
    from carenet.core.clock import check_time_zones

    try:
        check_time_zones()
    except (RuntimeError, KeyError) as wrong:
        return Finding(told(N_("time zones")), well=False, words=str(wrong))
    return Finding(told(N_("time zones")), well=True, words="Asia/Shanghai")


def fonts() -> Finding:
    """Printed papers are set in the fonts of one package, not in the system's."""
    there = importlib.util.find_spec("pylopdf_fonts_zh_cn") is not None
    words = "Noto Sans SC, Noto Serif SC" if there else told(N_("pylopdf-fonts-zh-cn is missing"))
    return Finding(told(N_("fonts")), well=there, words=words)


async def database(settings: Settings) -> list[Finding]:
    """Version, the application's role, connections, migrations and heartbeats."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        major = connection.get_server_version().major
        return [
            Finding(told(N_("database")), major >= POSTGRES_MAJOR_MIN, f"PostgreSQL {major}"),
            await role(connection, told(N_("application's role"))),
            await connections(connection, settings),
            await migrations(connection),
            *await heartbeats(connection),
        ]
    finally:
        await connection.close()


async def workers_role(settings: Settings) -> list[Finding]:
    """The workers' role, where it is another one."""
    if settings.worker_database_url is None:
        return []
    connection = await asyncpg.connect(settings.worker_database_url)
    try:
        return [await role(connection, told(N_("workers' role")))]
    finally:
        await connection.close()


async def role(connection: asyncpg.Connection, what: str) -> Finding:
    """Row-level security holds only for who is neither superuser nor owner."""
    name = await connection.fetchval("select current_user")
    if await connection.fetchval(TOO_MIGHTY):
        words = told(N_("%(name)s is a superuser, an owner or above row security"), name=name)
        return Finding(what, well=False, words=words)
    return Finding(what, well=True, words=str(name))


async def connections(connection: asyncpg.Connection, settings: Settings) -> Finding:
    """What all pools take at most, beside what the server allows."""
    from carenet.core.database import POOL_MAX

    most = int(await connection.fetchval("show max_connections"))
    ours = POOL_MAX["web"] * settings.web_workers + sum(POOL_MAX[queue] for queue in QUEUES)
    words = told(
        N_("%(ours)s at most (web %(web)s × %(processes)s), the server allows %(most)s"),
        ours=ours, web=POOL_MAX["web"], processes=settings.web_workers, most=most,
    )  # fmt: skip
    return Finding(told(N_("connections")), ours + SPARE_CONNECTIONS <= most, words)


async def migrations(connection: asyncpg.Connection) -> Finding:
    """Whether the tables are this program's."""
    from carenet.core.migrate import missing_migrations

    what = told(N_("migrations"))
    if not await connection.fetchval("select to_regclass('public.migration') is not null"):
        return Finding(what, well=False, words=told(N_("none ran; run `carenet migrate`")))
    done = {row["name"] for row in await connection.fetch("select name from migration")}
    missing = missing_migrations(done)
    if missing:
        words = told(N_("%(count)s are missing; run `carenet migrate`"), count=len(missing))
        return Finding(what, well=False, words=words)
    return Finding(what, well=True, words=told(N_("%(count)s, none missing"), count=len(done)))


async def heartbeats(connection: asyncpg.Connection) -> list[Finding]:
    """When each loop last finished a turn."""
    from carenet.core import beats, clock

    if not await connection.fetchval("select to_regclass('public.heartbeats') is not null"):
        return []
    rows = await connection.fetch("select name, beat_at, every_seconds from heartbeats")
    found = {row["name"]: row for row in rows}
    findings = []
    for name in dict.fromkeys((*LOOPS, *sorted(found))):
        if name not in found:
            findings.append(Finding(name, well=False, words=told(N_("never ran"))))
            continue
        row, now = found[name], clock.now()
        ago = int((now - row["beat_at"]).total_seconds())
        silent = beats.is_silent(row["beat_at"], row["every_seconds"], now)
        findings.append(Finding(name, not silent, told(N_("%(ago)s s ago"), ago=ago)))
    return findings


async def valkey(settings: Settings) -> list[Finding]:
    """Whether it answers, and keeps jobs rather than dropping them when it is full."""
    client = redis.asyncio.Redis.from_url(str(settings.redis_url), decode_responses=True)
    try:
        policy = (await client.config_get("maxmemory-policy"))["maxmemory-policy"]
    finally:
        await client.aclose()
    return [Finding("Valkey", policy == "noeviction", f"maxmemory-policy {policy}")]
