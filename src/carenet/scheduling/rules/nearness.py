"""How far it is, in minutes, and what fits a volunteer best."""

import math
from dataclasses import dataclass
from typing import Final

MOTORBIKE_KM_PER_HOUR: Final = 25
ROAD_FACTOR: Final = 1.5
"""Mountain roads are about half as long again as the straight line."""
SET_OFF_MINUTES: Final = 3
SAME_TOWNSHIP_MINUTES: Final = 25
ELSEWHERE_MINUTES: Final = 60
EARTH_KM: Final = 6371.0
PARTS: Final = ((11, "morning"), (14, "noon"), (18, "afternoon"), (24, "evening"))

Point = tuple[float, float]


def kilometres(a: Point, b: Point) -> float:
    """Straight line between two points given in degrees north and east."""
    (la, lo), (lb, lp) = (map(math.radians, p) for p in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def travel_minutes(home: str, place: str, a: Point | None = None, b: Point | None = None) -> int:
    """Minutes by motorbike between two villages, in fives; by the codes alone where points lack."""
    if home == place:
        return 5
    if a and b:
        ride = kilometres(a, b) * ROAD_FACTOR / MOTORBIKE_KM_PER_HOUR * 60
        return max(5, 5 * round((SET_OFF_MINUTES + ride) / 5))
    return SAME_TOWNSHIP_MINUTES if home[:9] == place[:9] else ELSEWHERE_MINUTES


def part_of_day(hour: int) -> str:
    """The part of the day by which people say when they are free."""
    return next(part for until, part in PARTS if hour < until)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a session fits a person; smaller sorts first."""

    free_then: bool
    minutes: int
    within_reach: bool
    subject_known: bool
    people_lacking: int

    @property
    def order(self) -> tuple[object, ...]:
        """Best first: within reach, at a time said to be free, people lacking, known subject, near."""
        return (
            not self.within_reach,
            not self.free_then,
            -self.people_lacking,
            not self.subject_known,
            self.minutes,
        )
