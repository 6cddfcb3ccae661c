"""Weeks in arrays: begun from what is fixed, kept, set back to the best, and written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from carenet.scheduling.timetable.arrays import NOBODY, Best, Ints, Week, World, empty_week
from carenet.scheduling.timetable.loops.search import OUT_MAX, first, improve, polish
from carenet.scheduling.timetable.outcome import Beside, Session
from carenet.scheduling.timetable.problem import Problem

TURNS_A_CALL: Final = 400
POOL_SPARE: Final = 8
Held = tuple[int, int, int]
"""Session, slot and lead."""


@dataclass(slots=True)
class Making:
    """One search: its week, the best week it has seen, and what is without a place."""

    world: World
    week: Week
    best: Best
    pool: Ints
    numbers: npt.NDArray[np.int64]
    dice: npt.NDArray[np.int64]
    work: int

    @property
    def missing(self) -> int:
        """The weight of the sessions that the best week lacks."""
        return int(self.numbers[1])

    def turns(self) -> None:
        """A bounded piece of the search; a week that has drifted goes back to the best."""
        improve(
            self.work, self.world, self.week, self.best, self.pool, self.numbers, self.dice,
            TURNS_A_CALL,
        )  # fmt: skip
        if self.numbers[0] and self.numbers[2] > self.numbers[1]:
            self.set_back()

    def set_back(self) -> None:
        """Make this week the best one again; what proved hard to place is remembered."""
        hold(self.world, self.week, self.best)
        left = np.flatnonzero(self.week.slot == NOBODY)
        rank = np.argsort(self.week.penalty[left], kind="stable")
        self.pool[: left.size] = left[rank]
        self.numbers[0], self.numbers[2] = left.size, self.numbers[1]

    def take_over(self, other: "Making") -> None:
        """Go on from another search's best week."""
        for mine, theirs in zip(self.best[:3], other.best[:3], strict=True):
            mine[:] = theirs
        self.numbers[1] = other.numbers[1]
        self.set_back()

    def polish(self) -> int:
        """One sweep over the best week for shorter ways and steadier tutors; how many moved."""
        self.set_back()
        before = int(np.count_nonzero(self.week.slot == NOBODY))
        order = np.arange(self.week.slot.size, dtype=np.int32)
        moved = polish(self.work, self.world, self.week, order, self.dice, self.best.out)
        if np.count_nonzero(self.week.slot == NOBODY) > before:
            self.set_back()
            return 0
        for mine, now in zip(
            self.best[:3], (self.week.slot, self.week.lead, self.week.second), strict=True
        ):
            mine[:] = now
        return int(moved)


def begin(
    problem: Problem, world: World, held: Sequence[Held], beside: Sequence[Beside], seed: int
) -> Making:
    """A first complete week around what is fixed already."""
    week = empty_week(problem)
    sessions = week.slot.size
    start = Best(
        np.full(sessions, NOBODY, np.int32), np.full(sessions, NOBODY, np.int32),
        week.second.copy(), np.zeros(POOL_SPARE, np.int32), np.zeros(OUT_MAX, np.int32),
    )  # fmt: skip
    for session, slot, lead in held:
        start.slot[session], start.lead[session] = slot, lead
    for one in beside:
        start.second[one.centre, one.slot] = one.adult
    hold(world, week, start)
    options = np.diff(world.leads_at)[world.session_class] * np.maximum(
        np.diff(world.open_at)[world.centre[world.session_class]], 1
    )
    order = np.lexsort((options, -world.weight[world.session_class])).astype(np.int32)
    pool = np.zeros(sessions * 2 + OUT_MAX * 4, np.int32)
    dice = np.array([seed * 2 + 1], np.int64)
    work = sessions * max(int(np.diff(world.leads_at).max(initial=0)), 1)
    left = int(first(work, world, week, order, pool, dice))
    missing = int(world.weight[world.session_class[pool[:left]]].sum())
    best = start._replace(slot=week.slot.copy(), lead=week.lead.copy(), second=week.second.copy())
    return Making(world, week, best, pool, np.array([left, missing, missing], np.int64), dice, work)


def hold(world: World, week: Week, best: Best) -> None:
    """Make the week exactly what `best` says."""
    for array in (week.slot, week.lead, week.at, week.second, week.here, week.class_day):
        array[...] = NOBODY
    week.load[...] = 0
    week.many_here[...] = 0
    sessions = week.slot.size
    for session in np.flatnonzero(best.slot != NOBODY):
        class_, slot, lead = world.session_class[session], best.slot[session], best.lead[session]
        centre = world.centre[class_]
        week.slot[session], week.lead[session] = slot, lead
        week.at[lead, slot] = session
        week.load[lead] += 1
        week.here[centre, slot, week.many_here[centre, slot]] = session
        week.many_here[centre, slot] += 1
        week.class_day[class_, world.day[slot]] = session
    for centre, slot in np.argwhere(best.second != NOBODY):
        adult = best.second[centre, slot]
        week.second[centre, slot] = adult
        week.at[adult, slot] = sessions + centre
        week.load[adult] += 1


def sessions_of(problem: Problem, world: World, best: Best) -> tuple[Session, ...]:
    """The best week's sessions with their rooms: the largest class takes the largest room."""
    at: dict[tuple[int, int], list[int]] = {}
    for session in np.flatnonzero(best.slot != NOBODY).tolist():
        centre = int(world.centre[world.session_class[session]])
        at.setdefault((centre, int(best.slot[session])), []).append(session)
    made = []
    for (centre, slot), held in at.items():
        places = problem.centres[centre].rooms
        rooms = sorted(problem.centres[centre].rooms_free(slot), key=lambda room: -places[room])
        largest = sorted(held, key=lambda one: -int(world.size[world.session_class[one]]))
        for room, session in zip(rooms, largest, strict=False):
            class_ = int(world.session_class[session])
            made.append((session, Session(class_, slot, room, int(best.lead[session]))))
    return tuple(one for _, one in sorted(made, key=lambda pair: pair[0]))


def beside_of(best: Best) -> tuple[Beside, ...]:
    """The second adults of the best week."""
    return tuple(
        Beside(int(centre), int(slot), int(best.second[centre, slot]))
        for centre, slot in np.argwhere(best.second != NOBODY)
    )
