"""Which pairs every hard rule allows, and what each costs: whole blocks of rows at once.

Minutes on foot where that is bearable, else by motorbike over winding roads; in one village the
hamlet's own minutes count. The figures are field judgement, open to review.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
import numpy.typing as npt

from carenet.matching.pairing.shapes import Group, Helper, Ties
from carenet.matching.rules import SHAPES, Service

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]

BLOCK: Final = 256
WINDING: Final = 1.4
WALK_KMH, RIDE_KMH = 4.0, 25.0
WALK_MINUTES_MAX: Final = 45
START_MINUTES: Final = 5
SAME_VILLAGE_MINUTES: Final = 10
ONLY_UNDERSTANDS: Final = 15
NEW_FACE: Final = 20
EACH_CHILD_ALREADY: Final = 5
ASSUMED: Final = "mandarin"
AFTER_SCHOOL: Final = tuple(f"{d}-{p}" for d in range(1, 6) for p in ("afternoon", "evening"))
WEEKEND: Final = tuple(
    f"{d}-{p}" for d in (6, 7) for p in ("morning", "noon", "afternoon", "evening")
)
FRIDAY_EVENING: Final = ("5-evening",)
RULES: Final = (
    "reach",
    "school",
    "sex",
    "beds",
    "language",
    "subject",
    "time",
    "kept_apart",
    "banned",
)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Allowed pairs of some groups with all helpers, their costs, and what each rule took away."""

    group: Ints
    helper: Ints
    minutes: Ints
    on_foot: Bools
    language: Ints
    explains: Bools
    sibling: Bools
    busy: Ints
    emptied: dict[int, dict[str, int]]


class Words:
    """Bits for words, first seen first."""

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}

    def mask(self, words: Sequence[str] | frozenset[str]) -> int:
        """A bit mask of some words."""
        found = 0
        for word in sorted(words):
            found |= 1 << self.bits.setdefault(word, len(self.bits))
        return found


class Sides:
    """Both sides as columns, made once for all blocks."""

    def __init__(
        self, groups: Sequence[Group], helpers: Sequence[Helper], ties: Ties, service: Service
    ) -> None:
        self.groups, self.helpers, self.service, self.ties = groups, helpers, service, ties
        self.words = Words()
        tongue, self.hours = self.words.mask, Words().mask
        self.subjects = Words().mask
        self.g_speaks = _ints(tongue(g.languages or (ASSUMED,)) for g in groups)
        self.h_speaks = _ints(tongue(h.understands or frozenset((ASSUMED,))) for h in helpers)
        self.h_explains = _ints(tongue(h.explains) for h in helpers)
        self.g_free = _ints(self.hours(_free(g)) for g in groups)
        self.h_free = _ints(self.hours(h.free) for h in helpers)
        self.g_subject = _ints(self.subjects((g.subject,) if g.subject else ()) for g in groups)
        self.h_subject = _ints(self.subjects(h.subjects) for h in helpers)
        self.g_x, self.g_y = _plane(groups)
        self.h_x, self.h_y = _plane(helpers)
        self.h_reach = _ints(h.reach_minutes for h in helpers)
        self.h_busy = _ints(h.load for h in helpers)
        self.h_room = _ints(h.capacity - h.load for h in helpers)
        self.at_person: dict[UUID, list[int]] = {}
        for position, helper in enumerate(helpers):
            self.at_person.setdefault(helper.person, []).append(position)

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Block after block of groups against all helpers."""
        for start in range(0, len(self.groups), BLOCK):
            if progress:
                progress(start, len(self.groups))
            yield self._block(start, min(start + BLOCK, len(self.groups)))

    def _block(self, start: int, end: int) -> Block:
        rows, groups = slice(start, end), self.groups[start:end]
        minutes, on_foot = self._minutes(rows, groups)
        alive = np.ones((end - start, len(self.helpers)), np.bool_)
        lost: dict[str, Ints] = {}
        for rule, allowed in self._rules(rows, groups, minutes):
            before = alive.sum(axis=1)
            alive &= allowed
            lost[rule] = before - alive.sum(axis=1)
        emptied = {
            start + row: {rule: int(lost[rule][row]) for rule in lost if lost[rule][row]}
            for row in np.flatnonzero(~alive.any(axis=1)).tolist()
        }
        at, helper = np.nonzero(alive)
        common = self.g_speaks[rows][at] & self.h_speaks[helper]
        told = common & self.h_explains[helper]
        sibling = self._siblings(groups, at, helper)
        return Block(
            at.astype(np.int64) + start, helper.astype(np.int64), minutes[at, helper],
            on_foot[at, helper], _lowest(np.where(told != 0, told, common)), told != 0, sibling,
            self.h_busy[helper], emptied,
        )  # fmt: skip

    def _minutes(self, rows: slice, groups: Sequence[Group]) -> tuple[Ints, Bools]:
        dx = self.g_x[rows, None] - self.h_x[None, :]
        dy = self.g_y[rows, None] - self.h_y[None, :]
        km = np.sqrt(dx * dx + dy * dy) * WINDING
        foot, ride = km / WALK_KMH * 60, km / RIDE_KMH * 60 + START_MINUTES
        for row, group in enumerate(groups):
            same = self._same_village(group)
            near = (
                group.centre_minutes if group.centre_minutes is not None else SAME_VILLAGE_MINUTES
            )
            foot[row, same] = np.minimum(foot[row, same], near)
        on_foot = foot <= WALK_MINUTES_MAX
        unknown = np.isnan(km) & ~on_foot
        found = np.where(on_foot, foot, ride)
        found[unknown] = 10**6
        return np.rint(found).astype(np.int64), on_foot

    def _same_village(self, group: Group) -> Bools:
        return np.fromiter((h.division == group.village for h in self.helpers), np.bool_)

    def _rules(
        self, rows: slice, groups: Sequence[Group], minutes: Ints
    ) -> Iterator[tuple[str, Bools]]:
        shape, helpers = SHAPES[self.service], self.helpers
        if self.service is Service.PAIRED_TEACHER:
            yield "school", _equal([g.school for g in groups], [h.organisation for h in helpers])
        else:
            yield "reach", minutes <= self.h_reach[None, :]
        yield "sex", _sexes(groups, helpers)
        if shape.load == "places":
            yield "beds", _beds(groups, helpers, self.h_room)
        yield "language", (self.g_speaks[rows, None] & self.h_speaks[None, :]) != 0
        if self.service is Service.TUTORING:
            wanted = self.g_subject[rows, None]
            yield "subject", (wanted == 0) | ((wanted & self.h_subject[None, :]) != 0)
            yield "time", (self.g_free[rows, None] & self.h_free[None, :]) != 0
        yield "kept_apart", self._apart(groups, self.ties.never, kin=True)
        yield "banned", self._apart(groups, self.ties.bans, kin=False)

    def _apart(
        self, groups: Sequence[Group], pairs: frozenset[tuple[UUID, UUID]], *, kin: bool
    ) -> Bools:
        allowed = np.ones((len(groups), len(self.helpers)), np.bool_)
        by_id: dict[UUID, list[UUID]] = {}
        for thing, person in pairs:
            by_id.setdefault(thing, []).append(person)
        for row, group in enumerate(groups):
            barred = {p for w in group.wants for x in (w.child, w.need) for p in by_id.get(x, ())}
            for person in barred | (set(group.kin) if kin else set()):
                allowed[row, self.at_person.get(person, [])] = False
        return allowed

    def _siblings(self, groups: Sequence[Group], at: Any, helper: Any) -> Bools:
        known = [h.households for h in self.helpers]
        return np.fromiter(
            (
                groups[g].household in known[h]
                for g, h in zip(at.tolist(), helper.tolist(), strict=True)
            ),
            np.bool_,
            count=len(at),
        )


def _ints(values: Any) -> Ints:
    return np.fromiter(values, np.int64)


def _plane(things: Sequence[Group] | Sequence[Helper]) -> tuple[Any, Any]:
    """Kilometres on a plane good to a county's width; unknown places become NaN."""
    lat = np.array([np.nan if t.latitude is None else t.latitude for t in things], np.float64)
    lon = np.array([np.nan if t.longitude is None else t.longitude for t in things], np.float64)
    return lon * 111.32 * np.cos(np.radians(25.5)), lat * 110.7


