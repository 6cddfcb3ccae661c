"""Queue solver: matching and timetables, one at a time, in a process of their own."""

from arq.worker import func

from carenet.matching import jobs as matching
from workers.schedule import SOLVER
from workers.settings import worker_settings

FUNCTIONS = [func(matching.solve, name="matching.solve_round", timeout=900)]
WorkerSettings = worker_settings("solver", 900, FUNCTIONS, SOLVER)
