"""The demo county: real townships and villages of Sanjiang, everything else invented.

Pure: the same seed and day give the same county. All dates are relative to the day.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from carenet.children.rules import RuleVersion, Stage, findings
from carenet.demo.adults import SUBJECTS, Adults
from carenet.demo.childhood import facts_of, risk_facts_of
from carenet.demo.families import Families
from carenet.demo.grounds import lay_grounds, of_level, placed
from carenet.demo.names import Names, chance, pools
from carenet.demo.shapes import (
    CastMember,
    Centre,
    Child,
    County,
    Hours,
    Need,
    Organisation,
    Room,
)
from carenet.places.codes import Level
from carenet.places.divisions import DivisionRow, shipped_divisions

SEED: Final = 20_181_123
CENTRES: Final = 45
TOWN_CENTRES: Final = 15
CLOSED_CENTRES: Final = 2
HANDLES: Final = (
    "county", "township", "director", "lead", "volunteer", "volunteer2", "proxy", "host",
    "guardian", "teacher", "counsellor", "sysadmin", "security", "auditor",
)  # fmt: skip
_TERM: Final = (time(16, 0), time(18, 30))
_WEEKEND: Final = (time(9, 0), time(17, 0))
_HOLIDAY: Final = (time(8, 30), time(17, 30))


def county(seed: int, today: date) -> County:
    """Everything of the demo, in about two seconds."""
    code = pools()["county"]
    rows = tuple(row for row in shipped_divisions() if row.code.startswith(code[:6]))
    made = County(seed, today, rows)
    names = Names(chance(seed, "names"))
    adults = Adults(made, names, chance(seed, "adults"))
    lay_grounds(made, names, chance(seed, "grounds"))
    adults.officers()
    Families(made, names, chance(seed, "families")).make()
    _open_centres(made, adults, chance(seed, "centres"))
    adults.volunteers()
    adults.proxy_parents()
    adults.host_families()
    adults.teachers(Counter(child.school for child in made.children if child.school))
    _pair_teachers(made)
    _state_needs(made, names)
    adults.homes_on_the_way()
    made.cast["guardian"] = CastMember("guardian", "cast:guardian", None, pools()["cast_village"])
    return made


def _pair_teachers(made: County) -> None:
    """A first paired teacher for nearly every child at school, spread evenly."""
    staff: dict[str, list[str]] = {}
    for teacher in made.teachers:
        staff.setdefault(teacher.school, []).append(teacher.person)
    turn: Counter[str] = Counter()
    for place, child in enumerate(made.children):
        if child.school is None:
            continue
        if child.guardian == "cast:guardian" and "cast:teacher" in staff[child.school]:
            made.children[place] = replace(child, teacher="cast:teacher")
        elif chance(made.seed, f"teacher:{child.key}").random() > 0.03:
            here = staff[child.school]
            made.children[place] = replace(child, teacher=here[turn[child.school] % len(here)])
            turn[child.school] += 1


def _open_centres(made: County, adults: Adults, source: random.Random) -> None:
    """One in each township's seat, the others where most children live, some gaps left."""
    count = Counter(child.village for child in made.children)
    by_township: dict[str, list[DivisionRow]] = {}
    for village in of_level(made, Level.VILLAGE):
        by_township.setdefault(village.code[:9], []).append(village)
    seats = [rows[0] for _, rows in sorted(by_township.items())][:TOWN_CENTRES]
    others = [v for v in of_level(made, Level.VILLAGE) if v not in seats]
    cast = pools()["cast_village"]
    others.sort(key=lambda v: (v.code != cast, -count[v.code], v.code))
    chosen = [others[0]] + [v for n, v in enumerate(others[1:]) if n % 4 != 3]
    villages = [*seats, *chosen[: CENTRES - len(seats)]]
    for number, village in enumerate(villages, start=1):
        kind = "care_centre" if number <= len(seats) else "childrens_room"
        _open_centre(made, adults, source, number=number, village=village, kind=kind)


