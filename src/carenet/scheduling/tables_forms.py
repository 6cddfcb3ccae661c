"""Forms of an office, in Word or Excel, that are filled from the records."""

from piccolo.table import Table

from carenet.core.columns import (
    PUBLIC,
    RECORD,
    blob,
    code,
    ident,
    key,
    made_at,
    maybe_ident,
    maybe_moment,
    word,
    words,
)


class FormTemplate(Table, tablename="form_templates"):
    """A form of an area with placeholders, as it was uploaded and checked; `asks`: the fields in it."""

    id = key()
    lo = code(RECORD, index=False)
    name = word(PUBLIC, 80)
    format = word(PUBLIC, 4)
    body = blob(PUBLIC)
    asks = words(PUBLIC)
    uploaded_by = ident(RECORD)
    uploaded_at = made_at(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)
