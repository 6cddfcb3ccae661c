"""Circles of three or four children who are there for one another, put together before an adult is sought.

A circle is one group of the round: what the engine finds for it is the adult who accompanies it.
Children of one class come first, then those of one village; nobody leads and nobody reports.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias
from uuid import UUID, uuid5

from carenet.matching.pairing.shapes import CIRCLE_MAX, CIRCLE_MIN

YEARS_APART: Final = 3
"""Friends of one circle are at most so many years apart (field judgement)."""
SPACE: Final = UUID("5f0a7f0e-8a52-4b0b-9d2e-3f4a1c2b7d10")
ASSUMED: Final = "mandarin"
Of: TypeAlias = Literal["class", "village"]


@dataclass(frozen=True, slots=True)
class Member:
    """A child that would like to be in a circle; `key` names the circle it was put in before."""

    need: UUID
    tier: int
    village: str
    classroom: Hashable = None
    born: date | None = None
    household: UUID | None = None
    kin: frozenset[UUID] = frozenset()
    kept_from: frozenset[UUID] = frozenset()
    languages: frozenset[str] = frozenset()
    key: UUID | None = None
    child: UUID | None = None
    apart: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Circle:
    """Three or four children of one class, or of one village."""

    members: tuple[Member, ...]
    of: Of

    @property
    def key(self) -> UUID:
        """The same for the same children."""
        return uuid5(SPACE, ",".join(sorted(str(m.need) for m in self.members)))


@dataclass(frozen=True, slots=True)
class Begun:
    """A circle that meets already: its key, the adult who accompanies it, its children."""

    key: UUID
    person: UUID
    members: tuple[Member, ...]


def joins(alone: Sequence[Member], begun: Sequence[Begun]) -> list[tuple[Member, Begun, Of]]:
    """Which circle that has begun each child without one could come to, the most urgent child first.

    Of those of its class, then of its village, it is the one whose children are nearest in age.
    """
    met = {circle.key: list(circle.members) for circle in begun}
    found: list[tuple[Member, Begun, Of]] = []
    for one in sorted(alone, key=lambda m: m.tier):
        open_ = [
            (of != "class", sum(_apart(one, m) for m in met[c.key]) / len(met[c.key]), k)
            for k, c in enumerate(begun)
            if len(met[c.key]) < CIRCLE_MAX
            and c.person not in one.kin | one.kept_from
            and (of := _common([one, *met[c.key]])) is not None
            and all(may_be_together(one, m) for m in met[c.key])
            and spoken_by_all([one, *met[c.key]])
        ]
        if open_:
            elsewhere, _, k = min(open_)
            found.append((one, begun[k], "village" if elsewhere else "class"))
            met[begun[k].key].append(one)
    return found


def _common(mine: Sequence[Member]) -> Of | None:
    """What all of them share: a class, or else a village."""
    if mine[0].classroom is not None and len({m.classroom for m in mine}) == 1:
        return "class"
    return "village" if len({m.village for m in mine}) == 1 else None


def circles_of(members: Sequence[Member]) -> tuple[list[Circle], list[Member]]:
    """Circles for as many as possible, the most urgent first, and who finds none yet.

    Children who were put together before stay together while all of them may.
    """
    found, placed = _kept(members)
    for of in ("class", "village"):
        pools: dict[Hashable, list[Member]] = {}
        for one in members:
            where = one.classroom if of == "class" else one.village
            if where is not None and one.need not in placed:
                pools.setdefault(where, []).append(one)
        for pool in pools.values():
            for circle in _of_pool(pool):
                found.append(Circle(circle, "class" if of == "class" else "village"))
                placed |= {m.need for m in circle}
    return found, [m for m in members if m.need not in placed]


def may_be_together(one: Member, other: Member) -> bool:
    """Nobody kept apart, no brothers and sisters, nobody whose family is kept from the other, near in age, one language."""
    if one.child in other.apart or other.child in one.apart:
        return False
    if one.household is not None and one.household == other.household:
        return False
    if one.kin & other.kin or one.kin & other.kept_from or other.kin & one.kept_from:
        return False
    if one.born and other.born and abs((one.born - other.born).days) > YEARS_APART * 366:
        return False
    return bool(_spoken(one) & _spoken(other))


def _spoken(one: Member) -> frozenset[str]:
    return one.languages or frozenset({ASSUMED})


def spoken_by_all(members: Iterable[Member]) -> frozenset[str]:
    """The languages in which all of a circle can be spoken to."""
    return frozenset.intersection(*(_spoken(m) for m in members))


def _kept(members: Sequence[Member]) -> tuple[list[Circle], set[UUID]]:
    """The circles of before in which all may still be together."""
    before: dict[UUID, list[Member]] = {}
    for one in members:
        if one.key is not None:
            before.setdefault(one.key, []).append(one)
    found = []
    for mine in before.values():
        if CIRCLE_MIN <= len(mine) <= CIRCLE_MAX and _all_may(mine) and spoken_by_all(mine):
            of = _common(mine)
            if of is not None:
                found.append(Circle(tuple(mine), of))
    return found, {m.need for circle in found for m in circle.members}


def _all_may(mine: Sequence[Member]) -> bool:
    return all(may_be_together(a, b) for k, a in enumerate(mine) for b in mine[k + 1 :])


def _of_pool(pool: list[Member]) -> list[tuple[Member, ...]]:
    """As many circles as give most children a place, each around the most urgent who has none."""
    waiting = sorted(pool, key=lambda m: m.tier)
    found: list[tuple[Member, ...]] = []
    while len(waiting) >= CIRCLE_MIN:
        lead = waiting.pop(0)
        circle = _around(lead, waiting, _size(len(waiting) + 1))
        if len(circle) >= CIRCLE_MIN:
            found.append(tuple(circle))
            taken = {m.need for m in circle}
            waiting = [m for m in waiting if m.need not in taken]
    return found


def _size(children: int) -> int:
    """Four where the rest then still comes out in threes and fours, else three; of five, four."""
    return CIRCLE_MIN if children - CIRCLE_MAX in (2, 5) else CIRCLE_MAX


def _around(lead: Member, waiting: Sequence[Member], size: int) -> list[Member]:
    """The nearest in age who may be with the one and with each other."""
    circle = [lead]
    for one in sorted(waiting, key=lambda m: _apart(lead, m)):
        if all(may_be_together(one, m) for m in circle) and spoken_by_all([*circle, one]):
            circle.append(one)
            if len(circle) == size:
                break
    return circle


def _apart(one: Member, other: Member) -> int:
    return abs((one.born - other.born).days) if one.born and other.born else 0
