"""Small weeks, written as a sentence each."""

from typing import Any

from carenet.scheduling.timetable.problem import Adult, Centre, Class, Problem, Slot

MONDAY, LATER, TUESDAY = Slot(0, 960, 1020), Slot(0, 1020, 1080), Slot(1, 960, 1020)


def a_centre(**changed: Any) -> Centre:
    """One room for twelve, open whenever there is a slot of the three."""
    given: dict[str, Any] = {
        "id": "hall",
        "x": 0.0,
        "y": 0.0,
        "rooms": (12,),
        "open": frozenset({0, 1, 2}),
    }
    return Centre(**given | changed)


def an_adult(name: str, *subjects: str, **changed: Any) -> Adult:
    """Free at all three times, for two turns, within ten kilometres."""
    given: dict[str, Any] = {
        "id": name, "x": 1.0, "y": 0.0, "subjects": frozenset(subjects),
        "free": frozenset({0, 1, 2}), "week_max": 2, "km_max": 10.0,
    }  # fmt: skip
    return Adult(**given | changed)


def a_class(name: str, subject: str = "maths", **changed: Any) -> Class:
    """Two children of its own, once a week, in the first centre."""
    number = sum(map(ord, name)) * 10
    given: dict[str, Any] = {
        "id": name, "centre": 0, "subject": subject, "children": (number, number + 1), "times": 1,
    }  # fmt: skip
    return Class(**given | changed)


def a_week(**changed: Any) -> Problem:
    """One class, a tutor, and somebody beside."""
    given: dict[str, Any] = {
        "slots": (MONDAY, LATER, TUESDAY), "centres": (a_centre(),),
        "adults": (an_adult("tutor", "maths"), an_adult("beside")), "classes": (a_class("k"),),
    }  # fmt: skip
    return Problem(**given | changed)
