"""The problem of a round, and what its outcome says about every group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from carenet.core.refusals import N_, Refusal
from carenet.matching.engine.outcome import Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.pairing.masks import (
    EACH_CHILD_ALREADY,
    NEW_FACE,
    ONLY_UNDERSTANDS,
    Block,
    Bools,
    Ints,
    Sides,
)
from carenet.matching.pairing.shapes import (
    GROUPS_MAX,
    PAIRS_MAX,
    SUPPLY_MAX,
    Group,
    Helper,
    Option,
    Ties,
    Told,
    Verdict,
)
from carenet.matching.rules import SHAPES, Service

OPTIONS_MAX: Final = 5


class TooMany(Refusal):
    """The round is larger than one run takes."""

    msgid = N_("This area is too large for one round. Please choose a smaller area.")


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A problem with the people behind its positions and the features behind its costs."""

    problem: Problem
    service: Service
    groups: tuple[Group, ...]
    helpers: tuple[Helper, ...]
    first: Ints
    helper: Ints
    told: Block
    languages: tuple[str, ...]

    def told_of(self, pair: int) -> Told:
        """What a pair costs, and why."""
        b = self.told
        terms = _terms(b, slice(pair, pair + 1))
        language = int(b.language[pair])
        group = self.groups[int(b.group[pair])]
        helper = self.helpers[int(b.helper[pair])]
        named = {name: int(column[0]) for name, column in terms.items()}
        return Told(
            sum(named.values()), named, int(b.minutes[pair]), bool(b.on_foot[pair]),
            self.languages[language] if language >= 0 else None, bool(b.explains[pair]),
            bool(b.sibling[pair]), group.subject, group.village == helper.division,
        )  # fmt: skip


def make(
    groups: Sequence[Group],
    helpers: Sequence[Helper],
    ties: Ties,
    service: Service,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """Put the pairs that every rule allows into a problem; all of them, so that the proof covers all.

    Raises:
        TooMany: more groups, helpers or pairs than one run takes.

    """
    if len(groups) > GROUPS_MAX or len(helpers) > SUPPLY_MAX:
        raise TooMany
    sides = Sides(groups, helpers, ties, service)
    blocks = []
    pairs = 0
    for block in sides.blocks(progress):
        pairs += len(block.group)
        if pairs > PAIRS_MAX:
            raise TooMany
        blocks.append(block)
    whole = _joined(blocks)
    places = SHAPES[service].load == "places"
    size = np.array([g.size for g in groups], np.int64)
    terms = _terms(whole)
    problem = Problem.from_pairs(
        group_ids=[g.id for g in groups],
        size=size,
        tier=np.array([g.tier for g in groups], np.int64),
        helper_ids=[h.id for h in helpers],
        capacity=_room(groups, helpers, service),
        group=whole.group,
        helper=whole.helper,
        load=size[whole.group] if places else np.ones(len(whole.group), np.int64),
        cost=sum(terms.values(), np.zeros(len(whole.group), np.int64)),
        locks=_allowed(_locks(groups, helpers, ties), whole),
        terms=terms,
    )
    first = np.searchsorted(whole.group, np.arange(len(groups) + 1)).astype(np.int64)
    return Made(
        problem, service, tuple(groups), tuple(helpers), first, whole.helper, whole,
        tuple(sides.words.bits),
    )  # fmt: skip


def verdicts(made: Made, outcome: Outcome) -> list[Verdict]:
    """Every group in the plan: its helper with the next best, or why nobody."""
    room = np.array([int(c) for c in made.problem.capacity], np.int64)
    places = SHAPES[made.service].load == "places"
    stands: dict[int, list[Group]] = {}
    for g, h in enumerate(outcome.assignment):
        if h is not None:
            room[h] -= made.groups[g].size if places else 1
            stands.setdefault(h, []).append(made.groups[g])
    return [_verdict(made, g, h, room, stands) for g, h in enumerate(outcome.assignment)]


def _verdict(
    made: Made, g: int, h: int | None, room: Ints, stands: dict[int, list[Group]]
) -> Verdict:
    group = made.groups[g]
    places = SHAPES[made.service].load == "places"
    pairs = range(int(made.first[g]), int(made.first[g + 1]))
    told = {int(made.helper[p]): made.told_of(p) for p in _cheapest(made, pairs, h)}
    size = group.size if places else 1
    others = sorted(
        (k for k in told if k != h),
        key=lambda k: (room[k] < size, told[k].cost, made.helpers[k].id),
    )
    options = tuple(
        Option(made.helpers[k].person, made.helpers[k].offer, told[k], int(room[k]))
        for k in others[:OPTIONS_MAX]
    )
    if h is not None:
        return Verdict(group, made.helpers[h], told.get(h), options)
    if not pairs:
        return Verdict(group, None, None, (), "no_pair", made.told.emptied.get(g, {}))
    instead: dict[int, int] = {}
    for k in {int(made.helper[p]) for p in pairs}:
        for there in stands.get(k, ()):
            instead[there.tier] = instead.get(there.tier, 0) + there.size
    return Verdict(group, None, None, options, "capacity", {}, instead)


def _cheapest(made: Made, pairs: range, h: int | None) -> list[int]:
    """A group's cheapest pairs, and its own."""
    if not pairs:
        return []
    columns = made.problem.pairs
    if columns is None:
        return []
    order = np.argsort(columns.cost[pairs.start : pairs.stop], kind="stable")[: 4 * OPTIONS_MAX]
    found = [pairs.start + int(k) for k in order]
    own = [p for p in pairs if h is not None and int(made.helper[p]) == h]
    return list(dict.fromkeys([*own, *found]))


def _terms(block: Block, at: slice = slice(None)) -> dict[str, Ints]:
    """The parts of the cost of these pairs; of all unless some are named."""
    return {
        "travel": block.minutes[at],
        "language": np.where(block.explains[at], 0, ONLY_UNDERSTANDS).astype(np.int64),
        "new": np.where(block.sibling[at], 0, NEW_FACE).astype(np.int64),
        "busy": (block.busy[at] * EACH_CHILD_ALREADY).astype(np.int64),
    }


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


def _allowed(locks: list[tuple[int, int]], whole: Block) -> list[tuple[int, int]]:
    """Locks that the rules still allow: a restriction or a lapsed paper beats what was locked."""
    there = set(zip(whole.group.tolist(), whole.helper.tolist(), strict=True))
    return [lock for lock in locks if lock in there]


def _joined(blocks: Sequence[Block]) -> Block:
    emptied = {g: counts for block in blocks for g, counts in block.emptied.items()}

    def column(name: str) -> Ints:
        parts = [getattr(b, name) for b in blocks]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def flags(name: str) -> Bools:
        return column(name).astype(np.bool_)

    return Block(
        column("group"), column("helper"), column("minutes"), flags("on_foot"), column("language"),
        flags("explains"), flags("sibling"), column("busy"), emptied,
    )  # fmt: skip
