"""Throw-away PostgreSQL and Valkey for the tests."""

import atexit
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from carenet.core.embedded.postgres import start_postgres, url
from carenet.core.embedded.valkey import start_valkey

# These servers die with the tests: nothing needs to reach the disk, and databases come and go by the hundred.
SPEEDY = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_wal_size = '512MB'",
)
MEMORY = Path("/dev/shm")
"""A copied database is a thousand small files: on a disk the kernel works longer on them than the test takes."""
MEMORY_FREE_MIN = 3 * 1024**3
SEED = "TEST_SEED"
"""The variable that names the folder which the processes of one run share."""
BUILT = ("field.keys", "pg")


def folder() -> str | None:
    """Where the servers keep their files: in memory if there is plenty, else where temporary files go."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_FREE_MIN:
            return str(MEMORY)
    return None


def start(build: Callable[[Path], None]) -> Path:
    """A data directory whose servers run and end with this process.

    The cluster is built (`build`) by the first process of a run that asks and copied by the others.
    """
    root = Path(tempfile.mkdtemp(prefix="carenet-test-", dir=folder()))
    root.chmod(0o755)
    os.environ["CARENET_DATA_DIR"] = str(root)
    shared = Path(os.environ[SEED])
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (shared / BUILT[-1]).exists():
            _copy(shared, root)
        else:
            first = start_postgres(root)
            build(root)
            first.stop()
            _copy(root, shared)
    postgres, valkey = start_postgres(root), start_valkey(root)

    def stop() -> None:
        postgres.stop()
        valkey.stop()
        shutil.rmtree(root, ignore_errors=True)

    atexit.register(stop)
    return root


def _copy(there: Path, here: Path) -> None:
    """A stopped cluster and the keys of what is sealed in it, with their owners: root's tests have several."""
    for name in BUILT:
        subprocess.run(["cp", "-a", there / name, here / name], check=True)


async def copy_database(admin: Any, template: str, name: str) -> None:
    """A database like its template, file by file: a third less work than through the log, and here nothing is logged."""
    await admin.execute(f"create database {name} template {template} strategy file_copy")


def database_url(root: Path, role: str, name: str) -> str:
    """A database of the test cluster, as one role."""
    return url(root, role).replace("/carenet?", f"/{name}?")
