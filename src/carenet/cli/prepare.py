"""What `carenet up` does to its database before it serves, in a process of its own."""

import asyncio
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

import asyncpg

from carenet.cli.says import AnswerIsNo, Trouble, complain
from carenet.cli.servers import migration_url
from carenet.core.settings import Settings, load

REAL = """
select (exists (select from accounts) or exists (select from links))
  and not exists (select from installations where demo)"""
"""`carenet init` leaves a link, and its first use an account."""


def roles(settings: Settings) -> None:
    """The database roles, as the bootstrap superuser of the embedded server."""
    from carenet.core.embedded import postgres
    from carenet.core.roles import ensure_roles

    asyncio.run(ensure_roles(postgres.url(settings.data_dir, "carenet")))


def migrate(settings: Settings) -> None:
    """The tables, as the migrator; Piccolo's own words go to a log."""
    from carenet.core.migrate import migrate as run

    if settings.migration_database_url is None:
        return
    log = settings.data_dir / "log" / "migrate.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with log.open("a") as file, redirect_stdout(file):
        asyncio.run(run(settings.migration_database_url))


def demo(settings: Settings) -> list[str]:
    """The demo county, once; an older one lives on to today. Lines for the person.

    A real installation is left alone: one with children, and one that is only being set up.
    """
    from carenet.cli.demo import load as load_demo

    if asyncio.run(_is_real(migration_url(settings))):
        return []
    try:
        return load_demo(settings)
    except AnswerIsNo:
        return []  # a real installation: there is nothing to show off


async def _is_real(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval(REAL))
    finally:
        await connection.close()


def main() -> None:
    """`FILE STEP…`: run the steps in that order and leave the lines to be said in FILE."""
    settings = load(os.environ)
    greeting, steps = Path(sys.argv[1]), sys.argv[2:]
    greeting.unlink(missing_ok=True)
    if "roles" in steps:
        roles(settings)
    if "migrate" in steps:
        migrate(settings)
    if "demo" in steps:
        try:
            greeting.write_text("".join(f"{line}\n" for line in demo(settings)))
        except Trouble as trouble:
            complain(str(trouble))
            sys.exit(trouble.code)


if __name__ == "__main__":
    main()
