"""What needs follow from a child's facts, what each service asks for, and how long answers may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from carenet.core.refusals import Refusal
from carenet.core.said import N_, Said


class Service(StrEnum):
    """What a round can match."""

    TUTORING = "tutoring"
    PROXY_PARENT = "proxy_parent"
    HOST_FAMILY = "host_family"
    PAIRED_TEACHER = "paired_teacher"
    PEER = "peer"


SUBJECTS: Final = ("chinese", "math", "english", "reading")
SPREADS: Final = (0, 5, 20)
"""Minutes of way that each further child at one helper counts for; 0: the shortest ways (field judgement)."""
BETWEEN_DAYS: Final = 60
"""How long a plan's prices say whom to suggest for children who come later (field judgement)."""
BETWEEN_DECIDE_DAYS: Final = 3
"""A suggestion taken into a draft that nobody decides in so many days goes back (field judgement)."""
HIGH_TIER_MAX: Final = 1
HIGH_DAYS: Final = 7
"""Tiers 0 and 1 are high: a proxy parent within 7 days (field judgement)."""
TEACHER_CHILDREN: Final = 8
"""First paired teacher: 8 children, shown when over and never refused (Liuzhou education bureau 2018 no. 8,
clause 2 (5); the number by field judgement)."""
TUTORED_MAX: Final = 6
"""How many children one volunteer may offer to tutor one to one (field judgement)."""
CIRCLES_MAX: Final = 3
"""How many circles of friends one adult may offer to accompany (field judgement)."""
ABLE: Final = "able"
ALONE_NIGHTS: Final = frozenset({"alone"})


@dataclass(frozen=True, slots=True)
class Shape:
    """How a service is matched: purpose of consent, who goes together, what fills a helper.

    Brothers and sisters go `together`; a `circle` is put together of children who are none.
    """

    purpose: str | None
    together: bool
    load: Literal["unit", "places"]
    kind: str
    needs_clearance: bool = True
    circle: bool = False


SHAPES: Final[Mapping[Service, Shape]] = {
    Service.TUTORING: Shape("volunteer", together=False, load="unit", kind="tutoring"),
    Service.PROXY_PARENT: Shape("proxy_parent", together=True, load="unit", kind="proxy_parent"),
    Service.HOST_FAMILY: Shape("host_family", together=True, load="places", kind="full_care"),
    Service.PAIRED_TEACHER: Shape(
        None, together=False, load="unit", kind="paired_teacher", needs_clearance=False
    ),
    Service.PEER: Shape("peer", together=False, load="unit", kind="peer", circle=True),
}
"""Consent is asked for volunteers, proxy parents, host families and circles of friends; the paired teacher rests on duty.
Brothers and sisters of a household go to one home and one proxy parent."""


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What the rules look at; everything is as known today."""

    left_behind: bool
    tier: int
    carers: tuple[str, ...] = ()
    parent_at_home: bool = False
    nights: frozenset[str] = frozenset()
    struggles: tuple[str, ...] = ()
    alone_lately: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need that a rule opens, with its name and its reasons."""

    service: Service
    rule: str
    reasons: tuple[Said, ...]
    subject: str | None = None


NO_ADULT: Final = Said(N_("No adult at home is able to look after the child."))
ALONE: Final = Said(N_("Sleeps alone at night."))
STRUGGLES: Final = Said(N_("Finds it hard to follow this subject in class."))
HIGH: Final = Said(N_("Needs an adult soon: the facts are listed in the child's file."))
LATELY: Final = Said(N_("A parent left or the school changed lately; friends of the class help."))
EVERY: Final = Said(N_("Every child whose parents work away has a first teacher."))


def needs_of(facts: NeedFacts) -> tuple[Wanted, ...]:
    """The needs that follow from a child's facts (Liuzhou education bureau 2018 no. 8, clause 2 (4)-(5))."""
    found = [Wanted(Service.TUTORING, "struggles", (STRUGGLES,), s) for s in facts.struggles]
    alone = bool(facts.nights & ALONE_NIGHTS)
    if ABLE not in facts.carers and not facts.parent_at_home and facts.left_behind:
        found.append(Wanted(Service.HOST_FAMILY, "no_adult", (NO_ADULT,)))
    elif alone:
        found.append(Wanted(Service.HOST_FAMILY, "alone_at_night", (ALONE,)))
    if facts.left_behind and facts.tier <= HIGH_TIER_MAX:
        found.append(Wanted(Service.PROXY_PARENT, "high_tier", (HIGH,)))
    if facts.left_behind:
        found.append(Wanted(Service.PAIRED_TEACHER, "every_child", (EVERY,)))
    if facts.left_behind and facts.alone_lately:
        found.append(Wanted(Service.PEER, "alone_lately", (LATELY,)))
    return tuple(found)


# How long an answer may take (settings with these defaults, field judgement).
GUARDIAN_DAYS: Final = 7
HELPER_DAYS: Final = 3
SECOND_ASK: Final = timedelta(days=1)


