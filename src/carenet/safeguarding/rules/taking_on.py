"""Taking a home or a proxy parent on: the steps, who acts, what is looked at. Nothing here reads or writes.

Source: Liuzhou education bureau 2018 no. 8, clause 2 (5) 3 (host families chosen by the committee or applying);
the field's rules for host homes, product paper section 5; Law on the Protection of Minors articles 22 and 62.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

STEPS: Final = ("confirmed", "adults", "documents", "visit", "cleared", "decision", "introduction")
"""In the order in which they can be done; the database keeps the same order (app.unmet)."""

STEP_WORDS: Final[Mapping[str, str]] = {
    "confirmed": N_("They say yes themselves"),
    "adults": N_("All who live there are written down"),
    "documents": N_("Papers of every adult"),
    "visit": N_("Two people looked and talked"),
    "cleared": N_("Every adult is fully cleared"),
    "decision": N_("Somebody else approves"),
    "introduction": N_("Gone through together"),
}
ACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "confirmed": ("family",),
    "adults": ("director", "family"),
    "documents": ("director",),
    "visit": ("director", "township"),
    "cleared": ("township",),
    "decision": ("township", "county"),
    "introduction": ("director",),
}
"""Whose turn a step is: `family` stands for the adults themselves, everything else for a duty over the village."""
ACT_WORDS: Final[Mapping[str, str]] = {
    "confirmed": N_(
        "on their own phone, or face to face with an officer who did not nominate them"
    ),
    "adults": N_("also who is there only at night"),
    "documents": N_("identity card, own declaration, record check asked for"),
    "visit": N_("with the list, at the house; the second confirms on their own account"),
    "cleared": N_("the papers still missing stand beside each name"),
    "decision": N_("nobody who nominated, visited, heard the yes, or lives there"),
    "introduction": N_("house rules, illness, danger, the day’s entry, whom to call"),
}
HOW_WORDS: Final[Mapping[str, str]] = {
    "nominated": N_("nominated"),
    "applied": N_("applied"),
    "renewal": N_("yearly look"),
    "changed": N_("the household changed"),
}
ANSWERS: Final[Mapping[str, str]] = {
    "yes": N_("Yes"),
    "mend": N_("Not yet"),
    "no": N_("No"),
}
HOST_ITEMS: Final[Mapping[str, str]] = {
    "own_bed": N_("Every child has a bed of its own"),
    "own_room": N_("No child shares a room with an adult who is not kin"),
    "apart": N_("Boys and girls from seven who are no siblings can sleep in different rooms"),
    "water": N_("There is safe water to drink"),
    "everyone": N_("Everyone who lives there was met and is written down"),
    "fenced": N_("Wells, ponds and roof edges are fenced or locked"),
    "reached": N_("A phone works in the house at night"),
    "washing": N_("The place to wash can be closed"),
    "fire": N_("Fire, gas, wires, medicine and poison are out of reach"),
    "way": N_("The way to school was walked and is safe"),
    "own_children": N_("The family’s own children were asked"),
    "reason": N_("Why they wish to do it was talked about"),
}
HOST_MUST: Final = frozenset(
    {"own_bed", "own_room", "apart", "water", "everyone", "fenced", "reached"}
)
"""Without these nobody approves: the house rules of the product paper, section 5."""
PROXY_ITEMS: Final[Mapping[str, str]] = {
    "where": N_(
        "Knows to meet the child at the centre, at school, or at home with the carer there"
    ),
    "time": N_("Has time for a call each month and a meeting each quarter"),
    "reached": N_("Can be reached by phone"),
    "home_agrees": N_("Those at home know of it and agree"),
    "reason": N_("Why they wish to do it was talked about"),
}
PROXY_MUST: Final = frozenset({"where", "time", "reached"})
ITEMS: Final[Mapping[str, Mapping[str, str]]] = {"host": HOST_ITEMS, "proxy_parent": PROXY_ITEMS}
MUST: Final[Mapping[str, frozenset[str]]] = {"host": HOST_MUST, "proxy_parent": PROXY_MUST}
INTRODUCTIONS: Final[Mapping[str, str]] = {
    "rules": N_("The rules for children here, read through and agreed"),
    "illness": N_("What to do when a child is ill, and whom to call at night"),
    "danger": N_("Water, roads, fire: what was shown and where"),
    "days": N_("How a day or a talk is written down, tried once on their phone"),
    "people": N_("Who to call for what; they know the director’s number"),
}
VISIT_DAYS_MAX: Final = 30
"""A visit is written down within a month, or it is made again [F]."""
YES_DAYS_MAX: Final = 60
"""A yes heard longer ago than this is asked for again [F]; the database holds the same."""
ROSTER_DAYS: Final = 90
RENEWAL_WINDOW: Final = timedelta(days=60)
"""So long before its year is over a home is looked at anew [F]: two visits, papers and an approval need time."""
ROSTER_NOTICE: Final = timedelta(days=14)


class CannotTakeOn(Refusal):
    """This step is not possible now."""


STEP_MISSING: Final = N_("A step before this one is missing. The list shows which, and who acts.")
SOMEBODY_ELSE: Final = N_(
    "Somebody else does this: nobody who nominated, visited, heard the yes, or lives there."
)
NOT_BEFORE_NOMINATOR: Final = N_(
    "You nominated them. Their yes is said on their own phone, or to an officer who did not nominate them."
)
SECOND_HERE: Final = N_("The second must be another officer with a duty over this village.")
NOT_NOW: Final = N_("This was settled meanwhile. Please look again.")
FAILS: Final = N_(
    "Something that must be in order is not. Please have it mended and looked at again."
)


def check_visit_day(visited_on: date, today: date) -> None:
    """The day of the visit: today or within the last month.

    Raises:
        CannotTakeOn: it lies ahead or too long ago.

    """
    if visited_on > today:
        raise CannotTakeOn(
            N_("That visit is still to come. Please write it down once you were there.")
        )
    if visited_on < today - timedelta(days=VISIT_DAYS_MAX):
        raise CannotTakeOn(
            N_("The visit was more than %(days)s days ago. Please look again together."),
            days=VISIT_DAYS_MAX,
        )


def check_yes_day(on_day: date, today: date) -> None:
    """The day on which they said yes.

    Raises:
        CannotTakeOn: it lies ahead or too long ago.

    """
    if on_day > today:
        raise CannotTakeOn(N_("That day has not come yet. Please correct it; the rest is kept."))
    if on_day < today - timedelta(days=YES_DAYS_MAX):
        raise CannotTakeOn(N_("This yes is too old. Please ask again."))


def fails(kind: str, answers: Mapping[str, str]) -> int:
    """How many things that must be in order are not."""
    return sum(answers.get(item) != "yes" for item in MUST[kind])


@dataclass(frozen=True, slots=True)
class Step:
    """One step as a page shows it. `state`: done, now (it can be done) or later (another is missing first)."""

    code: str
    state: str


AT_ONCE: Final[Mapping[str, frozenset[str]]] = {
    "confirmed": frozenset({"adults"}),
    "documents": frozenset({"confirmed", "adults"}),
    "visit": frozenset({"confirmed", "adults", "documents"}),
    "cleared": frozenset({"confirmed", "adults", "documents"}),
    "decision": frozenset({"confirmed", "adults", "documents", "visit", "cleared"}),
    "introduction": frozenset({"confirmed", "adults", "documents", "visit", "cleared", "decision"}),
}
"""What must be there before a step: one who lives there is written down before anybody can say yes; the visit
and the other papers may go side by side."""


def steps(unmet: frozenset[str], *, introduced: bool = True, alone: bool = False) -> list[Step]:
    """Every step with its state.

    Args:
        unmet: what is missing.
        introduced: whether this way has an introduction; a yearly look has none.
        alone: whether it is one adult's and no home's, so that nobody else is to be written down.

    """
    return [
        Step(
            code,
            "done" if code not in unmet
            else "later" if AT_ONCE.get(code, frozenset()) & unmet else "now",
        )
        for code in STEPS
        if (introduced or code != "introduction") and not (alone and code == "adults")
    ]  # fmt: skip


def renewal_opens(renew_by: date) -> date:
    """The first day on which a home or a proxy parent can be looked at anew."""
    return renew_by - RENEWAL_WINDOW
