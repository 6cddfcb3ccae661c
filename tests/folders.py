"""Folders that a test's own servers may use."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carenet.core.embedded.launch import socket_dir


@contextmanager
def a_data_dir(name: str = "data") -> Iterator[Path]:
    """A folder the servers' user can walk to, also when root runs the tests; gone afterwards.

    pytest's own folders are closed to others, and PostgreSQL never runs as root.
    """
    outer = Path(tempfile.mkdtemp(prefix="carenet-test-"))
    outer.chmod(0o755)
    try:
        yield outer / name
    finally:
        stand_in = socket_dir(outer / name)
        if stand_in.parent != outer / name:
            shutil.rmtree(stand_in, ignore_errors=True)
        shutil.rmtree(outer, ignore_errors=True)
