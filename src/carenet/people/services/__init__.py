"""What is done to adults' records, one verb at a time."""

from carenet.people.services.contacts import (
    Way,
    end_way,
    find_person,
    give_way,
    record_person,
    speak_language,
    try_way,
)
from carenet.people.services.loads import take_load

__all__ = [
    "Way",
    "end_way",
    "find_person",
    "give_way",
    "record_person",
    "speak_language",
    "take_load",
    "try_way",
]
