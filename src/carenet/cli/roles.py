"""`carenet roles`: the database roles, made once by a superuser."""

import asyncio
import os

import click

from carenet.cli.says import N_, Trouble, say, told
from carenet.cli.servers import reachable, superuser_url
from carenet.core.settings import load


@click.command(help=N_("Make the database roles and btree_gist. May be run again at any time."))
@click.option("--sql", is_flag=True, help=N_("Print the statements instead of running them."))
@click.option(
    "--superuser-url", "given", envvar="PGSUPERUSER_URL", help=N_("A superuser's database URL.")
)
def roles(*, sql: bool, given: str | None) -> None:
    from carenet.core.roles import ROLES_SQL, ensure_roles

    if sql:
        print(ROLES_SQL)
        return
    url = given or superuser_url(load(os.environ))
    if url is None:
        raise Trouble(
            told(
                N_(
                    "Give a superuser's URL with --superuser-url, or have the output of"
                    " `carenet roles --sql` run by one."
                )
            )
        )
    if given:
        asyncio.run(ensure_roles(url))
    else:
        with reachable():
            asyncio.run(ensure_roles(url))
    say(N_("The database roles are in place."))
