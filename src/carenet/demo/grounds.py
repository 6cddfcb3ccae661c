"""The demo county's hamlets, offices and schools, on its real townships and villages."""

import math
import random
from datetime import date, time, timedelta
from typing import Final

from carenet.children.rules import Stage
from carenet.demo.names import Names, pools
from carenet.demo.shapes import County, Hamlet, Organisation, School
from carenet.places.codes import Level
from carenet.places.divisions import DivisionRow
from carenet.places.sketch import SketchPoint, sketch_point

JUNIOR_SCHOOLS: Final = 8
KINDERGARTENS: Final = 7
HAMLETS_MIN, HAMLETS_MAX = 2, 5
HAMLET_SPREAD_DEGREES: Final = 0.012
METRES_PER_DEGREE: Final = 111_000
_FOOT_METRES_MINUTE, _MOTORBIKE_METRES_MINUTE = 60, 350
_COUNTY_OFFICES: Final = (
    "education_bureau",
    "civil_affairs",
    "youth_league",
    "womens_federation",
    "next_generation",
    "university",
    "foundation",
)
_TOWNSHIP_OFFICES: Final = (
    "township_office",
    "clinic",
    "police_post",
    "justice_office",
    "social_work_station",
)
_SCHOOL_ENDS: Final = {
    "kindergarten": time(16, 0),
    "primary": time(16, 20),
    "junior": time(17, 10),
}


def lay_grounds(county: County, names: Names, source: random.Random) -> None:
    """Fill in hamlets, organisations and schools."""
    townships = of_level(county, Level.TOWNSHIP)
    opened = county.today - timedelta(days=3_000)
    for kind in _COUNTY_OFFICES:
        _office(county, names, kind, pools()["county"], opened=opened)
    for township in townships:
        for kind in _TOWNSHIP_OFFICES:
            _office(county, names, kind, township.code, place=township.name, opened=opened)
    for village in of_level(county, Level.VILLAGE):
        kind = "committee" if village.kind == "village" else "community_committee"
        _office(county, names, kind, village.code, place=village.name, opened=opened)
        _hamlets(county, village, names, source)
    for number, township in enumerate(townships):
        has_kindergarten = number < KINDERGARTENS
        _school(county, township, "primary", attached=not has_kindergarten, opened=opened)
        if number < JUNIOR_SCHOOLS:
            _school(county, township, "junior", opened=opened)
        if has_kindergarten:
            _school(county, township, "kindergarten", opened=opened)


def of_level(county: County, level: Level) -> list[DivisionRow]:
    """The county's divisions of a level, in the order of their codes."""
    return [row for row in county.divisions if row.level is level]


def metres(one: SketchPoint, other: SketchPoint) -> float:
    """Distance on a plane, good enough within a county."""
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return METRES_PER_DEGREE * math.hypot(one.lat - other.lat, east)


def placed(code: str) -> SketchPoint:
    """The synthetic point of a shipped division."""
    point = sketch_point(code)
    if point is None:
        raise LookupError(code)
    return point


def _office(
    county: County, names: Names, kind: str, division: str, *, opened: date, place: str = ""
) -> None:
    name = pools()["offices"][kind].format(place=place, village=place)
    key = f"{kind}:{division}"
    county.organisations.append(
        Organisation(key, _kind(kind), name, division, opened, placed(division), names.phone())
    )


def _kind(kind: str) -> str:
    return "committee" if kind == "community_committee" else kind


def _school(
    county: County, township: DivisionRow, kind: str, *, opened: date, attached: bool = False
) -> None:
    key = f"school:{township.code[:9]}:{kind}"
    county.organisations.append(
        Organisation(
            key,
            "kindergarten" if kind == "kindergarten" else "school",
            pools()["schools"][kind].format(place=township.name),
            township.code,
            opened,
            placed(township.code),
        )
    )
    stages = {
        "kindergarten": (Stage.KINDERGARTEN,),
        "primary": (Stage.KINDERGARTEN, Stage.PRIMARY) if attached else (Stage.PRIMARY,),
        "junior": (Stage.JUNIOR,),
    }[kind]
    ends = dict.fromkeys(range(1, 6), _SCHOOL_ENDS[kind])
    county.schools.append(School(key, stages, ends))


def _hamlets(county: County, village: DivisionRow, names: Names, source: random.Random) -> None:
    centre, seat = placed(village.code), placed(village.code[:9] + "000")
    taken: set[str] = set()
    for number in range(source.randint(HAMLETS_MIN, HAMLETS_MAX)):
        point = SketchPoint(
            round(centre.lat + source.uniform(-1, 1) * HAMLET_SPREAD_DEGREES, 4),
            round(centre.lon + source.uniform(-1, 1) * HAMLET_SPREAD_DEGREES, 4),
        )
        winding = source.uniform(1.3, 2.2)  # a hill road is that much longer than the map's line
        to_centre, to_school = metres(point, centre) * winding, metres(point, seat) * winding
        county.hamlets.append(
            Hamlet(
                f"hamlet:{village.code}:{number}",
                village.code,
                names.hamlet(taken),
                centre_foot_minutes=max(3, round(to_centre / _FOOT_METRES_MINUTE)),
                centre_motorbike_minutes=max(1, round(to_centre / _MOTORBIKE_METRES_MINUTE)),
                school_foot_minutes=max(3, round(to_school / _FOOT_METRES_MINUTE)),
                school_motorbike_minutes=max(1, round(to_school / _MOTORBIKE_METRES_MINUTE)),
                point=point,
            )
        )
