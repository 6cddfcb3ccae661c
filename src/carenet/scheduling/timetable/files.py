"""Instances and plans as files, read with one sentence for each fault.

The instance:
    {"schema": "carenet.timetable/1",
     "slots":   [{"day": 0, "start": 970, "end": 1030}, …],
     "centres": [{"id": "c1", "x": 1.0, "y": 2.5, "rooms": [20, 12], "open": [0, 3], "observable": false}, …],
     "adults":  [{"id": "a1", "x": 0.4, "y": 2.0, "subjects": ["maths"], "free": [0, 3], "week_max": 3,
                  "km_max": 15, "cleared": true, "ties": ["household 7"]}, …],
     "classes": [{"id": "k1", "centre": 0, "subject": "maths", "children": [4, 9], "times": 2, "weight": 1}, …],
     "rules":   {"km_same_day": 8, "km_per_hour": 25, "solo_children_max": 15},
     "kept":    [{"class": 0, "slot": 3, "adult": 0}, …],
     "locks":   [{"class": 0, "slot": 3}, {"class": 1, "adult": 0}, …]}
Further a centre may have "taken": [[slot, room], …], rooms that something else occupies then; an adult
"never_at": [centre, …], where it is not sent; a class "never": [slot, …], when its children are elsewhere.
Positions count from 0. Children are numbers of the caller's own; a child in two classes has them on
different days. `rules`, `kept`, `locks`, `weight`, `observable`, `cleared`, `ties` may be left out.
The plan is what `outcome.Plan.to_json` writes.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from carenet.scheduling.timetable.outcome import Beside, Plan, Session
from carenet.scheduling.timetable.problem import Adult, Centre, Class, Fixed, Problem, Rules, Slot
from carenet.scheduling.timetable.shapes import FixedShape, InstanceShape, PlanShape

SCHEMA: Final = "carenet.timetable/1"
FAULTS_MAX: Final = 40
M = TypeVar("M", bound=BaseModel)


class WrongInput(ValueError):  # noqa: N818 - named after what it refuses
    """A file that cannot be taken; one line a fault: where, what stands there, what is expected."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults[:FAULTS_MAX]


def _parsed(raw: bytes) -> Any:
    try:
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        return json.loads(raw)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise WrongInput([f"$: {error}: expected JSON"]) from error


def _checked(model: type[M], data: Any) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise WrongInput(
            [
                f"{'.'.join(map(str, one['loc'])) or '$'}: {str(one['input'])[:60]}: {one['msg']}"
                for one in error.errors()
            ]
        ) from error


def read_instance(raw: bytes) -> Problem:
    """The problem an instance file describes.

    Raises:
        WrongInput: with every fault found.

    """
    shape = _checked(InstanceShape, _parsed(raw))
    faults = list(_faults(shape))
    if faults:
        raise WrongInput(faults)
    return Problem(
        slots=tuple(Slot(one.day, one.start, one.end) for one in shape.slots),
        centres=tuple(
            Centre(
                one.id, one.x, one.y, tuple(one.rooms), frozenset(one.open), one.observable,
                frozenset((slot, room) for slot, room in one.taken),
            )
            for one in shape.centres
        ),
        adults=tuple(
            Adult(
                one.id, one.x, one.y, frozenset(one.subjects), frozenset(one.free), one.week_max,
                one.km_max, one.cleared, frozenset(one.ties), frozenset(one.never_at),
            )
            for one in shape.adults
        ),
        classes=tuple(
            Class(
                one.id, one.centre, one.subject, tuple(one.children), one.times, one.weight,
                frozenset(one.never),
            )
            for one in shape.classes
        ),
        rules=Rules(**shape.rules.model_dump()),
        kept=tuple(_fixed(one) for one in shape.kept),
        locks=tuple(_fixed(one) for one in shape.locks),
    )  # fmt: skip


def _fixed(one: FixedShape) -> Fixed:
    return Fixed(one.class_, one.slot, one.adult)


def _faults(shape: InstanceShape) -> Iterator[str]:
    """What no single value shows: positions outside, slots out of order, ids twice."""
    yield from _slot_faults(shape)
    many = {
        "slot": len(shape.slots), "centre": len(shape.centres),
        "adult": len(shape.adults), "class": len(shape.classes),
    }  # fmt: skip
    for where, what, position in _positions(shape):
        if position is not None and position >= many[what]:
            yield f"{where}: {position}: expected a position below {many[what]}"
    for name, ids in (
        ("centres", [one.id for one in shape.centres]),
        ("adults", [one.id for one in shape.adults]),
        ("classes", [one.id for one in shape.classes]),
    ):
        if len(set(ids)) < len(ids):
            yield f"{name}.id: an id stands twice: expected each once"


