"""What `carenet up` does to its database before it serves, in a process of its own."""

import asyncio
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

from carenet.cli.says import AnswerIsNo
from carenet.core.settings import Settings, load


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
    """The demo county, once; an older one lives on to today. Lines for the person."""
    from carenet.cli.demo import load as load_demo

    try:
        return load_demo(settings)
    except AnswerIsNo:
        return []  # a real installation: there is nothing to show off


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
        greeting.write_text("".join(f"{line}\n" for line in demo(settings)))


if __name__ == "__main__":
    main()
