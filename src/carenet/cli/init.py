"""`carenet init`: the two administrators of a real installation, by one-time links; no default password."""

import asyncio
from datetime import timedelta

import click

from carenet.cli.says import N_, AnswerIsNo, Trouble, say, told
from carenet.cli.servers import migration_url, reachable

LINK_HOURS = 24


async def begin(url: str, names: tuple[str, str], division: str) -> tuple[str, str] | None:
    """Load what ships and make the two administrators; None if there is an account already."""
    from carenet.cli.founding import found_administrators
    from carenet.places.founding import load_shipped

    await load_shipped(url)
    return await found_administrators(url, names, division, lasts=timedelta(hours=LINK_HOURS))


@click.command(
    help=N_("Set up a fresh installation; prints a one-time link for each of two administrators.")
)
@click.option("--system", prompt=True, help=N_("The system administrator's name."))
@click.option(
    "--security", prompt=True, help=N_("The security administrator's name: another person.")
)
@click.option(
    "--division", default="4502", help=N_("The code of the county or city that is served.")
)
def init(system: str, security: str, division: str) -> None:
    """Set up a fresh installation; prints a one-time link for each of two administrators."""
    names = (system.strip(), security.strip())
    if not all(names) or names[0] == names[1]:
        raise Trouble(told(N_("Two people are needed: what one proposes, the other approves.")))
    with reachable() as settings:
        url = migration_url(settings)
        if not division.isdigit() or len(division) not in (4, 6):
            raise Trouble(told(N_("A city's code has 4 digits, a county's 6.")))
        tokens = asyncio.run(begin(url, names, division))
        if tokens is None:
            raise AnswerIsNo(told(N_("There are accounts already; use carenet sign-in-link.")))
        say(N_("Each link opens once, within 24 hours. Give it to that person alone."))
        for name, token in zip(names, tokens, strict=True):
            say(
                N_("%(name)s: %(url)s"),
                name=name,
                url=f"{settings.public_url}/sign-in/link/{token}",
            )
