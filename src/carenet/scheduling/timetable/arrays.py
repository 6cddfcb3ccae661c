"""A problem and a week in the making as arrays, for the compiled loops."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from carenet.scheduling.timetable.problem import SOLO_CHILDREN_MIN, Problem

Ints = npt.NDArray[np.int32]
NOBODY = -1


class World(NamedTuple):
    """What does not change. Lists of lists stand as `…_at` (where each begins) and their items."""

    session_class: Ints
    class_first: Ints
    centre: Ints
    size: Ints
    solo: Ints
    weight: Ints
    kept_lead: Ints
    kept_slot: Ints
    leads_at: Ints
    leads: Ints
    open_at: Ints
    open: Ints
    seconds_at: Ints
    seconds: Ints
    clash_at: Ints
    clash: Ints
    rooms_at: Ints
    rooms: Ints
    room_taken: Ints
    never: Ints
    free: Ints
    week_max: Ints
    cleared: Ints
    tied: Ints
    day: Ints
    start: Ints
    end: Ints
    day_at: Ints
    near: Ints
    minutes: Ints
    travel: Ints
    scarce: Ints
    locked: Ints


class Week(NamedTuple):
    """A week in the making.

    `at[adult, slot]` is a session, or the number of sessions plus a centre where the adult stands
    beside, or `NOBODY`.
    """

    slot: Ints
    lead: Ints
    at: Ints
    load: Ints
    second: Ints
    here: Ints
    many_here: Ints
    class_day: Ints
    penalty: Ints


class Best(NamedTuple):
    """The best week found, and scratch space of the search."""

    slot: Ints
    lead: Ints
    second: Ints
    found: Ints
    out: Ints


def _lists(lists: Iterable[Sequence[int]]) -> tuple[Ints, Ints]:
    every = [list(one) for one in lists]
    begins = np.zeros(len(every) + 1, np.int32)
    np.cumsum([len(one) for one in every], out=begins[1:])
    return begins, np.array([item for one in every for item in one], np.int32)


def world_of(problem: Problem) -> World:
    """The problem in arrays. Costs are tenths of a kilometre."""
    classes, adults, centres = problem.classes, problem.adults, problem.centres
    km = _km(problem)
    reach = _reach(problem, km)
    teaches = {
        subject: [a for a, one in enumerate(adults) if subject in one.subjects]
        for subject in {one.subject for one in classes}
    }
    leads = [[a for a in teaches[one.subject] if reach[a, one.centre]] for one in classes]
    scarce = np.ones(len(adults), np.int32)
    for able in leads:
        scarce[able] += 1
    leads_at, lead_items = _lists(leads)
    open_at, open_ = _lists(sorted(one.open) for one in centres)
    seconds_at, seconds = _lists(np.flatnonzero(reach[:, c]).tolist() for c in range(len(centres)))
    clash_at, clash = _lists(_clashes(problem))
    rooms_at, rooms = _lists(sorted(one.rooms, reverse=True) for one in centres)
    between = _km_between(problem)
    return World(
        session_class=_ints(problem.sessions()),
        class_first=_ints(np.cumsum([0, *(one.times for one in classes)])),
        centre=_ints(one.centre for one in classes),
        size=_ints(len(one.children) for one in classes),
        solo=_ints(
            centres[one.centre].observable
            and SOLO_CHILDREN_MIN <= len(one.children) <= problem.rules.solo_children_max
            for one in classes
        ),
        weight=_ints(one.weight for one in classes),
        kept_lead=_kept_lead(problem),
        kept_slot=_kept_slot(problem),
        leads_at=leads_at, leads=lead_items, open_at=open_at, open=open_,
        seconds_at=seconds_at, seconds=seconds, clash_at=clash_at, clash=clash,
        rooms_at=rooms_at, rooms=rooms, room_taken=_room_taken(problem),
        never=_table(len(classes), len(problem.slots), [one.never for one in classes]),
        free=_table(len(adults), len(problem.slots), [one.free for one in adults]),
        week_max=_ints(one.week_max for one in adults),
        cleared=_ints(one.cleared for one in adults),
        tied=_tied(problem),
        day=_ints(one.day for one in problem.slots),
        start=_ints(one.start for one in problem.slots),
        end=_ints(one.end for one in problem.slots),
        day_at=_ints(np.searchsorted([one.day for one in problem.slots], range(8))),
        near=(between <= problem.rules.km_same_day).astype(np.int32),
        minutes=np.ceil(between * 60 / problem.rules.km_per_hour).astype(np.int32),
        travel=np.rint(km * 10).astype(np.int32),
        scarce=scarce,
        locked=np.zeros(sum(one.times for one in classes), np.int32),
    )  # fmt: skip


def _ints(values: Iterable[Any]) -> Ints:
    return np.fromiter((int(value) for value in values), np.int32)


def _km(problem: Problem) -> npt.NDArray[np.float64]:
    homes = np.array([(one.x, one.y) for one in problem.adults]).reshape(-1, 2)
    places = np.array([(one.x, one.y) for one in problem.centres]).reshape(-1, 2)
    return _far(homes, places)


def _km_between(problem: Problem) -> npt.NDArray[np.float64]:
    places = np.array([(one.x, one.y) for one in problem.centres]).reshape(-1, 2)
    return _far(places, places)


def _far(these: npt.NDArray[np.float64], those: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    apart = these[:, None, :] - those[None, :, :]
    far: npt.NDArray[np.float64] = np.hypot(apart[..., 0], apart[..., 1])
    return far


def _table(rows: int, columns: int, sets: Sequence[Iterable[int]]) -> Ints:
    made = np.zeros((rows, columns), np.int32)
    for row, inside in enumerate(sets):
        made[row, list(inside)] = 1
    return made


def _reach(problem: Problem, km: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether each adult goes to each centre at all."""
    reach = np.zeros(km.shape, np.bool_)
    for position, adult in enumerate(problem.adults):
        reach[position] = km[position] <= adult.km_max
        reach[position, list(adult.never_at)] = False
    return reach


