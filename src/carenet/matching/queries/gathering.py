"""From rows to those who go to one helper together: single children, brothers and sisters, circles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from carenet.matching.pairing.circles import Circle, Member, circles_of, spoken_by_all
from carenet.matching.pairing.shapes import Group, Want
from carenet.matching.rules import NO_CIRCLE, SHAPES, Mark, Service, Standing, marks_of
from carenet.places.sketch import sketch_point


@dataclass(frozen=True, slots=True)
class Marked:
    """A group, or a helper, with why it needs attention."""

    id: UUID
    village: str
    mark: Mark


def groups_of(
    rows: Sequence[asyncpg.Record],
    service: Service,
    never: frozenset[tuple[UUID, UUID]],
    apart: frozenset[tuple[UUID, UUID]] = frozenset(),
) -> tuple[tuple[Group, ...], tuple[Marked, ...]]:
    """Who goes to one helper together, and what of whom has to be looked at."""
    shape = SHAPES[service]
    marked: list[Marked] = []
    together: dict[Any, list[asyncpg.Record]] = defaultdict(list)
    first: set[UUID] = set()
    for row in rows:
        marks = marks_on(row, service)
        marked += [Marked(row["id"], row["village"], mark) for mark in marks]
        if any(mark.first for mark in marks):
            first.add(row["id"])
        if not any(mark.out for mark in marks):
            key = row["group_key"] if shape.together and row["group_key"] else row["id"]
            together[key].append(row)
    if shape.circle:
        groups, alone = circles_among([row for (row,) in together.values()], never, apart)
        marked += alone
    else:
        groups = [
            group_of(str(key if not k else some[0]["id"]), some)
            for key, members in together.items()
            for k, some in enumerate(_who_may(members, apart))
        ]
    groups.sort(key=lambda g: not any(w.need in first for w in g.wants))
    return tuple(groups), in_order(marked)


def _who_may(
    members: Sequence[asyncpg.Record], apart: frozenset[tuple[UUID, UUID]]
) -> list[list[asyncpg.Record]]:
    """Brothers and sisters in as few groups as keep apart who is not to be together."""
    parts: list[list[asyncpg.Record]] = []
    for row in members:
        for part in parts:
            if not any((row["child"], one["child"]) in apart for one in part):
                part.append(row)
                break
        else:
            parts.append([row])
    return parts


def circles_among(
    rows: Sequence[asyncpg.Record],
    never: frozenset[tuple[UUID, UUID]],
    apart: frozenset[tuple[UUID, UUID]] = frozenset(),
) -> tuple[list[Group], list[Marked]]:
    """Circles of friends as groups, and the children for whom there is none yet."""
    by_need = {row["id"]: row for row in rows}
    circles, alone = circles_of(members_of(rows, never, apart))
    groups = [circle_group(circle, [by_need[m.need] for m in circle.members]) for circle in circles]
    return groups, [Marked(m.need, m.village, NO_CIRCLE) for m in alone]


def members_of(
    rows: Sequence[asyncpg.Record],
    never: frozenset[tuple[UUID, UUID]],
    apart: frozenset[tuple[UUID, UUID]],
) -> list[Member]:
    """Children as circles look at them: never to these adults, apart from these children."""
    away: dict[UUID, set[UUID]] = defaultdict(set)
    for child, person in never:
        away[child].add(person)
    parted: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in apart:
        parted[one].add(other)
    return [
        _member(row, frozenset(away[row["child"]]), frozenset(parted[row["child"]])) for row in rows
    ]


def _member(row: asyncpg.Record, away: frozenset[UUID], apart: frozenset[UUID]) -> Member:
    room = (row["school"], row["grade"], row["class_name"])
    return Member(
        row["id"], row["tier"], row["village"], room if row["school"] and row["grade"] else None,
        row["birth_date"], row["household"], frozenset(row["kin"]), away,
        frozenset(row["languages"] or ()), row["group_key"], row["child"], apart,
    )  # fmt: skip


def circle_group(circle: Circle, rows: Sequence[asyncpg.Record]) -> Group:
    """The group of these children of a circle: it meets where the first is, and a school accompanies it where all go there."""
    schools = {row["school"] for row in rows}
    return replace(
        group_of(str(circle.key), rows), languages=tuple(sorted(spoken_by_all(circle.members))),
        household=None, school=schools.pop() if len(schools) == 1 else None, circle=circle.of,
    )  # fmt: skip


def in_order(marked: list[Marked]) -> tuple[Marked, ...]:
    """Those who go first, then those who are left out, then by village."""
    return tuple(sorted(marked, key=lambda m: (not m.mark.first, not m.mark.out, m.village)))


def marks_on(row: asyncpg.Record, service: Service) -> list[Mark]:
    """Why the child of a row (`STANDING`) needs attention."""
    return marks_of(
        SHAPES[service], Standing(row["consent"], row["tries"], row["reached"]),
        school=row["school"] is not None, service=service, tier=row["tier"], waited=row["waited"],
    )  # fmt: skip


def group_of(key: str, rows: Sequence[asyncpg.Record]) -> Group:
    """The group of children whose rows (`ABOUT`) belong together."""
    lead = rows[0]
    point = sketch_point(lead["village"]) if lead["latitude"] is None else None
    return Group(
        id=key,
        wants=tuple(Want(r["id"], r["child"], r["village"], r["sex"]) for r in rows),
        tier=min(r["tier"] for r in rows),
        subject=lead["subject"],
        wants_sex=next((r["wants_sex"] for r in rows if r["wants_sex"]), None),
        village=lead["village"],
        latitude=point.lat if point else lead["latitude"],
        longitude=point.lon if point else lead["longitude"],
        centre_minutes=lead["centre_foot_minutes"],
        languages=tuple(lead["languages"] or ()),
        boards=lead["boards"],
        school=lead["school"],
        household=lead["household"],
        kin=frozenset(p for r in rows for p in r["kin"]),
    )