def _slot_faults(shape: InstanceShape) -> Iterator[str]:
    for at, slot in enumerate(shape.slots):
        if slot.end <= slot.start:
            yield f"slots.{at}: {slot.start}-{slot.end}: expected an end after the start"
    for at, (early, late) in enumerate(pairwise(shape.slots), 1):
        if (late.day, late.start) < (early.day, early.end):
            yield f"slots.{at}: before the end of the one above: expected the order of the week"


def _positions(shape: InstanceShape) -> Iterator[tuple[str, str, int | None]]:
    """Every position in an instance: where it stands, of what, and itself."""
    for at, centre in enumerate(shape.centres):
        yield from ((f"centres.{at}.open", "slot", position) for position in centre.open)
        yield from ((f"centres.{at}.taken", "slot", slot) for slot, _ in centre.taken)
    for at, adult in enumerate(shape.adults):
        yield from ((f"adults.{at}.free", "slot", position) for position in adult.free)
        yield from ((f"adults.{at}.never_at", "centre", position) for position in adult.never_at)
    for at, class_ in enumerate(shape.classes):
        yield f"classes.{at}.centre", "centre", class_.centre
        yield from ((f"classes.{at}.never", "slot", position) for position in class_.never)
    for name, fixed in (("kept", shape.kept), ("locks", shape.locks)):
        for at, one in enumerate(fixed):
            yield f"{name}.{at}.class", "class", one.class_
            yield f"{name}.{at}.slot", "slot", one.slot
            yield f"{name}.{at}.adult", "adult", one.adult


def instance_json(problem: Problem) -> dict[str, Any]:
    """A problem as the file format has it."""
    return {
        "schema": SCHEMA,
        "slots": [{"day": s.day, "start": s.start, "end": s.end} for s in problem.slots],
        "centres": [
            {
                "id": c.id, "x": c.x, "y": c.y, "rooms": list(c.rooms), "open": sorted(c.open),
                "observable": c.observable,
            }
            | _said("taken", sorted(map(list, c.taken)))
            for c in problem.centres
        ],
        "adults": [
            {
                "id": a.id, "x": a.x, "y": a.y, "subjects": sorted(a.subjects),
                "free": sorted(a.free), "week_max": a.week_max, "km_max": a.km_max,
                "cleared": a.cleared, "ties": sorted(a.ties),
            }
            | _said("never_at", sorted(a.never_at))
            for a in problem.adults
        ],
        "classes": [
            {
                "id": k.id, "centre": k.centre, "subject": k.subject,
                "children": list(k.children), "times": k.times, "weight": k.weight,
            }
            | _said("never", sorted(k.never))
            for k in problem.classes
        ],
        "rules": {
            "km_same_day": problem.rules.km_same_day,
            "km_per_hour": problem.rules.km_per_hour,
            "solo_children_max": problem.rules.solo_children_max,
        },
        "kept": [_fixed_json(one) for one in problem.kept],
        "locks": [_fixed_json(one) for one in problem.locks],
    }  # fmt: skip


def _said(name: str, values: list[Any]) -> dict[str, Any]:
    """A part that is left out where it says nothing."""
    return {name: values} if values else {}


def _fixed_json(one: Fixed) -> dict[str, int]:
    named = {"class": one.class_, "slot": one.slot, "adult": one.adult}
    return {name: value for name, value in named.items() if value is not None}


def read_plan(raw: bytes) -> Plan:
    """What a plan file says.

    Raises:
        WrongInput: with every fault found.

    """
    shape = _checked(PlanShape, _parsed(raw))
    held, beside = shape.sessions, shape.beside
    columns: dict[str, tuple[list[int], ...]] = {
        "sessions": (held.class_, held.slot, held.room, held.lead),
        "beside": (beside.centre, beside.slot, beside.adult),
    }
    uneven = [name for name, lists in columns.items() if len({len(x) for x in lists}) > 1]
    if uneven:
        raise WrongInput([f"{name}: columns of unequal length: expected equal" for name in uneven])
    return Plan(
        status=shape.status,
        sessions=_rows(Session, columns["sessions"]),
        beside=_rows(Beside, columns["beside"]),
        wanted=shape.unscheduled.of,
        unscheduled=shape.unscheduled.value,
        bound=shape.unscheduled.bound,
    )


T = TypeVar("T")


def _rows(kind: Callable[..., T], columns: tuple[list[int], ...]) -> tuple[T, ...]:
    return tuple(kind(*row) for row in zip(*columns, strict=True))


def written(data: Mapping[str, Any]) -> str:
    """JSON on one line, the same text for the same data."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
