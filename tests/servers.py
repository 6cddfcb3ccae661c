"""Throw-away PostgreSQL and Valkey for the tests, or those named by TEST_SERVERS_ROOT."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from carenet.core.embedded.postgres import start_postgres, url
from carenet.core.embedded.valkey import start_valkey

# These servers die with the tests: nothing needs to reach the disk, and databases come and go by the hundred.
SPEEDY = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_wal_size = '4GB'",
)


def start() -> Path:
    """A data directory whose servers run; made ones go when this process ends."""
    if given := os.environ.get("TEST_SERVERS_ROOT"):
        return Path(given)
    root = Path(tempfile.mkdtemp(prefix="carenet-test-"))
    root.chmod(0o755)
    postgres, valkey = start_postgres(root), start_valkey(root)

    def stop() -> None:
        postgres.stop()
        valkey.stop()
        shutil.rmtree(root, ignore_errors=True)

    atexit.register(stop)
    return root


def database_url(root: Path, role: str, name: str) -> str:
    """A database of the test cluster, as one role."""
    return url(root, role).replace("/carenet?", f"/{name}?")
