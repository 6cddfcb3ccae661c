"""Queue main: the tick and short jobs; nothing over 30 s is registered here."""

from workers.schedule import MAIN
from workers.settings import worker_settings

WorkerSettings = worker_settings("main", 30, [], MAIN)
