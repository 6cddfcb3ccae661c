"""Queue documents: imports, exports and papers in bulk."""

from workers.schedule import DOCUMENTS
from workers.settings import worker_settings

WorkerSettings = worker_settings("documents", 600, [], DOCUMENTS)
