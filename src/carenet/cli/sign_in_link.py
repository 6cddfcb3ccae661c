"""`carenet sign-in-link PERSON`: a one-time way in, written in the trail."""

import asyncio
import os

import click

from carenet.cli.says import N_, AnswerIsNo, say, show_json, told
from carenet.cli.servers import reachable

MINUTES = 30


async def make(handle: str, public_url: str) -> str | None:
    """The address of a fresh link for an account, or None if there is no such account."""
    from carenet.accounts.services import account_for, link_for
    from carenet.core import database

    await database.connect("cli")
    try:
        found = await account_for(handle)
        if found is None:
            return None
        token = await link_for(found.id)
    finally:
        await database.disconnect()
    return f"{public_url}/sign-in/link/{token}"


@click.command("sign-in-link")
@click.argument("person")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON.")
def sign_in_link(person: str, *, as_json: bool) -> None:
    """Print a one-time link that signs PERSON in; PERSON is a handle or a mobile number."""
    with reachable() as settings:
        state = running_url(str(settings.data_dir)) or settings.public_url
        url = asyncio.run(make(person, state))
    if url is None:
        raise AnswerIsNo(told(N_("Nobody here is called %(person)s."), person=person))
    if as_json:
        show_json({"person": person, "url": url, "minutes": MINUTES})
    else:
        say(N_("Opens once, within %(minutes)s minutes: %(url)s"), minutes=MINUTES, url=url)


def running_url(root: str) -> str | None:
    """Where a running `carenet up` on this data answers; it may have taken another port."""
    import json
    from pathlib import Path

    if "CARENET_PUBLIC_URL" in os.environ:
        return None
    try:
        url: str | None = json.loads((Path(root) / "run.json").read_text()).get("url")
    except (OSError, ValueError):
        return None
    return url
