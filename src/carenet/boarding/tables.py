"""The leave list of boarders."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    RECORD,
    WHEREABOUTS,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_ident,
    maybe_moment,
    maybe_word,
    moment,
    to,
)  # fmt: skip


class WeekendLeave(Table, tablename="weekend_leaves"):
    """A boarder goes home on a day, how and with whom, or stays; home since when, and who said so."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    office = ident(WHEREABOUTS)
    leaves_on = day(WHEREABOUTS)
    goes = flag(WHEREABOUTS)
    how = maybe_word(WHEREABOUTS, 12)
    with_whom = maybe_word(FAMILY, 60)
    home_by = moment(WHEREABOUTS)
    listed_at = made_at(RECORD)
    listed_by = ident(RECORD, index=False)
    not_home_at = maybe_moment(WHEREABOUTS)
    home_at = maybe_moment(WHEREABOUTS)
    answered_by = maybe_ident(RECORD)
    said = maybe_word(RECORD, 200)
    child_leaves_on = Unique([child, leaves_on])
