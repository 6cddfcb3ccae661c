"""A register taken on paper: the photo of it and what was read from it."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    RECORD,
    WHEREABOUTS,
    code,
    flag,
    ident,
    key,
    made_at,
    maybe_document,
    maybe_ident,
    maybe_moment,
    maybe_word,
    to,
)  # fmt: skip
from carenet.scheduling.tables import CareSession


class PaperSheet(Table, tablename="paper_sheets"):
    """The photo of a register taken on paper; typed by one, confirmed by another; its bytes lie sealed."""

    id = key()
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    picture = ident(WHEREABOUTS)
    uploaded_by = ident(RECORD)
    uploaded_at = made_at(RECORD)
    typed_by = maybe_ident(RECORD)
    typed_at = maybe_moment(RECORD)
    confirmed_by = maybe_ident(RECORD)
    confirmed_at = maybe_moment(RECORD)
    one_each = Unique([care_session])


class PaperLine(Table, tablename="paper_lines"):
    """What a paper says of one child; `counts`: the register has it from here; `read_first` if corrected."""

    id = key()
    sheet = to(PaperSheet, RECORD)
    centre = ident(RECORD)
    child = to(Child)
    village = code(WHEREABOUTS)
    state = maybe_word(WHEREABOUTS, 12)
    because = maybe_word(WHEREABOUTS, 20)
    said_by = maybe_word(RECORD, 60)
    came_at = maybe_moment(WHEREABOUTS)
    left_at = maybe_moment(WHEREABOUTS)
    left_how = maybe_word(WHEREABOUTS, 12)
    left_with = maybe_word(WHEREABOUTS, 60)
    counts = flag(RECORD)
    read_first = maybe_document(WHEREABOUTS)
    sheet_child = Unique([sheet, child])
