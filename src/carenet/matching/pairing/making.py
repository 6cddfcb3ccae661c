"""The problem of a round, and what its outcome says about every group."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.pairing.field import Field, TooMany, field_of
from carenet.matching.pairing.proving import solve_over
from carenet.matching.pairing.shapes import (
    GROUPS_MAX,
    SUPPLY_MAX,
    Group,
    Helper,
    Option,
    Ties,
    Told,
    Verdict,
)
from carenet.matching.pairing.sides import Ints, sides_of
from carenet.matching.rules import SHAPES, Service

OPTIONS_MAX: Final = 5
CHUNK: Final = 1024
AT_ONE_PLACE: Final = (Service.HOST_FAMILY, Service.TUTORING)
"""Services in which the children of one helper are at one place; circles look to it themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Every allowed pair of a round with the people behind its positions."""

    field: Field
    service: Service
    groups: tuple[Group, ...]
    helpers: tuple[Helper, ...]
    room: Ints
    locks: tuple[tuple[int, int], ...]
    spread: int = 0
    apart: tuple[tuple[int, int], ...] = ()

    def problem(self, group: Ints, helper: Ints) -> Problem:
        """The problem with these of the allowed pairs, ordered by group."""
        size = np.array([g.size for g in self.groups], np.int64)
        return Problem.from_pairs(
            group_ids=[g.id for g in self.groups],
            size=size,
            tier=np.array([g.tier for g in self.groups], np.int64),
            helper_ids=[h.id for h in self.helpers],
            capacity=self.room,
            group=group,
            helper=helper,
            load=size[group] if self.by_children else np.ones(len(group), np.int64),
            cost=self.field.cost[group, helper].astype(np.int64),
            locks=self.locks,
            spread=(self.spread, [h.load for h in self.helpers]) if self.spread else None,
            apart=self.apart,
        )

    @property
    def by_children(self) -> bool:
        """Whether each child takes a place of its own, or brothers and sisters one together."""
        return SHAPES[self.service].load == "places"

    def load(self, group: int) -> int:
        """What a group takes of any helper."""
        return self.groups[group].size if self.by_children else 1

    def told(self, group: int, helper: int) -> Told:
        """What a pair costs, and why."""
        one = self.groups[group]
        told = self.field.told(group, helper, one.subject)
        return replace(told, circle=one.circle, children=one.size) if one.circle else told

    def solve(
        self,
        limits: Limits,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Problem, Outcome]:
        """The best plan, proven over every allowed pair, and the problem as it was handed over."""
        locks = (
            np.array([g for g, _ in self.locks], np.int64),
            np.array([h for _, h in self.locks], np.int64),
        )
        return solve_over(
            self.field, self.problem, locks, limits, progress=progress, cancelled=cancelled
        )


def make(
    groups: Sequence[Group],
    helpers: Sequence[Helper],
    ties: Ties,
    service: Service,
    progress: Callable[[int, int], None] | None = None,
    *,
    spread: int = 0,
) -> Made:
    """Judge every pair of groups and helpers; `spread`: minutes that each further group counts.

    Raises:
        TooMany: more groups, helpers or pairs than one run takes.

    """
    if len(groups) > GROUPS_MAX or len(helpers) > SUPPLY_MAX:
        raise TooMany
    field = field_of(sides_of(groups, helpers, ties, service), progress)
    room = _room(groups, helpers, service)
    # Locks that the rules still allow: a restriction or a lapsed paper beats what was locked.
    locks = [lock for lock in _locks(groups, helpers, ties) if field.cost[lock] >= 0]
    apart = apart_of(groups, ties) if service in AT_ONE_PLACE else ()
    kept = tuple(_not_meeting(locks, apart))
    return Made(field, service, tuple(groups), tuple(helpers), room, kept, spread, apart)


def apart_of(groups: Sequence[Group], ties: Ties) -> tuple[tuple[int, int], ...]:
    """Positions of groups with two children who are not to be together."""
    at = {w.child: g for g, group in enumerate(groups) for w in group.wants}
    met = {
        (at[one], at[other])
        for one, other in ties.apart
        if one in at and other in at and at[one] < at[other]
    }
    return tuple(sorted(met))


def _not_meeting(
    locks: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """The locks, but for the later of two that bring together whoever is kept apart."""
    shut = set(apart)
    kept: list[tuple[int, int]] = []
    for g, h in locks:
        if not any(h == there and {(g, one), (one, g)} & shut for one, there in kept):
            kept.append((g, h))
    return kept


def verdicts(made: Made, outcome: Outcome) -> list[Verdict]:
    """Every group in the plan: its helper with the next best, or why nobody."""
    room = made.room.copy()
    tiers = sorted(outcome.unmatched)
    stands = np.zeros((len(made.helpers), len(tiers)), np.float32)
    for g, h in enumerate(outcome.assignment):
        if h is not None:
            room[h] -= made.load(g)
            stands[h, tiers.index(made.groups[g].tier)] += made.groups[g].size
    alone = [g for g, h in enumerate(outcome.assignment) if h is None]
    instead = dict(zip(alone, _instead(made.field, alone, stands), strict=True))
    rank = np.argsort(np.argsort([h.id for h in made.helpers], kind="stable"), kind="stable")
    return [
        _without(made, g, dict(zip(tiers, instead[g].tolist(), strict=True)))
        if h is None
        else _with(made, g, h, room, rank)
        for g, h in enumerate(outcome.assignment)
    ]


def _instead(field: Field, alone: Sequence[int], stands: Any) -> Any:
    """For groups without anybody the children, by tier, who stand at the helpers they may have."""
    found = np.zeros((len(alone), stands.shape[1]), np.int64)
    for start in range(0, len(alone), CHUNK):
        allowed = field.cost[alone[start : start + CHUNK]] >= 0
        found[start : start + CHUNK] = allowed.astype(np.float32) @ stands
    return found


def _without(made: Made, g: int, instead: dict[int, int]) -> Verdict:
    if not np.any(made.field.cost[g] >= 0):
        return Verdict(made.groups[g], None, None, (), "no_pair", made.field.emptied(g))
    there = {tier: int(n) for tier, n in instead.items() if n}
    return Verdict(made.groups[g], None, None, (), "capacity", {}, there)


def _with(made: Made, g: int, h: int, room: Ints, rank: Ints) -> Verdict:
    """A group's helper, and the next best: those with room first, the cheapest first."""
    row = made.field.cost[g]
    others = np.flatnonzero(row >= 0)
    others = others[others != h]
    order = np.lexsort((rank[others], row[others], room[others] < made.load(g)))[:OPTIONS_MAX]
    options = tuple(
        Option(made.helpers[k].person, made.helpers[k].offer, made.told(g, k), int(room[k]))
        for k in others[order].tolist()
    )
    return Verdict(made.groups[g], made.helpers[h], made.told(g, h), options)


