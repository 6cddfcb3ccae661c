"""`carenet worker`: the queues, one process each."""

import os
import sys

import click

from carenet.cli.says import N_, Trouble, told
from carenet.core.settings import Settings, load

QUEUES = ("main", "solver", "documents")


def command_of(queue: str) -> list[str]:
    """The command line of one queue's process. It is arq's own: this package does not know arq."""
    return [sys.executable, "-m", "arq", f"workers.{queue}.WorkerSettings"]


def own_database(settings: Settings) -> dict[str, str]:
    """The environment in which the queues meet the database in their own role."""
    url = settings.worker_database_url
    return {} if url is None else {"CARENET_DATABASE_URL": url}


@click.command(help=N_("Work off one QUEUE, or all three, one process each."))
@click.argument("queue", type=click.Choice(QUEUES), required=False)
def worker(queue: str | None) -> None:
    settings = load(os.environ)
    for name in ("database_url", "redis_url"):
        if getattr(settings, name) is None:
            raise Trouble(
                told(
                    N_("CARENET_%(name)s is not set; `carenet up` starts servers of its own."),
                    name=name.upper(),
                )
            )
    os.environ.update(own_database(settings))
    if queue is not None:
        command = command_of(queue)
        os.execv(command[0], command)  # noqa: S606  our own interpreter, a fixed module
    from carenet.cli.supervisor import Supervisor, program

    Supervisor([program(name, command_of(name), log=None) for name in QUEUES]).run()
