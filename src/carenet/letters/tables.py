"""Letters and whom they reach."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    AUTHORITY,
    FAMILY,
    MESSAGE,
    PUBLIC,
    code,
    ident,
    key,
    made_at,
    maybe_ident,
    maybe_moment,
    maybe_word,
    prose,
    small,
    to,
    word,
)  # fmt: skip
from carenet.people.tables import Person


class Letter(Table, tablename="letters"):
    """An office has written to the families or helpers of a place; said again until acknowledged."""

    id = key()
    place = code(PUBLIC)
    office = maybe_ident(PUBLIC, index=True)
    class_name = maybe_word(PUBLIC, 30)
    from_name = word(PUBLIC)
    audience = word(PUBLIC, 12)
    title = word(MESSAGE, 40)
    body = prose(MESSAGE)
    again_days = small(PUBLIC)
    again_times = small(PUBLIC)
    sent_at = made_at(AUTHORITY)
    sent_by = ident(AUTHORITY)
    sent_by_person = ident(AUTHORITY, index=False)
    listed_at = maybe_moment(AUTHORITY)
    over_at = maybe_moment(AUTHORITY)
    over_by = maybe_ident(AUTHORITY)
    over_because = maybe_word(AUTHORITY, 200)


class LetterRecipient(Table, tablename="letter_recipients"):
    """A person is to read a letter: acknowledged when, in which way, noted by whom."""

    id = key()
    letter = to(Letter, MESSAGE)
    person = to(Person, FAMILY)
    village = code(FAMILY, index=False)
    acknowledged_at = maybe_moment(FAMILY)
    how = maybe_word(FAMILY, 12)
    noted_by = maybe_ident(AUTHORITY)
    call_task = maybe_ident(MESSAGE, index=True)
    letter_person = Unique([letter, person])