def _open_centre(
    made: County,
    adults: Adults,
    source: random.Random,
    *,
    number: int,
    village: DivisionRow,
    kind: str,
) -> None:
    cast = village.code == pools()["cast_village"]
    lead = adults.person(village.code, ages=(30, 60), women=0.8, handle="lead" if cast else None)
    township = next(row for row in made.divisions if row.code == village.parent)
    name = pools()["centres"][kind].format(village=village.name, place=township.name)
    key = f"centre:{number:02}"
    opened = made.today - timedelta(days=source.randint(200, 2_000))
    closed = number > CENTRES - CLOSED_CENTRES
    capacity = source.choice((15, 20, 25, 30)) * (2 if kind == "care_centre" else 1)
    rooms = pools()["rooms"]
    approved = made.today - timedelta(days=90) if number % 3 == 0 or cast else None
    director = next(d.person for d in made.duties if d.division == village.code)
    made.organisations.append(
        Organisation(key, "centre", name, village.code, opened, placed(village.code))
    )
    made.centres.append(
        Centre(
            key,
            kind,
            name,
            village.code,
            f"C{number:02}",
            capacity,
            (Room(rooms[0], capacity), Room(rooms[1], 10), Room(rooms[2], 2, approved)),
            _hours(source),
            opened,
            key_holder=director,
            lead=lead.key,
            observable_until=made.today + timedelta(days=200) if number % 2 else None,
            closed_on=made.today - timedelta(days=40) if closed else None,
        )
    )
    if cast:
        made.cast["lead"] = CastMember("lead", lead.key, key, village.code)


def _hours(source: random.Random) -> tuple[Hours, ...]:
    weekend = source.random() < 0.7
    term = [Hours("term", day, *_TERM) for day in range(1, 6)]
    if weekend:
        term += [Hours("term", day, *_WEEKEND) for day in (6, 7)]
    return (*term, *(Hours("holiday", day, *_HOLIDAY) for day in range(1, 6)))


def _state_needs(made: County, names: Names) -> None:
    """What each child left behind needs, by rule and chance; half of them in own words."""
    for place, child in enumerate(made.children):
        found = {finding.version: finding for finding in findings(facts_of(child), made.today)}
        counted = found[RuleVersion.LIU2018].holds or found[RuleVersion.NEWLY_AWAY].holds
        if not counted and not found[RuleVersion.GUO2016].holds:
            continue
        source = chance(made.seed, f"needs:{child.key}")
        facts = risk_facts_of(child, made.today)
        both = bool(facts.both_away)
        wanted = [
            ("paired_teacher", child.school is not None and child.teacher is None),
            ("host_family", child.alone_at_night or source.random() < 0.01),
            ("proxy_parent", source.random() < (0.25 if both else 0.08)),
            ("tutoring", child.stage in _TAUGHT and source.random() < 0.3),
            ("centre_place", child.stage is not Stage.JUNIOR and source.random() < 0.25),
            ("counselling", source.random() < 0.05),
            ("family_call", source.random() < 0.1),
        ]
        wish: str | None = None
        for service in (service for service, true in wanted if true):
            subject = source.choice(SUBJECTS) if service == "tutoring" else None
            own = names.wish(service, source) if source.random() < 0.5 else None
            wish = wish or own
            opened = made.today - timedelta(days=source.randint(1, 120))
            made.needs.append(Need(child.key, service, subject, own, opened))
        friends = chance(made.seed, f"peers:{child.key}")
        if child.stage in _TAUGHT and friends.random() < 0.15:
            own = names.wish("peer", friends) if friends.random() < 0.5 else None
            wish = wish or own
            opened = made.today - timedelta(days=friends.randint(1, 60))
            made.needs.append(Need(child.key, "peer", None, own, opened))
        if wish:
            made.children[place] = replace(child, wish=wish)


_TAUGHT: Final = frozenset({Stage.PRIMARY, Stage.JUNIOR})

__all__ = [
    "HANDLES",
    "SEED",
    "Child",
    "County",
    "county",
    "facts_of",
    "risk_facts_of",
]
