"""What children say about their place at a centre, once a term."""

from piccolo.table import Table

from carenet.centres.tables import Centre
from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
    PUBLIC,
    RECORD,
    WHEREABOUTS,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_word,
    to,
    word,
)  # fmt: skip
from carenet.places.tables import Term


class PlaceReview(Table, tablename="place_reviews"):
    """Once a term a child with a place at a centre is asked how it is there, and whether it goes on."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    centre = to(Centre, WHEREABOUTS)
    term = to(Term, PUBLIC)
    on_day = day(RECORD)
    child_said = word(FAMILY, 300)
    goes_on = flag(RECORD)
    note = maybe_word(FAMILY, 300)
    written_at = made_at(RECORD)
    written_by = ident(RECORD, index=False)
