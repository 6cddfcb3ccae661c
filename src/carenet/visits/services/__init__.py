"""What is written down of care at home, one verb at a time."""

from carenet.visits.services.calls import log_family_call
from carenet.visits.services.contacts import log_contact
from carenet.visits.services.days import log_day
from carenet.visits.services.family_calls import ask_for_call, say_whether_spoken
from carenet.visits.services.illness import add_illness_entry, close_illness, open_illness
from carenet.visits.services.reporting import report_visit

__all__ = [
    "add_illness_entry", "ask_for_call", "close_illness", "log_contact", "log_day",
    "log_family_call", "open_illness", "report_visit", "say_whether_spoken",
]  # fmt: skip
