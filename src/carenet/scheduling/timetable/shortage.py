"""Why a session is not in the week: what there is too little of, named."""

from collections import Counter
from typing import Final

import numpy as np

from carenet.core.refusals import N_
from carenet.scheduling.timetable.arrays import NOBODY
from carenet.scheduling.timetable.loops.places import (
    adult_fits,
    day_free,
    room_for,
)
from carenet.scheduling.timetable.making import Making
from carenet.scheduling.timetable.outcome import Missing
from carenet.scheduling.timetable.problem import Problem

CLOSED: Final = N_("%(centre)s is never open in a slot of this week")
NO_TUTOR: Final = N_("nobody within reach of %(centre)s teaches %(subject)s")
NEVER_FREE: Final = N_(
    "%(tutors)s within reach of %(centre)s teach %(subject)s, and none is free while it is open"
)
NO_ROOM: Final = N_("no room of %(centre)s holds %(children)s children")
ELSEWHERE: Final = N_("its children are elsewhere whenever %(centre)s is open")
DAYS_FULL: Final = N_("its children have a session on every day on which %(centre)s is open")
ROOMS_FULL: Final = N_("the rooms of %(centre)s are all taken when it could be held")
TURNS_USED: Final = N_(
    "the tutors of %(subject)s near %(centre)s have no turn left in the week or are elsewhere then"
)
NOBODY_BESIDE: Final = N_(
    "no second, independent adult is free at %(centre)s when it could be held"
)


def shortages(problem: Problem, made: Making) -> tuple[Missing, ...]:
    """One entry for each class that lacks sessions in the best week."""
    made.set_back()
    lacking = Counter(
        int(made.world.session_class[session])
        for session in np.flatnonzero(made.best.slot == NOBODY)
    )
    found = []
    for class_, times in sorted(lacking.items()):
        one = problem.classes[class_]
        values: dict[str, str | int] = {
            "centre": problem.centres[one.centre].id,
            "subject": one.subject,
            "children": len(one.children),
            "tutors": int(made.world.leads_at[class_ + 1] - made.world.leads_at[class_]),
        }
        sentence = _shortage(problem, made, class_)
        named = {name: value for name, value in values.items() if f"%({name})s" in sentence}
        found.append(Missing(class_, times, sentence, named))
    return tuple(found)


def _shortage(problem: Problem, made: Making, class_: int) -> str:
    """The first rule, from the most lasting to the most passing, that leaves no place."""
    world, one = made.world, problem.classes[class_]
    slots = world.open[world.open_at[one.centre] : world.open_at[one.centre + 1]]
    tutors = world.leads[world.leads_at[class_] : world.leads_at[class_ + 1]]
    lasting = {
        CLOSED: slots.size == 0,
        NO_ROOM: max(problem.centres[one.centre].rooms, default=0) < len(one.children),
        NO_TUTOR: tutors.size == 0,
        NEVER_FREE: not world.free[np.ix_(tutors, slots)].any(),
    }
    for sentence, holds in lasting.items():
        if holds:
            return sentence
    return _passing(made, class_, slots.tolist(), tutors.tolist())


def _passing(made: Making, class_: int, slots: list[int], tutors: list[int]) -> str:
    """What this week leaves too little of."""
    world, week = made.world, made.week
    centre, size = int(world.centre[class_]), int(world.size[class_])
    slots = [slot for slot in slots if not world.never[class_, slot]]
    if not slots:
        return ELSEWHERE
    slots = [slot for slot in slots if day_free(world, week, class_, slot)]
    if not slots:
        return DAYS_FULL
    slots = [slot for slot in slots if room_for(world, week, centre, slot, size)]
    if not slots:
        return ROOMS_FULL
    able = any(
        week.second[centre, slot] == tutor or adult_fits(world, week, tutor, centre, slot)
        for slot in slots
        for tutor in tutors
    )
    return NOBODY_BESIDE if able else TURNS_USED
