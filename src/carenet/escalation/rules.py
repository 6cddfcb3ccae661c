"""Which steps a matter climbs, and whom a step reaches. Pure.

A step names duties. Whoever holds one and cannot answer (left, set aside, away, or the person whom
the matter is about) is passed over: to the deputy, else upward, at last to the county. Never into
nothing without saying so: an empty answer is a hole that the coverage page and the simulator show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_
from carenet.core.steps import Step

REGISTER: Final = "register"
CHILD: Final = "missing_child"
CLOSING: Final = "register_closing"
UNCOVERED: Final = "uncovered"
MANDATORY: Final = "concern_mandatory"
CONCERN: Final = "concern"
ALONE: Final = "alone"
ILLNESS: Final = "illness_alone"
UNASKED: Final = "illness_unasked"
COVER: Final = "cover"
FRIDAY: Final = "friday_home"
RECEIVER: Final = "receiver"
RETURN: Final = "return"
SILENT: Final = "silent_home"
URGENT_NEED: Final = "urgent_need"
MISSED: Final = "missed_appeal"
KIN: Final = "kin_cannot_stay"
HOLD_MINUTES: Final = 20
"""So long "I am on it" stops a ladder [F]: then it climbs on, and nothing is forgotten in a pocket."""
UPWARD: Final[Mapping[str, str]] = {
    "carer": "director", "proxy": "director", "lead": "director", "director": "township",
    "duty_phone": "township", "township": "county",
}  # fmt: skip
ANSWERED_BY: Final = frozenset({"lead", "director", "duty_phone", "township", "county"})
"""Duties that a place must fill; carers and proxy parents belong to a child."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The steps of one kind of matter, what starts and what ends it, and where that is written."""

    ladder: str
    label: str
    source: str
    begins: str
    answered: str
    steps: tuple[Step, ...]
    kind: str
    """The kind of message its steps say."""


