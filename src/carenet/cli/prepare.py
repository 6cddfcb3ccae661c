"""What `carenet up` does to its database before it serves, in a process of its own."""

import asyncio
import os
import sys
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from carenet.cli.says import N_, told
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
    """The demo county, once; afterwards its dates are moved to today. Lines for the person."""
    del settings
    if find_spec("carenet.demo.load") is None:
        return [told(N_("The demo county is not part of this installation."))]
    lines: list[str] = asyncio.run(import_module("carenet.demo.load").load_once())
    return lines


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
