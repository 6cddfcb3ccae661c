"""Both sides of a round as columns: words as bits, places on a plane, ids as small numbers."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import numpy as np
import numpy.typing as npt

from carenet.matching.pairing.shapes import Group, Helper, Ties
from carenet.matching.rules import SHAPES, Service

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

ASSUMED: Final = "mandarin"
AFTER_SCHOOL: Final = tuple(f"{d}-{p}" for d in range(1, 6) for p in ("afternoon", "evening"))
WEEKEND: Final = tuple(
    f"{d}-{p}" for d in (6, 7) for p in ("morning", "noon", "afternoon", "evening")
)
FRIDAY_EVENING: Final = ("5-evening",)
SAME_VILLAGE_MINUTES: Final = 10
SEX: Final = {"f": 1, "m": 2}
RULES: Final = (
    "reach", "school", "sex", "beds", "language", "subject", "time", "kept_apart", "banned",
    "not_together",
)  # fmt: skip
KEPT_APART, BANNED = RULES.index("kept_apart"), RULES.index("banned")
NOT_TOGETHER: Final = RULES.index("not_together")


class Asking(NamedTuple):
    """The groups' columns. Lists of helpers stand as `…_at` (where each begins) and their items."""

    x: Floats
    y: Floats
    village: Ints
    near: Floats
    speaks: Ints
    free: Ints
    subject: Ints
    school: Ints
    size: Ints
    wish: Ints
    girls: Bools
    boys: Bools
    barred_at: Ints
    barred: Ints
    why: Ints
    known_at: Ints
    known: Ints


class Offering(NamedTuple):
    """The helpers' columns."""

    x: Floats
    y: Floats
    village: Ints
    reach: Ints
    speaks: Ints
    explains: Ints
    free: Ints
    subjects: Ints
    organisation: Ints
    room: Ints
    sex: Ints
    girls: Bools
    boys: Bools
    busy: Ints


class Sides(NamedTuple):
    """Both sides, which rules a service has, and the languages behind the bits."""

    asking: Asking
    offering: Offering
    has: Bools
    languages: tuple[str, ...]


class _Numbers:
    """Small numbers for things, first seen first; nothing is -1."""

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}

    def of(self, thing: Hashable) -> int:
        return -1 if thing is None else self.known.setdefault(thing, len(self.known))

    def mask(self, words: Iterable[str]) -> int:
        """A bit mask of some words."""
        found = 0
        for word in sorted(words):
            found |= 1 << self.of(word)
        return found


def sides_of(
    groups: Sequence[Group], helpers: Sequence[Helper], ties: Ties, service: Service
) -> Sides:
    """Both sides as columns, for all pairs at once."""
    villages, schools, tongues, hours, lessons = (_Numbers() for _ in range(5))
    barred, why = _barred(groups, helpers, ties)
    known = _known(groups, helpers)
    asking = Asking(
        *_plane(groups),
        village=_ints(villages.of(g.village) for g in groups),
        near=np.array(
            [
                SAME_VILLAGE_MINUTES if g.centre_minutes is None else g.centre_minutes
                for g in groups
            ],
            np.float64,
        ),
        speaks=_ints(tongues.mask(g.languages or (ASSUMED,)) for g in groups),
        free=_ints(hours.mask(_free(g)) for g in groups),
        subject=_ints(lessons.mask((g.subject,) if g.subject else ()) for g in groups),
        school=_ints(schools.of(g.school) for g in groups),
        size=_ints(g.size for g in groups),
        wish=_ints(SEX.get(g.wants_sex or "", 0) for g in groups),
        girls=_flags(any(w.sex != "m" for w in g.wants) for g in groups),
        boys=_flags(any(w.sex != "f" for w in g.wants) for g in groups),
        barred_at=_starts(barred),
        barred=_flat(barred),
        why=_flat(why),
        known_at=_starts(known),
        known=_flat(known),
    )
    offering = Offering(
        *_plane(helpers),
        village=_ints(villages.of(h.division) for h in helpers),
        reach=_ints(h.reach_minutes for h in helpers),
        speaks=_ints(tongues.mask(h.understands or (ASSUMED,)) for h in helpers),
        explains=_ints(tongues.mask(h.explains) for h in helpers),
        free=_ints(hours.mask(h.free) for h in helpers),
        subjects=_ints(lessons.mask(h.subjects) for h in helpers),
        organisation=_ints(_office(schools, h, service) for h in helpers),
        room=_ints(h.capacity - h.load for h in helpers),
        sex=_ints(SEX.get(h.sex or "", 0) for h in helpers),
        girls=_flags(h.takes_girls for h in helpers),
        boys=_flags(h.takes_boys for h in helpers),
        busy=_ints(h.load for h in helpers),
    )
    return Sides(asking, offering, _has(service), tuple(str(word) for word in tongues.known))


