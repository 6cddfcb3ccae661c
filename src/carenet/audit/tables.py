"""Who saw or changed what. Append-only; ids are kept without foreign keys, to outlive their rows."""

from piccolo.columns import UUID, Array, BigSerial
from piccolo.table import Table

from carenet.core.columns import (
    RECORD,
    TECHNICAL,
    document,
    ident,
    key,
    made_at,
    maybe_ident,
    maybe_word,
    word,
    words,
)  # fmt: skip


class ReadLog(Table, tablename="read_log"):
    """One opening of one child's file: who, under which duties, which fields, and why."""

    id = BigSerial(primary_key=True, help_text=TECHNICAL)
    at = made_at(RECORD)
    account = ident(RECORD)
    duties = Array(base_column=UUID(), default=list, help_text=RECORD)
    child = ident(RECORD)
    fields = words(RECORD)
    purpose = word(RECORD)
    reason = maybe_word(RECORD, 200)


class AuditEvent(Table, tablename="audit_events"):
    """One change that matters: who did which verb to what, and when."""

    id = key()
    at = made_at(RECORD)
    account = maybe_ident(RECORD, index=True)
    duties = Array(base_column=UUID(), default=list, help_text=RECORD)
    verb = word(RECORD, 80, index=True)
    subject = word(RECORD, 80, index=True)
    detail = document(RECORD)
