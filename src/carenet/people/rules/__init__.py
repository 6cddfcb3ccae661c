"""What is true of adults who care, whatever is stored."""

from carenet.people.rules.phones import in_e164, written_phone

__all__ = ["in_e164", "written_phone"]
