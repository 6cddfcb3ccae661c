"""Queue solver: matching and timetables, one at a time, in a process of their own."""

from workers.schedule import SOLVER
from workers.settings import worker_settings

WorkerSettings = worker_settings("solver", 900, [], SOLVER)
