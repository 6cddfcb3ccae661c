"""Care centres and village children's rooms: rooms, hours, key holders."""

from piccolo.columns import UUID
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    PUBLIC,
    RECORD,
    TECHNICAL,
    clock_time,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_ident,
    maybe_word,
    number,
    small,
    to,
    word,
)  # fmt: skip


class Centre(Table, tablename="centres"):
    """A place of regular care; the same id as its organisation."""

    id = UUID(primary_key=True, default=None, help_text=TECHNICAL)
    kind = word(PUBLIC, 20)
    name = word(PUBLIC, 100)
    village = code()
    short_code = word(PUBLIC, 12, unique=True)
    capacity = number(PUBLIC)
    observable_until = maybe_day(RECORD)
    observable_approved_by = maybe_ident(RECORD)
    opened_on = day(PUBLIC)
    closed_on = maybe_day(PUBLIC)
    closed_because = maybe_word(PUBLIC, 200)


class Room(Table, tablename="rooms"):
    """A room of a centre or school with its places and what it is approved for."""

    id = key()
    organisation = ident(PUBLIC)
    name = word(PUBLIC)
    places = number(PUBLIC)
    counselling_approved_on = maybe_day(RECORD)
    ended_on = maybe_day(PUBLIC)


class OpeningHours(Table, tablename="opening_hours"):
    """When a centre is open on a weekday in term or in holidays."""

    id = key()
    centre = to(Centre, PUBLIC)
    season = word(PUBLIC, 10)
    weekday = small(PUBLIC)
    opens_at = clock_time(PUBLIC)
    closes_at = clock_time(PUBLIC)
    centre_weekday = Unique([centre, season, weekday])


class KeyHolder(Table, tablename="key_holders"):
    """Who holds the key of a centre, from-until."""

    id = key()
    centre = to(Centre, PUBLIC)
    person = ident(RECORD)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)


class RoomCheck(Table, tablename="room_checks"):
    """Lamp, first aid, doors: what was looked at, and by whom."""

    id = key()
    centre = to(Centre, PUBLIC)
    item = word(RECORD, 30)
    fine = flag(RECORD)
    note = maybe_word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)