def answer_due(stage: Literal["guardian", "helper"], now: datetime) -> datetime:
    """Until when an answer is waited for; a helper's silence passes the need on."""
    return now + timedelta(days=GUARDIAN_DAYS if stage == "guardian" else HELPER_DAYS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a guardian's answer to a purpose, and whether the guardian was reached."""

    consent: str | None = None
    tries: int = 0
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to look at before or after a round, with who could mend it."""

    code: str
    why: Said
    mend: Said
    out: bool = False
    first: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def marks_of(
    shape: Shape, standing: Standing, *, school: bool, service: Service, tier: int, waited: int
) -> list[Mark]:
    """Why a child needs attention in this round; only a guardian's no takes it out.

    A guardian who was not reached puts the child first, not last; so does
    a high tier without a proxy parent for longer than it may wait. `waited` is in days.
    """
    found = []
    if service is Service.PROXY_PARENT and tier <= HIGH_TIER_MAX and waited > HIGH_DAYS:
        values = {"days": waited, "most": HIGH_DAYS}
        found.append(Mark("overdue", Said(_OVERDUE, values), _TODAY, first=True))
    if shape.purpose and standing.consent in ("refused", "withdrawn"):
        found.append(Mark("refused", _REFUSED, _RESPECT, out=True))
    elif shape.purpose and not standing.reached:
        found.append(
            Mark(
                "not_reached", Said(_NOT_REACHED, {"tries": standing.tries}), _TOWNSHIP, first=True
            )
        )
    elif shape.purpose and standing.consent != "agreed":
        found.append(Mark("to_ask", _TO_ASK, _ASKED))
    if service is Service.PAIRED_TEACHER and not school:
        found.append(Mark("no_school", _NO_SCHOOL, _SCHOOL_MEND, out=True))
    return found


_ASK_CLASSMATES: Final = N_(
    "Child director: ask classmates whether they would like to take part. A circle that meets already and has room is suggested under “What came in between”."
)
NO_CIRCLE: Final = Mark(
    "no_circle",
    Said(
        N_(
            "No two other children of the class or the village can form a circle with this child yet."
        )
    ),
    Said(_ASK_CLASSMATES),
    out=True,
)
_OVERDUE: Final = N_(
    "Has waited %(days)s days for a proxy parent; at this tier it should be %(most)s at most."
)
_TODAY: Final = Said(N_("Township: solve and publish this round today."))
_REFUSED: Final = Said(N_("The guardian said no to this."))
_RESPECT: Final = Said(
    N_("The no stands; the child director may ask again when something changes.")
)
_NOT_REACHED: Final = N_("The guardian was not reached (%(tries)s tries).")
_TOWNSHIP: Final = Said(
    N_("Child director: three tries by two ways within 14 days, then township and civil affairs.")
)
_TO_ASK: Final = Said(N_("The guardian has not been asked yet."))
_ASKED: Final = Said(N_("Asked by itself once the round is published."))
_NO_SCHOOL: Final = Said(N_("No school is written down for this child."))
_SCHOOL_MEND: Final = Said(N_("Child director: enter the school in the child's file."))


@dataclass(frozen=True, slots=True)
class HelperFacts:
    """What decides whether a helper may be in a round at all."""

    tier: str | None
    suspended: bool
    home_cleared: bool
    approved: bool
    capacity: int
    load: int


def helper_marks(shape: Shape, facts: HelperFacts) -> Mark | None:
    """Why a helper cannot be matched now and who could mend it; None when it can."""
    if facts.suspended:
        return Mark("suspended", _SUSPENDED, _SAFEGUARD, out=True)
    if shape.needs_clearance and facts.tier != "cleared":
        return Mark("not_cleared", _NOT_CLEARED, _PAPERS, out=True)
    if not facts.home_cleared:
        return Mark("home_not_cleared", _HOME, _PAPERS, out=True)
    if not facts.approved:
        return Mark("not_approved", _NOT_APPROVED, _COMMITTEE, out=True)
    if facts.load >= facts.capacity and shape.needs_clearance:
        return Mark("full", _FULL, _NOTHING, out=True)
    return None


_SUSPENDED: Final = Said(N_("Set aside for the time being."))
_SAFEGUARD: Final = Said(N_("Only the county's safeguarding duty decides this."))
_NOT_CLEARED: Final = Said(N_("Papers are missing or have lapsed."))
_PAPERS: Final = Said(N_("The sending unit hands in the papers; the township checks them."))
_HOME: Final = Said(N_("An adult of this home is not cleared."))
_NOT_APPROVED: Final = Said(N_("The home is not approved, or its approval has run out."))
_COMMITTEE: Final = Said(N_("The village committee visits and approves the home."))
_FULL: Final = Said(N_("Has as many children as was agreed."))
_NOTHING: Final = Said(N_("Nothing to mend."))


class CannotMatch(Refusal):
    """A round or a proposal does not allow this now."""


def require_state(state: str, *allowed: str) -> None:
    """Go on only in one of these states.

    Raises:
        CannotMatch: the round is elsewhere by now.

    """
    if state not in allowed:
        raise CannotMatch(N_("Somebody was quicker: this round has moved on. Please look again."))


SHARED_HOURS: Final[Mapping[Service, int]] = {
    Service.TUTORING: 2,
    Service.PROXY_PARENT: 1,
    Service.PEER: 1,
}
"""Hours a week that a child tutored, a household stood beside or a circle accompanied takes of a volunteer
(field judgement; `app.hours_left`)."""


def require_spread(service: Service, also: Sequence[Service], minutes: int) -> None:
    """Loads are spread where each child or household takes one place of one service.

    Raises:
        CannotMatch: a home's beds decide already, or the hours that services share.

    """
    together = (service, *also)
    if also and (not set(together) <= set(SHARED_HOURS) or len(set(together)) < len(together)):
        raise CannotMatch(
            N_("Only services that take a volunteer's hours can be matched together.")
        )
    if minutes and also:
        raise CannotMatch(
            N_(
                "Services that share hours cannot spread loads too. Please choose the shortest ways."
            )
        )
    if minutes and SHAPES[service].load != "unit":
        raise CannotMatch(
            N_(
                "In homes the beds decide how many children go where. Please choose the shortest ways."
            )
        )


def service_of(code: str) -> Service:
    """The service a stored word means."""
    return Service(code)
