"""Queue documents: imports, exports and papers in bulk."""

from arq.worker import func

from carenet.census import jobs as census
from carenet.letters import jobs as letters
from carenet.scheduling import jobs as scheduling
from workers.schedule import DOCUMENTS
from workers.settings import worker_settings

FUNCTIONS = [
    func(census.take, name="census.import_workbook", timeout=3600),
    func(scheduling.roll_out, name="scheduling.roll_out", timeout=3600),
    func(letters.print_envelopes, name="letters.make_envelopes", timeout=1800),
    func(scheduling.print_certificate, name="scheduling.make_certificate", timeout=120),
]
WorkerSettings = worker_settings("documents", 600, FUNCTIONS, DOCUMENTS)
