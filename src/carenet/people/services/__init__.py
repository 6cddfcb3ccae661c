"""What is done to adults' records, one verb at a time."""

from carenet.people.services.loads import take_load

__all__ = ["take_load"]
