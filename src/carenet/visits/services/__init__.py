"""What is written down of care at home, one verb at a time."""

from carenet.visits.services.calls import log_family_call
from carenet.visits.services.changing import answer_question, ask_about, change_record
from carenet.visits.services.companions import answer_companion
from carenet.visits.services.contacts import log_contact
from carenet.visits.services.days import log_day
from carenet.visits.services.family_calls import ask_for_call, say_whether_spoken
from carenet.visits.services.follow_ups import finish_follow_up
from carenet.visits.services.illness import add_illness_entry, close_illness, open_illness
from carenet.visits.services.joint import answer_visit, call_off_visit, propose_visit
from carenet.visits.services.photos import remove_photo
from carenet.visits.services.reporting import report_visit
from carenet.visits.services.talks import ask_talker, log_talk
from carenet.visits.services.voice_notes import Voice, remove_voice_note

__all__ = [
    "Voice", "add_illness_entry", "answer_companion", "answer_question", "answer_visit", "ask_about", "ask_for_call", "ask_talker", "call_off_visit", "change_record", "close_illness", "finish_follow_up", "log_contact", "log_day",
    "log_family_call", "log_talk", "open_illness", "propose_visit", "remove_photo", "remove_voice_note", "report_visit", "say_whether_spoken",
]  # fmt: skip
