"""`carenet migrate`: brings the database's tables up to this version."""

import asyncio

import click

from carenet.cli.says import N_, Trouble, say, told
from carenet.cli.servers import reachable


@click.command(help=N_("Bring the tables up to this version, as the migrator role."))
def migrate() -> None:
    with reachable() as settings:
        from carenet.core.migrate import migrate as run

        if settings.migration_database_url is None:
            raise Trouble(told(N_("CARENET_MIGRATION_DATABASE_URL is not set.")))
        asyncio.run(run(settings.migration_database_url))
    say(N_("The tables are up to date."))
