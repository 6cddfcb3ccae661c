"""What brings messages about danger about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    AT_ONCE,
    BY_STEPS,
    CARER,
    CLIMBS,
    DIRECTOR,
    NO_END,
    ONCE_A_DAY,
    Occasion,
)

DANGER: Final[Mapping[str, Occasion]] = {
    "alarm.register": Occasion(
        N_("a session has begun and its register is not open"), BY_STEPS,
        N_("the register is opened, or the session called off"), CLIMBS,
    ),
    "alarm.child": Occasion(
        N_("an expected child was not ticked, left with a stranger, or is not home"), BY_STEPS,
        N_("where the child is was written down, with a name and a reason"), CLIMBS,
    ),
    "alarm.children": Occasion(
        N_("several children are missed at one place at once"), BY_STEPS,
        N_("each of them is answered for"), CLIMBS,
    ),
    "alarm.closing": Occasion(
        N_("a session is over and not every child was ticked as gone home"), BY_STEPS,
        N_("the register is closed"), CLIMBS,
    ),
    "session.uncovered": Occasion(
        N_("adults are missing for a session within a day"), BY_STEPS,
        N_("enough adults are signed up, or the session is called off"), CLIMBS,
    ),
    "sessions.uncovered": Occasion(
        N_("adults are missing for several sessions at one place"), BY_STEPS,
        N_("each of them has enough adults"), CLIMBS,
    ),
    "child.alone": Occasion(
        N_("a visit found a child without an adult"), AT_ONCE, N_("what was done is written down"),
        N_("the child director; at night, ill or for the third time the township too"),
    ),
    "child.unanswered": Occasion(
        N_("nobody answered for a child without an adult"), BY_STEPS,
        N_("what was done is written down"), CLIMBS,
    ),
    "worry.raised": Occasion(
        N_("somebody who looks after a child ticked a worry"), AT_ONCE, NO_END, DIRECTOR,
    ),
    "illness.opened": Occasion(
        N_("an illness was written down"), AT_ONCE, N_("the child is well again"), DIRECTOR,
    ),
    "illness.unanswered": Occasion(
        N_("an ill child has no adult for the night"), BY_STEPS,
        N_("an adult is named, or the child is well"), CLIMBS,
    ),
    "illness.check": Occasion(
        N_("the hour has come at which an ill child is asked after"), AT_ONCE,
        N_("somebody writes how the child is, or that it is well"),
        N_("whoever wrote the illness down, and the home that has the child"),
    ),
    "illness.unasked": Occasion(
        N_("the hour has come at which an ill child is asked after"), BY_STEPS,
        N_("somebody writes how the child is, or that it is well"), CLIMBS,
    ),
    "concern.raised": Occasion(
        N_("a worry was written down as a concern"), AT_ONCE, NO_END,
        N_("who answers for the village, never whom it is about"),
    ),
    "concern.waiting": Occasion(
        N_("a concern was not answered in its time"), BY_STEPS,
        N_("somebody takes it on; one of the nine situations: it is closed by two"), CLIMBS,
    ),
    "concern.second": Occasion(
        N_("an officer asks a second one to confirm a closing"), AT_ONCE, NO_END,
        N_("other officers who may see the concern"),
    ),
    "concern.sent_back": Occasion(
        N_("the second officer did not confirm a closing"), AT_ONCE, NO_END,
        N_("the officer who asked"),
    ),
    "backup.unanswered": Occasion(
        N_("cover is needed, and nobody has agreed to stand in"), BY_STEPS,
        N_("somebody agrees, or it is called off"), CLIMBS,
    ),
    "friday.list": Occasion(
        N_("the boarders' leave list of the day is not made"), ONCE_A_DAY, N_("the list is made"),
        N_("the class teacher"),
    ),
    "friday.home": Occasion(
        N_("a boarder went home"), N_("an hour after the time by which it should be home"),
        N_("the question is answered, at the latest at nine in the morning"), CARER,
    ),
    "friday.still": Occasion(
        N_("nobody has said that a boarder is home"), N_("the morning after, at eight"),
        N_("the question is answered, at the latest at nine in the morning"), CARER,
    ),
    "friday.not_home": Occasion(
        N_("nobody has said that a boarder is home"), BY_STEPS,
        N_("where the child is was written down, with a name and a reason"), CLIMBS,
    ),
    "friday.not_home_many": Occasion(
        N_("nobody has said of several boarders of one school that they are home"), BY_STEPS,
        N_("each of them is answered for"), CLIMBS,
    ),
    "home.silent": Occasion(
        N_("a home with a child in full care wrote nothing down for a day"), AT_ONCE,
        N_("the home writes down a day or a call"), N_("the adult of the home"),
    ),
    "home.unanswered": Occasion(
        N_("a home with a child in full care wrote nothing down for a day"), BY_STEPS,
        N_("the home writes down a day or a call"), CLIMBS,
    ),
    "placement.receiver": Occasion(
        N_("a home with a child in it cannot go on, and nobody has taken over"), BY_STEPS,
        N_("a named person takes over"), CLIMBS,
    ),
    "stay.unanswered": Occasion(
        N_("nobody has said that a child came back from its parents"), BY_STEPS,
        N_("the return is written down"), CLIMBS,
    ),
}  # fmt: skip
