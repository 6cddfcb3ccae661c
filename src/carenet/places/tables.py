"""Where things are, what offices there are, and what day it is."""

from piccolo.columns import Date, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    PUBLIC,
    RECORD,
    clock_time,
    code,
    day,
    flag,
    key,
    made_at,
    maybe_code,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_to,
    maybe_word,
    measure,
    numbers,
    small,
    to,
    word,
)  # fmt: skip


class Division(Table, tablename="divisions"):
    """A county, township or village by its 12-digit code."""

    code = Varchar(length=12, primary_key=True, default=None, help_text=PUBLIC)
    name = word(PUBLIC, 80)
    level = word(PUBLIC, 10)
    kind = maybe_word(PUBLIC, 20)
    parent = maybe_code(index=True)
    latitude = measure()
    longitude = measure()
    point_source = maybe_word(PUBLIC, 20)


class Hamlet(Table, tablename="hamlets"):
    """One of a village's hamlets, with minutes on foot and by motorbike to centre and school."""

    id = key()
    village = code()
    name = word(PUBLIC)
    centre_foot_minutes = maybe_number(PUBLIC)
    centre_motorbike_minutes = maybe_number(PUBLIC)
    school_foot_minutes = maybe_number(PUBLIC)
    school_motorbike_minutes = maybe_number(PUBLIC)
    latitude = measure()
    longitude = measure()
    village_name = Unique([village, name])


class Area(Table, tablename="areas"):
    """A supervising area that is not a division: a named set of townships."""

    id = key()
    name = word(PUBLIC, 80)
    county = code()


class AreaTownship(Table, tablename="area_townships"):
    """One township of a supervising area."""

    id = key()
    area = to(Area, PUBLIC)
    township = code()
    area_township = Unique([area, township])


class Organisation(Table, tablename="organisations"):
    """An office: school, committee, centre's body, league, federation, bureau, clinic and so on."""

    id = key()
    kind = word(PUBLIC, 30, index=True)
    name = word(PUBLIC, 100)
    division = code()
    parent = maybe_ident(PUBLIC)
    phone = maybe_word(PUBLIC, 30)
    latitude = measure()
    longitude = measure()
    opened_on = maybe_day(PUBLIC)
    closed_on = maybe_day(PUBLIC)


class CalendarDay(Table, tablename="calendar_days"):
    """What kind of day it is here, and its lunar name."""

    day = Date(primary_key=True, default=None, help_text=PUBLIC)
    kind = word(PUBLIC, 12)
    name = maybe_word(PUBLIC)
    lunar = word(PUBLIC, 20)
    solar_term = maybe_word(PUBLIC, 10)
    source = word(PUBLIC, 40)
    confirmed = flag(PUBLIC)


class Term(Table, tablename="terms"):
    """A school term of a county."""

    id = key()
    division = code()
    name = word(PUBLIC)
    starts_on = day(PUBLIC)
    ends_on = day(PUBLIC)


class MarketRule(Table, tablename="market_rules"):
    """When a place has market day: every so many days from a known one."""

    id = key()
    division = code()
    label = word(PUBLIC, 20)
    first_on = day(PUBLIC)
    every_days = small(PUBLIC)
    lunar_days = numbers(PUBLIC)


class Closure(Table, tablename="closures"):
    """A day on which a place or a whole township is closed: why, and who said so."""

    id = key()
    division = maybe_code(index=True)
    organisation = maybe_to(Organisation, PUBLIC)
    starts_on = day(PUBLIC)
    ends_on = day(PUBLIC)
    because = word(PUBLIC, 100)
    said_by = maybe_ident(RECORD)
    said_at = made_at(RECORD)
    lifted_on = maybe_day(RECORD)


class SeasonHours(Table, tablename="season_hours"):
    """Winter or summer hours of a place: from a day to a day what begins late enough begins so much later or earlier."""

    id = key()
    name = word(PUBLIC, 10)
    division = maybe_code(index=True)
    organisation = maybe_to(Organisation, PUBLIC)
    starts_on = day(PUBLIC)
    ends_on = day(PUBLIC)
    from_time = clock_time(PUBLIC)
    minutes = small(PUBLIC)
    said_by = maybe_ident(RECORD)
    said_at = made_at(RECORD)
    lifted_at = maybe_moment(RECORD)


class SchoolHours(Table, tablename="school_hours"):
    """When a school's day ends, by weekday: centres open from then."""

    id = key()
    organisation = to(Organisation, PUBLIC)
    weekday = small(PUBLIC)
    ends_at = clock_time(PUBLIC)
