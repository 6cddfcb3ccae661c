"""What brings messages about taking part about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    ANSWERED,
    DIRECTOR,
    NO_END,
    ONCE_A_DAY,
    Occasion,
)

SOON: Final = N_("within a minute, in the daytime; once")
ADULTS: Final = N_("the adults of the home, or the proxy parent")
STEP_DONE: Final = N_("the step is done, or the way is stopped")
OFFICERS: Final = N_("the child director and the township")

HOMES: Final[Mapping[str, Occasion]] = {
    "tie.asked": Occasion(
        N_("somebody says that they and whoever has a number are a couple or relatives"), SOON, ANSWERED,
        N_("who has the number, where they have joined"),
    ),
    "taking.asked": Occasion(N_("a family or an adult was nominated"), SOON, ANSWERED, ADULTS),
    "taking.renewal": Occasion(
        N_("an approval has an end"), N_("60 days before its end"), ANSWERED, ADULTS
    ),
    "taking.done": Occasion(N_("the last step was done"), SOON, NO_END, ADULTS),
    "taking.roster": Occasion(
        N_("who lives in a host home is said anew every 90 days"), N_("14 days before it is due"),
        N_("it is said"), ADULTS,
    ),
    "taking.roster_for": Occasion(
        N_("the same, where nobody in the home has an account"), N_("14 days before it is due"),
        N_("it is said"), DIRECTOR,
    ),
    "taking.roster_late": Occasion(
        N_("who lives in a host home was not said in time"), ONCE_A_DAY, N_("it is said"), OFFICERS
    ),
    "taking.guest": Occasion(
        N_("a host family says so in the day’s entry"), N_("within a minute, at any hour; once a day"),
        NO_END, DIRECTOR,
    ),
    "taking.papers": Occasion(
        N_("they said yes, and papers are missing"), SOON, STEP_DONE, DIRECTOR
    ),
    "taking.visit": Occasion(N_("the first papers are there"), SOON, STEP_DONE, OFFICERS),
    "taking.second": Occasion(
        N_("an officer was named as the second at a visit"), SOON, ANSWERED, N_("the second")
    ),
    "taking.decide": Occasion(
        N_("every step before the approval is done"), SOON, STEP_DONE,
        N_("officers of the township who took no part; else of the county"),
    ),
    "taking.sent_back": Occasion(
        N_("who decides sent it back"), SOON, NO_END, N_("the two who visited")
    ),
    "taking.introduce": Occasion(N_("it was approved"), SOON, STEP_DONE, DIRECTOR),
    "taking.lapsed": Occasion(
        N_("a year ran out without a renewal"), SOON, STEP_DONE, OFFICERS
    ),
    "place.review": Occasion(
        N_("a child was not asked in a term about its place at a centre"),
        N_("28 days before the end of the term"), N_("it is written down"),
        N_("who leads the centre, and the child director"),
    ),
}  # fmt: skip
