"""`carenet demo`: the invented county of a newcomer's first look."""

import asyncio
import time

import click

from carenet.cli.says import N_, AnswerIsNo, told
from carenet.cli.servers import migration_url, reachable
from carenet.core.settings import Settings


def load(settings: Settings, *, reset: bool = False) -> list[str]:
    """Load the demo where there is nothing, or let an older one live on to today.

    Returns:
        What was done and how to sign in, a line each.

    Raises:
        AnswerIsNo: real children are here.

    """
    from carenet.accounts.queries import demo_people
    from carenet.demo.load import NotEmpty, load_demo

    began = time.monotonic()
    try:
        done = asyncio.run(load_demo(migration_url(settings), reset=reset))
    except NotEmpty:
        raise AnswerIsNo(
            told(N_("There are children here that are not the demo's; nothing was changed."))
        ) from None
    spent = round(time.monotonic() - began)
    lines = []
    if done.what == "fresh":
        lines.append(
            told(
                N_("The demo county is loaded: %(n)s children, in %(s)s s."),
                n=done.children,
                s=spent,
            )
        )
    elif done.what == "later":
        lines.append(told(N_("The demo county has lived on to today.")))
    lines.append(
        told(N_("Sign in with one tap as any of these, or by `carenet sign-in-link NAME`:"))
    )
    lines += [f"  {handle:<12} {told(words)}" for handle, words in demo_people()]
    return lines


@click.command()
@click.option("--reset", is_flag=True, help="Throw the demo away and load it afresh.")
def demo(*, reset: bool) -> None:
    """Load the demo county into an empty installation."""
    with reachable() as settings:
        click.echo("\n".join(load(settings, reset=reset)))
