"""Throw-away PostgreSQL and Valkey for the tests, or those named by TEST_SERVERS_ROOT."""

import atexit
import contextlib
import os
import shutil
import tempfile
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


def _folder() -> str | None:
    """Where the servers keep their files: in memory if there is plenty, else where temporary files go."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_FREE_MIN:
            return str(MEMORY)
    return None


def start() -> Path:
    """A data directory whose servers run; made ones go when this process ends."""
    if given := os.environ.get("TEST_SERVERS_ROOT"):
        return Path(given)
    root = Path(tempfile.mkdtemp(prefix="carenet-test-", dir=_folder()))
    root.chmod(0o755)
    postgres, valkey = start_postgres(root), start_valkey(root)

    def stop() -> None:
        postgres.stop()
        valkey.stop()
        shutil.rmtree(root, ignore_errors=True)

    atexit.register(stop)
    return root


async def copy_database(admin: Any, template: str, name: str) -> None:
    """A database like its template, file by file: a third less work than through the log, and here nothing is logged."""
    await admin.execute(f"create database {name} template {template} strategy file_copy")


def database_url(root: Path, role: str, name: str) -> str:
    """A database of the test cluster, as one role."""
    return url(root, role).replace("/carenet?", f"/{name}?")