def _room_taken(problem: Problem) -> Ints:
    """1 where something else occupies a room; rooms in the order of `rooms`, largest first."""
    taken = [
        [slot for slot, room in centre.taken if room == at]
        for centre in problem.centres
        for at in sorted(range(len(centre.rooms)), key=lambda at: -centre.rooms[at])
    ]
    return _table(len(taken), len(problem.slots), taken)


def _clashes(problem: Problem) -> list[list[int]]:
    """The classes that share a child with each class, itself among them."""
    learns: dict[int, list[int]] = {}
    for position, one in enumerate(problem.classes):
        for child in one.children:
            learns.setdefault(child, []).append(position)
    return [
        sorted({position, *(other for child in one.children for other in learns[child])})
        for position, one in enumerate(problem.classes)
    ]


def _tied(problem: Problem) -> Ints:
    """1 where two adults are not independent."""
    many = len(problem.adults)
    tied = np.eye(many, dtype=np.int32)
    members: dict[str, list[int]] = {}
    for adult, one in enumerate(problem.adults):
        for tie in one.ties:
            members.setdefault(tie, []).append(adult)
    for group in members.values():
        tied[np.ix_(group, group)] = 1
    return tied


def _kept_lead(problem: Problem) -> Ints:
    kept = np.full(len(problem.classes), NOBODY, np.int32)
    for one in problem.kept:
        if one.adult is not None:
            kept[one.class_] = one.adult
    return kept


def _kept_slot(problem: Problem) -> Ints:
    """1 where a class is held today; -1 in the whole row of a class that is new."""
    kept = np.full((len(problem.classes), len(problem.slots)), NOBODY, np.int32)
    for one in problem.kept:
        if one.slot is not None:
            kept[one.class_] = np.maximum(kept[one.class_], 0)
    for one in problem.kept:
        if one.slot is not None:
            kept[one.class_, one.slot] = 1
    return kept


def empty_week(problem: Problem) -> Week:
    """Nobody has anything to do yet."""
    sessions = sum(one.times for one in problem.classes)
    centres, slots, adults = len(problem.centres), len(problem.slots), len(problem.adults)
    rooms = max((len(one.rooms) for one in problem.centres), default=0)

    def full(*shape: int) -> Ints:
        return np.full(shape, NOBODY, np.int32)

    return Week(
        slot=full(sessions), lead=full(sessions), at=full(adults, slots),
        load=np.zeros(adults, np.int32), second=full(centres, slots),
        here=full(centres, slots, max(rooms, 1)), many_here=np.zeros((centres, slots), np.int32),
        class_day=full(len(problem.classes), 7), penalty=np.ones(sessions, np.int32),
    )  # fmt: skip