_POLICIES: Final = (
    Policy(
        CHILD, N_("A child is missed"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the beginning of the session; at once to the director if under 8, at high risk, in the flood season or by water"),
        N_("a tick in the register, or where the child is: with a name, a reason and a time"),
        (Step(20, "lead", ("lead",)), Step(30, "carer", ("carer", "director")),
         Step(60, "township", ("duty_phone", "proxy"))),
        "alarm.child",
    ),
    Policy(
        REGISTER, N_("A register is not opened"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the beginning of the session"), N_("the register is opened, or the session called off"),
        (Step(20, "lead", ("lead",)), Step(40, "director", ("director",)),
         Step(70, "township", ("duty_phone",))),
        "alarm.register",
    ),
    Policy(
        CLOSING, N_("A register is not closed"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the end of the session"), N_("each child has gone home and the register is closed"),
        (Step(30, "lead", ("lead",)), Step(60, "director", ("director",)),
         Step(120, "township", ("duty_phone",))),
        "alarm.closing",
    ),
    Policy(
        UNCOVERED, N_("Adults are missing for a session"), N_("field judgement, to be reviewed by serving child directors"),
        N_("24 hours before the session"), N_("enough adults are signed up, or the session is called off"),
        (Step(0, "lead", ("lead",)), Step(18 * 60, "director", ("lead", "director")),
         Step(21 * 60, "township", ("director", "township")),
         Step(24 * 60 - 30, "fallback", ("lead", "director", "township"))),
        "session.uncovered",
    ),
    Policy(
        MANDATORY, N_("A concern that must be reported"), N_("Law on the Protection of Minors, articles 11 and 117; the opinion on mandatory reports of 2020"),
        N_("the concern is written down; whoever answers for the village is told at once"),
        N_("it is settled with the police's receipt, and a second officer confirms"),
        (Step(120, "level_up", ("township", "county")), Step(24 * 60, "county", ("county",))),
        "concern.waiting",
    ),
    Policy(
        CONCERN, N_("A worry nobody has taken on"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the worry is written down; whoever answers for the village is told at once"),
        N_("somebody takes it on"),
        (Step(24 * 60, "township", ("township",)), Step(72 * 60, "county", ("county",))),
        "concern.waiting",
    ),
    Policy(
        ALONE, N_("A child is without an adult"), N_("Law on the Protection of Minors, article 21, and field judgement"),
        N_("the visit was written down; director and township are told at once"),
        N_("somebody says what was done"),
        (Step(30, "duty_phone", ("duty_phone", "township")), Step(120, "county", ("county",))),
        "child.unanswered",
    ),
    Policy(
        ILLNESS, N_("An ill child has no adult tonight"), N_("the opinion of 2018, and field judgement"),
        N_("the illness is written down; director and township are told at once"),
        N_("it is written down which adult is with the child, or it is well"),
        (Step(30, "duty_phone", ("duty_phone", "township")), Step(90, "county", ("county",))),
        "illness.unanswered",
    ),
    Policy(
        UNASKED, N_("Nobody has said how an ill child is"), N_("the opinion of 2018, and field judgement"),
        N_("the hour named on its page has come; whoever wrote it down and the home that has it are asked at once"),
        N_("somebody writes how the child is, or that it is well"),
        (Step(60, "director", ("director",)), Step(3 * 60, "township", ("director", "duty_phone")),
         Step(12 * 60, "county", ("township", "county"))),
        "illness.unasked",
    ),
    Policy(
        COVER, N_("A carer cannot, and nobody has agreed to stand in"), N_("field judgement, to be reviewed by serving child directors"),
        N_("somebody says that cover is needed, or whoever stood in gives up; the director is told at once"),
        N_("another adult agrees, or it is called off"),
        (Step(120, "director", ("director",)), Step(8 * 60, "township", ("township", "duty_phone")),
         Step(24 * 60, "county", ("township", "county"))),
        "backup.unanswered",
    ),
    Policy(
        FRIDAY, N_("A boarder is not known to be home"), N_("field judgement, to be reviewed by serving child directors"),
        N_("nine in the morning after the day of leaving; at once when the family says that the child is not home"),
        N_("the family says that the child is home, or somebody writes down where it is and who said so"),
        (Step(0, "director", ("carer", "director")), Step(60, "township", ("duty_phone", "proxy")),
         Step(180, "county", ("township", "county"))),
        "friday.not_home",
    ),
    Policy(
        RECEIVER, N_("A home cannot go on, and nobody has received the child"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the home or an officer asks for the end, or a paper or the family’s yes is gone; the director is told at once"),
        N_("a named person has received the child"),
        (Step(8 * 60, "director", ("director",)), Step(24 * 60, "township", ("township",)),
         Step(72 * 60, "county", ("township", "county"))),
        "placement.receiver",
    ),
    Policy(
        RETURN, N_("Nobody has said that a child is back from its parents"), N_("field judgement, to be reviewed by serving child directors"),
        N_("six in the evening of the day of return; whoever is to say so is asked at that hour"),
        N_("somebody says since when the child is back, or that it comes later"),
        (Step(3 * 60, "director", ("director",)), Step(18 * 60, "township", ("director", "duty_phone")),
         Step(42 * 60, "county", ("township", "county"))),
        "stay.unanswered",
    ),
    Policy(
        SILENT, N_("A home with a child in full care is silent"), N_("field judgement, to be reviewed by serving child directors"),
        N_("24 hours without a word about the child; the home is asked at once"),
        N_("the home writes down the day"),
        (Step(2 * 60, "director", ("director",)), Step(6 * 60, "township", ("director", "duty_phone")),
         Step(12 * 60, "county", ("township", "county"))),
        "home.unanswered",
    ),
    Policy(
        URGENT_NEED, N_("A child at high risk needs a proxy parent"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the need is written down, or the child comes to be at high risk"),
        N_("a proxy parent begins, the need is closed, or the risk falls; while somebody has been asked nothing is said"),
        (Step(0, "director", ("director", "township")), Step(3 * 24 * 60, "township", ("director", "township")),
         Step(7 * 24 * 60, "county", ("township", "county"))),
        "need.urgent",
    ),
    Policy(
        MISSED, N_("A volunteer says: I did not miss that place"), N_("field judgement, to be reviewed by serving child directors"),
        N_("the volunteer says that it is not right; until it is answered nothing of it holds"),
        N_("somebody else than who wrote it down says who is right"),
        (Step(0, "director", ("director",)), Step(3 * 24 * 60, "township", ("township",)),
         Step(7 * 24 * 60, "county", ("township", "county"))),
        "place.appeal",
    ),
    Policy(
        KIN, N_("A child cannot stay with who of the family keeps it"), N_("Law on the Protection of Minors, articles 22 and 43, and field judgement"),
        N_("two officers have seen it and say the same"),
        N_("another home or carer begins, the need is closed, or a later look finds it well"),
        (Step(0, "director", ("director", "township")), Step(24 * 60, "township", ("township", "duty_phone")),
         Step(72 * 60, "county", ("township", "county"))),
        "kin.cannot_stay",
    ),
)  # fmt: skip
POLICIES: Final[Mapping[str, Policy]] = {policy.ladder: policy for policy in _POLICIES}
STEP_WORDS: Final[Mapping[str, str]] = {
    "lead": N_("centre lead"), "director": N_("child director"), "carer": N_("carer"),
    "proxy": N_("proxy parent"), "duty_phone": N_("township duty phone"),
    "township": N_("township supervisor"), "county": N_("county"), "deputy": N_("deputy"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a duty names at a place and a moment."""

    role: str
    person: UUID
    name: str = ""
    suspended: bool = False
    away: bool = False
    deputy: UUID | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Who was passed over, and why: away, suspended, concerned, nobody."""

    role: str
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a step reaches: as what, and who was passed over on the way."""

    person: UUID
    name: str
    duty: str
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The outcome of one step; a hole is a duty behind which, upward to the county, is nobody."""

    people: tuple[Reached, ...]
    holes: tuple[str, ...] = ()


def reach(tell: Sequence[str], known: Sequence[Candidate], about: frozenset[UUID]) -> Reach:
    """Whom the duties of a step reach.

    Args:
        tell: the duties, as the step names them.
        known: everybody these and the duties above them name here and now, with their deputies.
        about: people the matter is about: passed over everywhere, also as somebody's deputy.

    """
    found: dict[UUID, Reached] = {}
    holes: list[str] = []
    for duty in tell:
        people = _climb(duty, known, about)
        # Not every child has a proxy parent: without one the step's other duties are enough.
        if not people and duty == "proxy" and len(tell) > 1:
            continue
        if not people:
            holes.append(duty)
        for one in people:
            found.setdefault(one.person, one)
    return Reach(tuple(found.values()), tuple(holes))


def _climb(duty: str, known: Sequence[Candidate], about: frozenset[UUID]) -> list[Reached]:
    passed: list[Passed] = []
    asked: str | None = duty
    while asked is not None:
        here = [c for c in known if c.role == asked]
        if not here and duty == asked == "proxy":
            return []
        if not here:
            passed.append(Passed(asked, "", "nobody"))
        reached = []
        for one in here:
            if (why := _cannot(one, about)) is None:
                reached.append(Reached(one.person, one.name, asked))
                continue
            passed.append(Passed(asked, one.name, why))
            if (deputy := _deputy(one, known, about)) is not None:
                reached.append(Reached(deputy.person, deputy.name, asked))
        if reached:
            return [replace(one, passed=tuple(passed)) for one in reached]
        asked = UPWARD.get(asked)
    return []


def _cannot(one: Candidate, about: frozenset[UUID]) -> str | None:
    if one.person in about:
        return "concerned"
    if one.suspended:
        return "suspended"
    return "away" if one.away else None


def _deputy(one: Candidate, known: Sequence[Candidate], about: frozenset[UUID]) -> Candidate | None:
    # Who is set aside or whom the matter is about chose no deputy for this: the step goes upward.
    if one.deputy is None or one.suspended or one.person in about:
        return None
    return next((c for c in known if c.person == one.deputy and _cannot(c, about) is None), None)
