"""Holiday classes, who asks for a place in them, what is counted and eaten there."""

from piccolo.columns import UUID
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.centres.tables import Centre
from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    HEALTH,
    PUBLIC,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_flag,
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
from carenet.people.tables import Person
from carenet.scheduling.tables import CareSession


class HolidayClass(Table, tablename="holiday_classes"):
    """Whole days for some weeks of the holidays; the same id as its series, which makes its days."""

    id = UUID(primary_key=True, default=None, help_text=TECHNICAL)
    centre = to(Centre, PUBLIC)
    village = code()
    season = word(PUBLIC, 8)
    places = number(PUBLIC)
    taken = number(PUBLIC, 0)
    waiting = number(PUBLIC, 0)
    lunch = flag(PUBLIC)
    enrol_from = day(PUBLIC)
    enrol_until = day(PUBLIC)
    bring = maybe_word(PUBLIC, 200)
    created_by = ident(RECORD)
    created_at = made_at()


class ClassApplication(Table, tablename="class_applications"):
    """A family asks for a child's place: waiting, offered, placed, or ended; who, when, why."""

    id = key()
    holiday_class = to(HolidayClass)
    centre = ident(WHEREABOUTS)
    child = to(Child)
    village = code(WHEREABOUTS)
    asked_at = made_at(RECORD)
    asked_by = ident(RECORD)
    person = maybe_to(Person, RECORD)
    eats = flag(FAMILY)
    must_not_eat = maybe_word(HEALTH, 120)
    goes_home = word(WHEREABOUTS, 12)
    fetched_by = maybe_word(FAMILY, 60)
    alone_by_day = flag(FAMILY)
    young = flag(FAMILY)
    passed = small(RECORD, 0)
    offered_at = maybe_moment(RECORD)
    answer_by = maybe_moment(RECORD)
    placed_at = maybe_moment(WHEREABOUTS)
    placed_by = maybe_ident(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)
    outcome = maybe_word(RECORD, 12)
    because = maybe_word(RECORD, 200)


class HeadCount(Table, tablename="head_counts"):
    """Children and adults counted at an hour of a class's day, beside how many the register has there."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    slot = word(RECORD, 12)
    counted = number(RECORD)
    expected = number(RECORD)
    adults = number(RECORD)
    at = made_at(RECORD)
    by = ident(RECORD)


class ClassMeal(Table, tablename="class_meals"):
    """The lunch of a class's day: what there is, then how many ate, the sample kept, which adult ate along."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    menu = word(RECORD, 200)
    portions = maybe_number(RECORD)
    sample_kept = maybe_flag(RECORD)
    ate_along = maybe_word(RECORD, 60)
    at = made_at(RECORD)
    by = ident(RECORD)
    one_each = Unique([care_session])