NO_SCHOOL: Final = -2


def _office(schools: _Numbers, helper: Helper, service: Service) -> int:
    """The school a helper is bound to; who accompanies a circle may be bound to none (-1)."""
    bound = service is not Service.PEER and helper.organisation is None
    return NO_SCHOOL if bound else schools.of(helper.organisation)


def _has(service: Service) -> Bools:
    """Which of `RULES` a service has. A teacher is of the child's school, however far."""
    teacher, tutor = service is Service.PAIRED_TEACHER, service is Service.TUTORING
    at_school = teacher or service is Service.PEER
    left_out = {
        "reach": teacher, "school": not at_school, "beds": SHAPES[service].load != "places",
        "subject": not tutor, "time": not tutor,
    }  # fmt: skip
    return _flags(not left_out.get(rule, False) for rule in RULES)


def _barred(
    groups: Sequence[Group], helpers: Sequence[Helper], ties: Ties
) -> tuple[list[list[int]], list[list[int]]]:
    """For every group the helpers kept from it, and by which rule."""
    at_person: dict[UUID, list[int]] = {}
    for position, helper in enumerate(helpers):
        at_person.setdefault(helper.person, []).append(position)
    never, bans, beside = map(_by_thing, (ties.never, ties.bans, ties.beside))
    who, why = [], []
    for group in groups:
        things = [x for w in group.wants for x in (w.child, w.need)]
        rule = {p: BANNED for x in things for p in bans.get(x, ())}
        rule |= {p: NOT_TOGETHER for x in things for p in beside.get(x, ())}
        rule |= {p: KEPT_APART for x in things for p in never.get(x, ())}
        rule |= dict.fromkeys(group.kin, KEPT_APART)
        rows = [(k, code) for person, code in rule.items() for k in at_person.get(person, ())]
        who.append([k for k, _ in rows])
        why.append([code for _, code in rows])
    return who, why


def _by_thing(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for thing, person in pairs:
        found.setdefault(thing, []).append(person)
    return found


def _known(groups: Sequence[Group], helpers: Sequence[Helper]) -> list[list[int]]:
    """For every group the helpers who have a brother or sister of it already."""
    by_household: dict[UUID, list[int]] = {}
    for position, helper in enumerate(helpers):
        for household in helper.households:
            by_household.setdefault(household, []).append(position)
    return [by_household.get(g.household, []) if g.household else [] for g in groups]


def _free(group: Group) -> tuple[str, ...]:
    """When a child can be helped: after school and at weekends; boarders from Friday evening."""
    return (*FRIDAY_EVENING, *WEEKEND) if group.boards else (*AFTER_SCHOOL, *WEEKEND)


def _plane(things: Sequence[Group] | Sequence[Helper]) -> tuple[Floats, Floats]:
    """Kilometres on a plane good to a county's width; unknown places become NaN."""
    lat = np.array([np.nan if t.latitude is None else t.latitude for t in things], np.float64)
    lon = np.array([np.nan if t.longitude is None else t.longitude for t in things], np.float64)
    return lon * 111.32 * np.cos(np.radians(25.5)), lat * 110.7


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _flags(values: Iterable[Any]) -> Bools:
    return np.fromiter(values, np.bool_)


def _starts(rows: Sequence[Sequence[int]]) -> Ints:
    return np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)


def _flat(rows: Sequence[Sequence[int]]) -> Ints:
    return _ints(item for row in rows for item in row)
