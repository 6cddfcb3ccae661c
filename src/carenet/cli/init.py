"""`carenet init`: the first account of a real installation, by a one-time link; no default password."""

import asyncio
from datetime import timedelta

import click

from carenet.cli.says import N_, AnswerIsNo, Trouble, say, told
from carenet.cli.servers import migration_url, reachable

LINK_HOURS = 24


async def begin(url: str, name: str, division: str) -> str | None:
    """Load what ships and make the first administrator; None if there is an account already."""
    from carenet.cli.founding import found_administrator
    from carenet.places.founding import load_shipped

    await load_shipped(url)
    return await found_administrator(url, name, division, lasts=timedelta(hours=LINK_HOURS))


@click.command()
@click.option("--name", prompt=True, help="The first administrator's name.")
@click.option("--division", default="4502", help="The code of the county or city that is served.")
def init(name: str, division: str) -> None:
    """Set up a fresh installation; prints a one-time link for the first administrator."""
    with reachable() as settings:
        url = migration_url(settings)
        if not division.isdigit() or len(division) not in (4, 6):
            raise Trouble(told(N_("A city's code has 4 digits, a county's 6.")))
        token = asyncio.run(begin(url, name, division))
        if token is None:
            raise AnswerIsNo(told(N_("There are accounts already; use carenet sign-in-link.")))
        say(
            N_("Opens once, within 24 hours: %(url)s"),
            url=f"{settings.public_url}/sign-in/link/{token}",
        )
