"""Timetables, their courses with children, the lines of a draft, and what people wish kept."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.centres.tables import Centre, Room
from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    PUBLIC,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    clock_time,
    code,
    day,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_clock_time,
    maybe_document,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_to,
    maybe_word,
    number,
    small,
    to,
    word,
)  # fmt: skip
from carenet.matching.tables import Need
from carenet.people.tables import Person
from carenet.scheduling.tables import Series


class Timetable(Table, tablename="timetables"):
    """One timetable of an area and a term: always a draft until people publish it."""

    id = key()
    name = word(PUBLIC, 100)
    division = code()
    centre = maybe_to(Centre, PUBLIC)
    lo = code()
    hi = code(index=False)
    first_on = day(PUBLIC)
    last_on = day(PUBLIC)
    grid = document(PUBLIC)
    times = small(PUBLIC)
    state = word(RECORD, 12)
    opened_by = ident(RECORD)
    opened_at = made_at(RECORD)
    duty = maybe_ident(RECORD)
    task = maybe_ident(TECHNICAL)
    take = number(TECHNICAL, 0)
    solved_at = maybe_moment(RECORD)
    published_at = maybe_moment(RECORD)
    published_by = maybe_ident(RECORD)
    problem = maybe_document(TECHNICAL)
    summary = maybe_document(RECORD)
    clash = maybe_document(RECORD)


class Course(Table, tablename="timetable_courses"):
    """Children who are to learn one subject together at a place; today's series if there is one."""

    id = key()
    timetable = to(Timetable, PUBLIC)
    take = number(TECHNICAL)
    key = word(TECHNICAL, 60)
    centre = to(Centre, PUBLIC)
    village = code()
    subject = word(PUBLIC, 20)
    children = number(RECORD)
    times = small(PUBLIC)
    series = maybe_to(Series, PUBLIC)
    today = document(RECORD)
    missing = small(RECORD, 0)
    shortage = maybe_word(RECORD, 200)
    shortage_values = maybe_document(RECORD)
    published_at = maybe_moment(RECORD)
    made = maybe_document(RECORD)
    take_key = Unique([timetable, take, key])


class CourseChild(Table, tablename="timetable_children"):
    """A child in a course of a draft, and the need that brought it there."""

    id = key()
    timetable = to(Timetable, TECHNICAL)
    course = to(Course, WHEREABOUTS)
    child = to(Child)
    village = code(WHEREABOUTS)
    need = maybe_to(Need, FAMILY)
    course_child = Unique([course, child])


class Line(Table, tablename="timetable_lines"):
    """One weekly session of a draft: when, in which room, who leads, who is beside, and why."""

    id = key()
    timetable = to(Timetable, TECHNICAL)
    course = to(Course, PUBLIC)
    weekday = small(PUBLIC)
    starts_at = clock_time(PUBLIC)
    ends_at = clock_time(PUBLIC)
    room = maybe_to(Room, PUBLIC)
    lead = to(Person, RECORD)
    beside = maybe_to(Person, RECORD)
    alone = flag(RECORD)
    reasons = document(RECORD)


class Wish(Table, tablename="timetable_wishes"):
    """What somebody wants of a course whatever else moves: a time, a tutor or both; until lifted."""

    id = key()
    timetable = to(Timetable, TECHNICAL)
    key = word(TECHNICAL, 60)
    weekday = maybe_number(PUBLIC)
    starts_at = maybe_clock_time(PUBLIC)
    lead = maybe_to(Person, RECORD)
    by = ident(RECORD)
    at = made_at(RECORD)
    lifted_at = maybe_moment(RECORD)
