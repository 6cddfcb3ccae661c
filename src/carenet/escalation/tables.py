"""Who is away and who stands in; whose turn it is with the township's duty phone."""

from piccolo.columns import UUID, Array
from piccolo.table import Table

from carenet.core.columns import (
    AUTHORITY,
    code,
    day,
    ident,
    key,
    made_at,
    maybe_ident,
    maybe_moment,
    maybe_to,
    moment,
    small,
    to,
    word,
)  # fmt: skip
from carenet.people.tables import Person


class OffDuty(Table, tablename="off_duties"):
    """A person cannot be reached from-until; a deputy answers instead, or the step goes upward."""

    id = key()
    person = to(Person, AUTHORITY)
    starts_at = moment(AUTHORITY)
    ends_at = moment(AUTHORITY)
    deputy = maybe_to(Person, AUTHORITY)
    because = word(AUTHORITY, 200)
    by = ident(AUTHORITY, index=False)
    at = made_at(AUTHORITY)
    lifted_at = maybe_moment(AUTHORITY)
    lifted_by = maybe_ident(AUTHORITY)


class Rota(Table, tablename="rotas"):
    """The people who hold a township's duty phone in turn, a day or a week each, from eight o'clock."""

    id = key()
    town = code(AUTHORITY, index=False)
    starts_on = day(AUTHORITY)
    turn_days = small(AUTHORITY)
    people = Array(base_column=UUID(), default=list, help_text=AUTHORITY)
    set_by = ident(AUTHORITY, index=False)
    set_at = made_at(AUTHORITY)
    ended_at = maybe_moment(AUTHORITY)
    ended_by = maybe_ident(AUTHORITY)


class RotaOverride(Table, tablename="rota_overrides"):
    """Somebody else holds the duty phone on one day."""

    id = key()
    town = code(AUTHORITY, index=False)
    on_day = day(AUTHORITY)
    person = to(Person, AUTHORITY)
    because = word(AUTHORITY, 200)
    by = ident(AUTHORITY, index=False)
    at = made_at(AUTHORITY)
