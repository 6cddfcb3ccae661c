"""Rounds of the census, workbooks that came in, and what must be decided by a person."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    FAMILY,
    IDENTITY,
    PUBLIC,
    RECORD,
    TECHNICAL,
    WHEREABOUTS,
    code,
    day,
    document,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_to,
    maybe_word,
    number,
    to,
    word,
)  # fmt: skip


class CensusRound(Table, tablename="census_rounds"):
    """A spring or autumn census of an area."""

    id = key()
    name = word(PUBLIC, 80)
    division = code()
    starts_on = day(PUBLIC)
    ends_on = day(PUBLIC)
    closed_on = maybe_day(PUBLIC)


class Workbook(Table, tablename="census_workbooks"):
    """A workbook somebody handed in for a scope, and what became of it."""

    id = key()
    village = code()
    round = maybe_to(CensusRound)
    stored_file = ident(RECORD)
    faults_file = maybe_ident(RECORD)
    task = maybe_ident(TECHNICAL)
    name = word(RECORD, 200)
    scope_lo = code(index=False)
    scope_hi = code(index=False)
    taken_by = ident(RECORD)
    taken_at = made_at(RECORD)
    rows = number(RECORD, 0)
    faulty = number(RECORD, 0)
    added = number(RECORD, 0)
    changed = number(RECORD, 0)
    same = number(RECORD, 0)
    held = number(RECORD, 0)
    ended_at = maybe_moment(RECORD)


class CensusRow(Table, tablename="census_rows"):
    """One row of a workbook that could not simply be taken: faulty, or held for decision.

    The values are encrypted: they are a child's whole record, and the row may wait for days.
    """

    id = key()
    village = code(WHEREABOUTS)
    workbook = to(Workbook)
    sheet = word(RECORD, 60)
    line = number(RECORD)
    details = maybe_blob(IDENTITY)
    faults = document(RECORD)
    state = word(RECORD, 12)
    child = maybe_ident(FAMILY, index=True)
    decided_by = maybe_ident(RECORD)
    decided_at = maybe_moment(RECORD)
    decision = maybe_word(RECORD, 20)
    workbook_line = Unique([workbook, sheet, line])
