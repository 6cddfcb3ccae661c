"""What `carenet up` does to its database before it serves, in a process of its own."""

import asyncio
import os
import sys
from importlib import import_module
from importlib.util import find_spec

from carenet.cli.says import N_, say
from carenet.core.settings import Settings, load


def roles(settings: Settings) -> None:
    """The database roles, as the bootstrap superuser of the embedded server."""
    from carenet.core.embedded import postgres
    from carenet.core.roles import ensure_roles

    asyncio.run(ensure_roles(postgres.url(settings.data_dir, "carenet")))


def migrate(settings: Settings) -> None:
    """The tables, as the migrator."""
    from carenet.core.migrate import migrate as run

    if settings.migration_database_url is not None:
        asyncio.run(run(settings.migration_database_url))


def demo(settings: Settings) -> None:
    """The demo county, once; afterwards its dates are moved to today."""
    del settings
    if find_spec("carenet.demo.load") is None:
        say(N_("The demo county is not part of this installation."))
        return
    import_module("carenet.demo.load").load_once()


STEPS = {"roles": roles, "migrate": migrate, "demo": demo}


def main() -> None:
    """Run the steps named on the command line, in that order."""
    settings = load(os.environ)
    for step in sys.argv[1:]:
        STEPS[step](settings)


if __name__ == "__main__":
    main()
