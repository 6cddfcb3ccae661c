"""Needs, the helpers' offers, rounds, proposals and what people decided about them."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.children.tables import Child
from carenet.core.columns import (
    FAMILY,
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
    maybe_day,
    maybe_document,
    maybe_ident,
    maybe_moment,
    maybe_number,
    maybe_prose,
    maybe_to,
    maybe_word,
    moment,
    number,
    small,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import Person


class Need(Table, tablename="needs"):
    """One service that one child needs; who goes to one helper together shares a group."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    service = word(FAMILY, 20, index=True)
    subject = maybe_word(FAMILY, 20)
    group_key = maybe_ident(FAMILY, index=True)
    tier = small(FAMILY)
    reasons = document(FAMILY)
    wish = maybe_prose(FAMILY)
    wants_sex = maybe_word(FAMILY, 1)
    opened_on = day(RECORD)
    opened_by = maybe_ident(RECORD)
    rule = maybe_word(RECORD, 60)
    met_at = maybe_moment(RECORD)
    met_by = maybe_word(RECORD, 80)
    closed_at = maybe_moment(RECORD)
    closed_because = maybe_word(RECORD, 200)


class Offer(Table, tablename="offers"):
    """What a helper offers for a service: how many, from-until, for whom."""

    id = key()
    person = to(Person, RECORD)
    service = word(PUBLIC, 20, index=True)
    division = code()
    capacity = number(PUBLIC)
    starts_on = day(RECORD)
    ends_on = maybe_day(RECORD)
    host_family = maybe_ident(RECORD)
    organisation = maybe_ident(RECORD)


class Round(Table, tablename="matching_rounds"):
    """One matching of an area and a service: always a draft until people publish it."""

    id = key()
    name = word(PUBLIC, 100)
    division = code()
    lo = code()
    hi = code(index=False)
    service = word(PUBLIC, 20)
    state = word(RECORD, 12)
    cut_off = moment(RECORD)
    opened_by = ident(RECORD)
    opened_at = made_at(RECORD)
    duty = maybe_ident(RECORD)
    task = maybe_ident(TECHNICAL)
    solved_at = maybe_moment(RECORD)
    published_at = maybe_moment(RECORD)
    published_by = maybe_ident(RECORD)
    problem = maybe_document(TECHNICAL)
    outcome = maybe_document(TECHNICAL)
    summary = maybe_document(RECORD)
    spread = small(RECORD, 0)
    also = words(PUBLIC)


class RoundGroup(Table, tablename="round_groups"):
    """A child's need in a round: with whom it was solved, or why it was left out or unmatched."""

    id = key()
    round = to(Round)
    child = to(Child)
    village = code(WHEREABOUTS)
    need = to(Need)
    position = number(TECHNICAL)
    state = word(RECORD, 12)
    reasons = document(FAMILY)
    round_need = Unique([round, need])


class Proposal(Table, tablename="proposals"):
    """One suggested pairing with its reasons; nothing until people accepted it."""

    id = key()
    round = to(Round)
    child = to(Child)
    village = code(WHEREABOUTS)
    need = to(Need)
    person = to(Person, RECORD)
    offer = maybe_to(Offer, RECORD)
    cost = number(TECHNICAL)
    terms = document(RECORD)
    next_best = maybe_document(RECORD)
    state = word(RECORD, 12)
    answer_by = maybe_moment(RECORD)
    created_at = made_at()
    round_need_person = Unique([round, need, person])


class ProposalDecision(Table, tablename="proposal_decisions"):
    """What somebody decided about a proposal: lock, refuse, publish, agree, accept, settle."""

    id = key()
    proposal = to(Proposal)
    child = to(Child)
    village = code(WHEREABOUTS)
    what = word(RECORD, 20)
    by = ident(RECORD)
    person = maybe_ident(RECORD)
    at = made_at(RECORD)
    because = maybe_word(RECORD, 200)
    child_voice = maybe_prose(FAMILY)


class PairRule(Table, tablename="pair_rules"):
    """A lock or a ban of one need and one helper in a round, by a person with a reason."""

    id = key()
    round = to(Round)
    child = to(Child)
    village = code(WHEREABOUTS)
    need = to(Need)
    person = to(Person, RECORD)
    kind = word(RECORD, 6)
    by = ident(RECORD)
    at = made_at(RECORD)
    because = maybe_word(RECORD, 200)
    price = maybe_number(TECHNICAL)
    lifted_on = maybe_day(RECORD)


class NeedSuggestion(Table, tablename="need_suggestions"):
    """Whom a solved round's prices suggest for a child at high risk; nobody has been asked."""

    id = key()
    need = to(Need)
    child = to(Child)
    village = code(WHEREABOUTS)
    round = to(Round)
    person = maybe_to(Person, RECORD)
    terms = maybe_document(RECORD)
    price = number(TECHNICAL)
    others = document(RECORD)
    made_at = moment(RECORD)
    need_once = Unique([need])


class ApartReason(Table, tablename="apart_reasons"):
    """Why a child is with one adult and its brothers and sisters with another: said by an officer, asked anew each term."""

    id = key()
    child = to(Child)
    village = code(WHEREABOUTS)
    kind = word(RECORD, 12)
    person = to(Person, RECORD)
    because = word(FAMILY, 200)
    said_on = word(RECORD, 10)
    at = made_at(RECORD)
    by = ident(RECORD, index=False)
