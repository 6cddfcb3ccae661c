"""What was promised for a time, or by another: every time until a day, its turns, and a team's places."""

from piccolo.table import Table

from carenet.core.columns import (
    RECORD,
    code,
    day,
    ident,
    key,
    made_at,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_to,
    maybe_word,
    to,
)
from carenet.people.tables import Person, Team
from carenet.scheduling.tables import CareSession, Series


class StandingSignUp(Table, tablename="standing_sign_ups"):
    """An adult comes to a series every time until a known day."""

    id = key()
    series = to(Series, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    until_on = day(RECORD)
    at = made_at(RECORD)
    by = ident(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_because = maybe_word(RECORD, 200)
    successor = maybe_to(Person, RECORD)
    named_at = maybe_moment(RECORD)
    named_by = maybe_ident(RECORD)
    goodbye_on = maybe_day(RECORD)
    goodbye_by = maybe_ident(RECORD)
    goodbye_note = maybe_word(RECORD, 300)


class StandingTurn(Table, tablename="standing_turns"):
    """Whoever comes every time had their turn at a session: a place, or why there was none. Once."""

    id = key()
    standing = to(StandingSignUp, RECORD)
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    at = made_at(RECORD)
    why = maybe_word(RECORD, 12)


class GroupSignUp(Table, tablename="group_sign_ups"):
    """The leader of a team asks for a member's place at a session, and what came of it."""

    id = key()
    team = to(Team, RECORD)
    care_session = to(CareSession, RECORD)
    centre = ident(RECORD)
    village = code()
    person = to(Person, RECORD)
    at = made_at(RECORD)
    by = ident(RECORD)
    done_at = maybe_moment(RECORD)
    why = maybe_word(RECORD, 12)
