"""What can be done to visits, calls and what is logged of a child's days."""

from carenet.visits.services.family_calls import ask_for_call, say_whether_spoken

__all__ = ["ask_for_call", "say_whether_spoken"]