def _free(group: Group) -> tuple[str, ...]:
    """When a child can be helped: after school and at weekends; boarders from Friday evening."""
    return (*FRIDAY_EVENING, *WEEKEND) if group.boards else (*AFTER_SCHOOL, *WEEKEND)


def _equal(left: Sequence[UUID | None], right: Sequence[UUID | None]) -> Bools:
    bits: dict[UUID, int] = {}
    a = _ints(-1 if x is None else bits.setdefault(x, len(bits)) for x in left)
    b = _ints(-2 if x is None else bits.setdefault(x, len(bits)) for x in right)
    found: Bools = a[:, None] == b[None, :]
    return found


def _sexes(groups: Sequence[Group], helpers: Sequence[Helper]) -> Bools:
    """Who is asked for, and whom a home takes."""
    wish = np.array([g.wants_sex or "" for g in groups])[:, None]
    sex = np.array([h.sex or "?" for h in helpers])[None, :]
    girls = np.array([any(w.sex != "m" for w in g.wants) for g in groups], np.bool_)[:, None]
    boys = np.array([any(w.sex != "f" for w in g.wants) for g in groups], np.bool_)[:, None]
    takes_girls = np.array([h.takes_girls for h in helpers], np.bool_)[None, :]
    takes_boys = np.array([h.takes_boys for h in helpers], np.bool_)[None, :]
    found: Bools = ((wish == "") | (wish == sex)) & (~girls | takes_girls) & (~boys | takes_boys)
    return found


def _beds(groups: Sequence[Group], helpers: Sequence[Helper], room: Ints) -> Bools:
    found: Bools = _ints(g.size for g in groups)[:, None] <= room[None, : len(helpers)]
    return found


def _lowest(mask: Ints) -> Ints:
    """The position of the lowest bit; -1 for none."""
    low = mask & -mask
    return np.where(mask == 0, -1, np.log2(np.maximum(low, 1)).astype(np.int64)).astype(np.int64)
