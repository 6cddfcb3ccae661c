"""Synthetic weeks of a centre, a township or a county: the same for the same seed.

Shaped on a county of 60 centres, 400 volunteers and 2,500 children, whose weekly sessions number
about a thousand and for whom there are a few volunteers too few.
"""

from typing import Final, Literal, TypeAlias

import numpy as np

from carenet.scheduling.timetable.problem import Adult, Centre, Class, Problem, Slot

Size: TypeAlias = Literal["centre", "township", "county"]
CENTRES: Final[dict[Size, int]] = {"centre": 1, "township": 6, "county": 60}
ADULTS_PER_CENTRE: Final = 6.7
CHILDREN_PER_CENTRE: Final = 42
SUBJECTS: Final = ("chinese", "maths", "english", "reading", "homework")
SUBJECT_SHARES: Final = (0.2, 0.28, 0.18, 0.14, 0.2)
GROUP_CHILDREN: Final = 14
GROUP_SUBJECTS_MAX: Final = 3
WEEK_TURNS: Final = (1, 2, 3, 4, 5)
WEEK_TURNS_SHARES: Final = (0.15, 0.3, 0.3, 0.15, 0.1)
WEEKDAY_STARTS: Final = (970, 1030, 1090, 1150)
WEEKEND_STARTS: Final = (540, 600, 660, 720, 840, 900, 960, 1020, 1080, 1140)
SLOT_MINUTES: Final = 55
KM_BETWEEN_TOWNSHIPS: Final = 14.0


def generate(size: Size, seed: int) -> Problem:
    """A problem of the asked size."""
    draw = np.random.default_rng([seed, CENTRES[size]])
    slots = _slots()
    centres = _centres(draw, CENTRES[size], slots)
    classes = _classes(draw, len(centres))
    adults = _adults(draw, centres, slots)
    return Problem(slots, tuple(centres), tuple(adults), tuple(classes))


def _slots() -> tuple[Slot, ...]:
    days = [(day, WEEKDAY_STARTS if day < 5 else WEEKEND_STARTS) for day in range(7)]
    return tuple(Slot(day, start, start + SLOT_MINUTES) for day, starts in days for start in starts)


def _centres(draw: np.random.Generator, many: int, slots: tuple[Slot, ...]) -> list[Centre]:
    side = int(np.ceil(np.sqrt(many / 6)))
    made = []
    for at in range(many):
        town = at // 6
        x = (town % side) * KM_BETWEEN_TOWNSHIPS + draw.normal(0, 4)
        y = (town // side) * KM_BETWEEN_TOWNSHIPS + draw.normal(0, 4)
        after_school = [t for t, slot in enumerate(slots) if slot.day < 5 and slot.start < 1150]
        weekend = [t for t, slot in enumerate(slots) if slot.day == 5]
        kept = {t for t in after_school if draw.random() < 0.85}
        kept |= {t for t in weekend if draw.random() < 0.5}
        rooms = [30, *(int(draw.choice([10, 15, 20])) for _ in range(int(draw.integers(1, 3))))]
        observable = bool(draw.random() < 0.3)
        made.append(
            Centre(f"c{at}", round(x, 2), round(y, 2), tuple(rooms), frozenset(kept), observable)
        )
    return made


def _classes(draw: np.random.Generator, centres: int) -> list[Class]:
    """Each centre has groups of one grade band; who asks for a subject in a group learns it together."""
    made: list[Class] = []
    child = 0
    for centre in range(centres):
        many = int(draw.poisson(CHILDREN_PER_CENTRE))
        for first in range(child, child + many, GROUP_CHILDREN):
            group = range(first, min(first + GROUP_CHILDREN, child + many))
            asked: dict[str, list[int]] = {subject: [] for subject in SUBJECTS}
            for number in group:
                wishes = int(draw.choice([1, 2], p=[0.6, 0.4]))
                for subject in draw.choice(SUBJECTS, wishes, replace=False, p=SUBJECT_SHARES):
                    asked[str(subject)].append(number)
            offered = sorted(asked, key=lambda subject: -len(asked[subject]))[:GROUP_SUBJECTS_MAX]
            for subject in offered:
                if asked[subject]:
                    times = int(draw.choice([1, 2, 3], p=[0.4, 0.5, 0.1]))
                    made.append(
                        Class(f"k{len(made)}", centre, subject, tuple(asked[subject]), times)
                    )
        child += many
    return made


def _adults(
    draw: np.random.Generator, centres: list[Centre], slots: tuple[Slot, ...]
) -> list[Adult]:
    made: list[Adult] = []
    for at in range(round(len(centres) * ADULTS_PER_CENTRE)):
        near = centres[int(draw.integers(len(centres)))]
        known = draw.choice(SUBJECTS, size=int(draw.integers(1, 4)), replace=False)
        free = {t for t, slot in enumerate(slots) if draw.random() < (0.5 if slot.day < 5 else 0.4)}
        ties = {f"household {at // 2}"} if draw.random() < 0.15 else set()
        made.append(
            Adult(
                id=f"a{at}",
                x=round(near.x + draw.normal(0, 5), 2),
                y=round(near.y + draw.normal(0, 5), 2),
                subjects=frozenset(str(subject) for subject in known),
                free=frozenset(free),
                week_max=int(draw.choice(WEEK_TURNS, p=WEEK_TURNS_SHARES)),
                km_max=float(draw.integers(6, 19)),
                cleared=bool(draw.random() < 0.8),
                ties=frozenset(ties),
            )
        )
    return made
