"""The servers a command talks to: those that were set, else the embedded ones."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from carenet.cli.says import N_, Trouble, told, why
from carenet.core.settings import Settings, load


def addresses(settings: Settings) -> dict[str, str]:
    """The environment of our own processes: what was not set points to the embedded servers."""
    from carenet.core.embedded import postgres, valkey

    root = settings.data_dir
    found = {"CARENET_DATA_DIR": str(root)}
    if settings.database_url is None:
        found["CARENET_DATABASE_URL"] = postgres.url(root, "carenet_app")
        found["CARENET_WORKER_DATABASE_URL"] = postgres.url(root, "carenet_worker")
        found["CARENET_WORKER_DATABASE_URL"] = postgres.url(root, "carenet_worker")
        found["CARENET_MIGRATION_DATABASE_URL"] = postgres.url(root, "carenet_migrator")
    if settings.redis_url is None:
        found["CARENET_REDIS_URL"] = valkey.url(root)
    return found


def superuser_url(settings: Settings) -> str | None:
    """The bootstrap role of the embedded PostgreSQL, for `carenet roles` and nothing else."""
    if settings.database_url is not None:
        return None
    from carenet.core.embedded import postgres

    return postgres.url(settings.data_dir, "carenet")


def migration_url(settings: Settings) -> str:
    """The database as carenet_migrator.

    Raises:
        Trouble: it is not set.

    """
    if settings.migration_database_url is None:
        raise Trouble(told(N_("CARENET_MIGRATION_DATABASE_URL is not set.")))
    return settings.migration_database_url


def point_here(found: dict[str, str]) -> Settings:
    """Make this process and its children use these addresses."""
    for name, value in found.items():
        os.environ.pop(f"{name}_FILE", None)
        os.environ[name] = value
    return load(os.environ)


@contextmanager
def reachable() -> Iterator[Settings]:
    """Settings whose servers answer. Embedded ones are started if `carenet up` is not running.

    Raises:
        Trouble: they cannot be started.

    """
    from carenet.core.embedded import start_postgres, start_valkey

    settings = load(os.environ)
    with ExitStack() as stack:
        try:
            if settings.database_url is None:
                server = start_postgres(settings.data_dir, run_as=settings.run_as)
                stack.callback(server.stop)
            if settings.redis_url is None:
                server = start_valkey(settings.data_dir, run_as=settings.run_as)
                stack.callback(server.stop)
        except RuntimeError as wrong:
            raise Trouble(why(wrong)) from None
        yield point_here(addresses(settings))