def _room(groups: Sequence[Group], helpers: Sequence[Helper], service: Service) -> Ints:
    """Room left. Every child has a first teacher: where a school is short, its cap gives way."""
    room = np.array([max(0, h.capacity - h.load) for h in helpers], np.int64)
    if service is not Service.PAIRED_TEACHER:
        return room
    asked: dict[object, int] = {}
    teachers: dict[object, int] = {}
    for group in groups:
        asked[group.school] = asked.get(group.school, 0) + 1
    for helper in helpers:
        teachers[helper.organisation] = teachers.get(helper.organisation, 0) + 1
    held: dict[object, int] = {}
    for helper in helpers:
        held[helper.organisation] = held.get(helper.organisation, 0) + helper.load
    for at, helper in enumerate(helpers):
        place = helper.organisation
        fair = -(-(asked.get(place, 0) + held[place]) // teachers[place])
        room[at] = max(int(room[at]), fair - helper.load, 0)
    return room


def _locks(groups: Sequence[Group], helpers: Sequence[Helper], ties: Ties) -> list[tuple[int, int]]:
    at = {h.person: k for k, h in enumerate(helpers)}
    kept = {need: person for need, person in ties.locks if person in at}
    found = []
    for g, group in enumerate(groups):
        people = {kept[w.need] for w in group.wants if w.need in kept}
        found += [(g, at[p]) for p in sorted(people)[:1]]
    return found
