"""Queue solver: matching and timetables, one at a time, in a process of their own."""

from arq.worker import func

from carenet.matching import jobs as matching
from carenet.timetables import jobs as timetables
from workers.schedule import SOLVER
from workers.settings import worker_settings

FUNCTIONS = [
    func(matching.solve, name="matching.solve_round", timeout=900),
    func(timetables.solve, name="timetables.solve", timeout=900),
    func(timetables.publish, name="timetables.publish", timeout=900),
]
WorkerSettings = worker_settings("solver", 900, FUNCTIONS, SOLVER)
