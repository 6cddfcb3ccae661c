"""Visits of teams and their states."""

from piccolo.table import Table

from carenet.centres.tables import Centre
from carenet.core.columns import (
    CLEARED,
    FAMILY,
    PUBLIC,
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
    number,
    to,
    word,
)
from carenet.people.tables import Person, Team
from carenet.scheduling.tables import Series


class TeamVisit(Table, tablename="team_visits"):
    """A team comes to a place for known days, at most fourteen: proposed by one, approved by another."""

    id = key()
    team = to(Team, RECORD)
    centre = to(Centre, PUBLIC)
    village = code()
    rhythm = word(RECORD, 8)
    first_on = day(RECORD)
    last_on = day(RECORD)
    agreement = word(RECORD, 100)
    agreed_on = day(RECORD)
    state = word(RECORD, 10)
    proposed_by = ident(RECORD)
    proposed_at = made_at(RECORD)
    decided_by = maybe_ident(RECORD)
    decided_at = maybe_moment(RECORD)


class TeamVisitState(Table, tablename="team_visit_states"):
    """A visit was proposed, approved, refused, called off, or its days are over: who, when, why."""

    id = key()
    visit = to(TeamVisit, RECORD)
    village = code()
    state = word(RECORD, 10)
    at = made_at(RECORD)
    by = maybe_ident(RECORD, index=True)
    because = maybe_word(RECORD, 200)


class TeamVisitMove(Table, tablename="team_visit_moves"):
    """Other days asked for a visit, or given to it: by whom, why, who decided, which days it had."""

    id = key()
    visit = to(TeamVisit, RECORD)
    village = code()
    first_on = day(RECORD)
    last_on = day(RECORD)
    was_first_on = day(RECORD)
    was_last_on = day(RECORD)
    because = word(RECORD, 200)
    state = word(RECORD, 8)
    asked_by = ident(RECORD)
    asked_at = made_at(RECORD)
    decided_by = maybe_ident(RECORD)
    decided_at = maybe_moment(RECORD)
    why = maybe_word(RECORD, 200)


class TeamHandover(Table, tablename="team_handovers"):
    """What a team did with one group of children, and what should follow: written by the leader, read at the place."""

    id = key()
    visit = to(TeamVisit, RECORD)
    centre = to(Centre, PUBLIC)
    village = code()
    series = maybe_to(Series, RECORD)
    done = word(FAMILY, 1000)
    next = maybe_word(FAMILY, 500)
    at = made_at(RECORD)
    by = ident(RECORD)
    read_at = maybe_moment(RECORD)
    read_by = maybe_ident(RECORD)


class TeamResults(Table, tablename="team_results"):
    """A list of a team's papers that came back from the authority: compared, then entered by an officer."""

    id = key()
    visit = to(TeamVisit, RECORD)
    village = code()
    name = word(RECORD, 200)
    taken_by = ident(RECORD)
    taken_at = made_at(RECORD)
    entered_at = maybe_moment(RECORD)
    entered_by = maybe_ident(RECORD)


class TeamResultRow(Table, tablename="team_result_rows"):
    """One paper of a line beside what is on file, or why the line could not be taken."""

    id = key()
    book = to(TeamResults, RECORD)
    village = code()
    line = number(RECORD)
    person = maybe_to(Person, CLEARED)
    kind = maybe_word(CLEARED, 20)
    state = word(RECORD, 8)
    result = maybe_word(CLEARED, 10)
    on_day = maybe_day(CLEARED)
    issuer = maybe_word(CLEARED, 100)
    before_result = maybe_word(CLEARED, 10)
    before_on = maybe_day(CLEARED)
    why = maybe_word(RECORD, 200)
    entered_at = maybe_moment(RECORD)
