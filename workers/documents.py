"""Queue documents: imports, exports and papers in bulk."""

from arq.worker import func

from carenet.census import jobs as census
from workers.schedule import DOCUMENTS
from workers.settings import worker_settings

FUNCTIONS = [func(census.take, name="census.import_workbook", timeout=3600)]
WorkerSettings = worker_settings("documents", 600, FUNCTIONS, DOCUMENTS)
