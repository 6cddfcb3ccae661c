"""A place that was taken and nobody came: what was written down, what followed, and the word against it."""

from piccolo.table import Table

from carenet.core.columns import (
    RECORD,
    code,
    day,
    flag,
    ident,
    key,
    made_at,
    maybe_flag,
    maybe_ident,
    maybe_moment,
    maybe_small,
    maybe_word,
    moment,
    small,
    to,
    word,
)
from carenet.people.tables import Person
from carenet.scheduling.tables import CareSession, SignUp


class NoShowRule(Table, tablename="no_show_rules"):
    """What follows in a county when a volunteer did not come so often in so many days; `times` empty: nothing."""

    id = key()
    lo = code(RECORD, index=False)
    kind = word(RECORD, 12)
    times = maybe_small(RECORD)
    within_days = small(RECORD)
    lasts_days = small(RECORD)
    set_by = ident(RECORD)
    set_at = made_at(RECORD)
    because = word(RECORD, 200)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)


class NoShow(Table, tablename="no_shows"):
    """The lead writes down that a volunteer had a place and did not come, or why that is excused."""

    id = key()
    sign_up = to(SignUp, RECORD)
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    on_day = day(RECORD)
    excused = flag(RECORD)
    because = maybe_word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)
    lifted_at = maybe_moment(RECORD)
    lifted_by = maybe_ident(RECORD)
    lifted_because = maybe_word(RECORD, 12)
    counts = flag(RECORD)


class NoShowConsequence(Table, tablename="no_show_consequences"):
    """What followed from a missed place by the rule of that day: a talk, a word first, not every time."""

    id = key()
    no_show = to(NoShow, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    kind = word(RECORD, 12)
    times = small(RECORD)
    within_days = small(RECORD)
    starts_at = moment(RECORD)
    until_at = maybe_moment(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)
    ended_because = maybe_word(RECORD, 12)
    note = maybe_word(RECORD, 200)


class NoShowAppeal(Table, tablename="no_show_appeals"):
    """A volunteer says that a missed place is not right; somebody else than who wrote it down decides."""

    id = key()
    no_show = to(NoShow, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    recorded_by = ident(RECORD)
    because = word(RECORD, 200)
    at = made_at(RECORD)
    by = ident(RECORD)
    decide_by = moment(RECORD)
    decided_at = maybe_moment(RECORD)
    decided_by = maybe_ident(RECORD)
    upheld = maybe_flag(RECORD)
    answer = maybe_word(RECORD, 200)
