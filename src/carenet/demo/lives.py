"""Parents' lives in the demo county: who left when, who came home, who cannot care."""

import random
from datetime import date, timedelta
from typing import Final

from carenet.children.rules import Absence, Hindered, Hindrance, ParentFacts

PATTERNS: Final = {
    ("away", "away"): 560,
    ("away", "parted"): 60,
    ("parted", "away"): 15,
    ("away", "unable"): 30,
    ("away", "missing"): 30,
    ("away", "dead"): 12,
    ("dead", "away"): 20,
    ("imprisoned", "away"): 12,
    ("new", "new"): 25,
    ("new", "away"): 20,
    ("away", "unknown"): 8,
    ("dead", "missing"): 4,
    ("back", "away"): 12,
}
"""What father and mother are, where kin look after the children; weights of a thousand or so."""
MOTHER_CARES: Final = {
    ("away", "home"): 80,
    ("new", "home"): 8,
    ("back", "home"): 4,
    ("home", "home"): 8,
}
FATHER_CARES: Final = {
    ("home", "away"): 80,
    ("home", "dead"): 5,
    ("home", "parted"): 10,
    ("home", "new"): 5,
}
_HINDRANCES: Final = {
    "unable": Hindrance.UNABLE,
    "missing": Hindrance.MISSING,
    "dead": Hindrance.DEAD,
    "imprisoned": Hindrance.IMPRISONED,
}
CAN_GUARD: Final = frozenset({"away", "new", "home", "back"})
CAN_CALL: Final = frozenset({"away", "new", "back"})


def pattern_for(carer_relation: str, source: random.Random) -> tuple[str, str]:
    """What father and mother are, given who looks after the children."""
    patterns = {"mother": MOTHER_CARES, "father": FATHER_CARES}.get(carer_relation, PATTERNS)
    return source.choices(list(patterns), weights=list(patterns.values()))[0]


def life(what: str, today: date, source: random.Random) -> ParentFacts:
    """Dated facts for one word of a pattern, all relative to today."""
    if what in _HINDRANCES:
        since = today - timedelta(days=source.randint(120, 2_500))
        return ParentFacts(hindrances=(Hindered(_HINDRANCES[what], since),))
    if what == "parted":
        return ParentFacts(parted_since=today - timedelta(days=source.randint(300, 2_500)))
    if what == "unknown":
        return ParentFacts(known=False)
    return ParentFacts(_absences(what, today, source))


def _absences(what: str, today: date, source: random.Random) -> tuple[Absence, ...]:
    if what == "new":
        return (Absence(today - timedelta(days=source.randint(0, 80))),)
    if what == "back":
        return (_over(today, source.randint(35, 120), source),)
    return _long_away(today, source) if what == "away" else ()


def _over(today: date, home_days: int, source: random.Random) -> Absence:
    back = today - timedelta(days=home_days)
    return Absence(back - timedelta(days=source.randint(200, 600)), back)


def _long_away(today: date, source: random.Random) -> tuple[Absence, ...]:
    left = today - timedelta(days=source.randint(100, 320))
    if source.random() < 0.35:
        return (Absence(left - timedelta(days=source.randint(0, 500))),)
    before = left - timedelta(days=source.randint(6, 26))
    earlier = Absence(before - timedelta(days=source.randint(250, 345)), before)
    if source.random() < 0.04:
        home = today - timedelta(days=source.randint(0, 12))
        return (earlier, Absence(left, home))
    return (earlier, Absence(left))
