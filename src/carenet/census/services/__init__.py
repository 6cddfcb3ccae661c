"""What is done with a census workbook, one verb at a time."""

from carenet.census.services.deciding import DecidedBefore, Decision, decide_row
from carenet.census.services.importing import STAGES, import_workbook
from carenet.census.services.intake import KIND, take_workbook

__all__ = [
    "KIND",
    "STAGES",
    "DecidedBefore",
    "Decision",
    "decide_row",
    "import_workbook",
    "take_workbook",
]
