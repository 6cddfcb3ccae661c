"""What can be said: every kind of message with its typed variables and its words.

No kind has a variable that could hold a child's name, identity, address or state; a test holds this.
The Chinese is in the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from carenet.core.refusals import N_

Type = Literal["date", "time", "text", "count"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message."""

    code: str
    label: str
    title: str
    body: str
    variables: Mapping[str, Type] = field(default_factory=dict)
    path: str = "/messages"
    urgent: bool = False
    asks: bool = False
    """Answered with "I come" or "I can't"."""
    can_wait: bool = False
    """May go into the day's digest."""
    must_reach: bool = True
    """When every channel failed, somebody calls or walks."""


WHEN: Final[Mapping[str, Type]] = {"date": "date", "time": "time", "place": "text", "title": "text"}

ALL: Final = (
    Kind(
        "session.evening", N_("session tomorrow"),
        N_("Tomorrow at %(time)s: %(title)s"),
        N_("%(date)s at %(time)s in %(place)s: %(title)s. Can you come?"),
        WHEN, "/sessions/%(id)s", asks=True,
    ),
    Kind(
        "session.soon", N_("session soon"),
        N_("Today at %(time)s: %(title)s"),
        N_("Today at %(time)s in %(place)s: %(title)s. See you there."),
        WHEN, "/sessions/%(id)s", asks=True,
    ),
    Kind(
        "session.cancelled", N_("session called off"),
        N_("Called off: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s does not take place. You need not come."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.place", N_("a place has become free"),
        N_("A place is free: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s: a place is kept for you until %(until)s."
           " Please say in carenet whether you take it."),
        {**WHEN, "until": "time"}, "/sessions/%(id)s",
    ),
    Kind(
        "session.moved", N_("session moved"),
        N_("Moved: %(title)s, now on %(date)s at %(time)s"),
        N_("%(title)s is now on %(date)s at %(time)s in %(place)s. Can you come?"),
        WHEN, "/sessions/%(id)s", asks=True,
    ),
    Kind(
        "session.short", N_("session lacks people"),
        N_("People are missing: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s lacks an adult. Please look in carenet."),
        WHEN, "/sessions/%(id)s",
    ),
    *(
        Kind(
            code, N_("proposal waits for an answer"),
            N_("Somebody would be glad of you"),
            N_("There is a proposal for you. Please read it in carenet and say yes or no."),
            path="/proposals/%(id)s", can_wait=True,
        )
        for code in ("proposal.waiting", "proposal.asked")
    ),
    Kind(
        "proposal.due", N_("proposal still waits"),
        N_("Your answer is still missing"),
        N_("A proposal still waits for your yes or no. Please look at it in carenet."),
        path="/proposals/%(id)s",
    ),
    *(
        Kind(
            code, N_("agreement asked for"),
            N_("Your agreement is asked for"),
            N_("Please read in carenet what is proposed, and say whether you agree."),
            path="/family/consents", can_wait=True,
        )
        for code in ("consent.waiting", "consent.asked")
    ),
    Kind(
        "consent.due", N_("agreement still missing"),
        N_("Your answer is still missing"),
        N_("Something still waits for your agreement. Please look at it in carenet."),
        path="/family/consents",
    ),
    Kind(
        "handover.asked", N_("handover asked for"),
        N_("Can you take over?"),
        N_("You are asked to take something over. Please read it in carenet and say yes or no."),
        path="/handovers/%(id)s", can_wait=True,
    ),
    Kind(
        "placement.began", N_("placement begins"),
        N_("It begins on %(date)s"),
        N_("What was agreed begins on %(date)s. Who to call and what comes next is in carenet."),
        {"date": "date"}, "/placements/%(id)s", can_wait=True,
    ),
    Kind(
        "alarm.register", N_("register not opened"),
        N_("%(place)s: the register is not open"),
        N_("%(time)s in %(place)s: nobody has opened the register. All there, somebody missing, or"
           " not open today? Please say so in carenet."),
        {"time": "time", "place": "text"}, "/alarms", urgent=True,
    ),
    Kind(
        "alarm.child", N_("child missed"),
        N_("%(place)s: one child is missed"),
        N_("%(time)s in %(place)s: one child is missed. Look in carenet at once and call."),
        {"time": "time", "place": "text"}, "/alarms", urgent=True,
    ),
    Kind(
        "child.alone", N_("child without an adult"),
        N_("A child is without an adult"),
        N_("A child of your village was found without an adult. Look in carenet at once and call."),
        path="/children/%(id)s", urgent=True,
    ),
    Kind(
        "worry.raised", N_("somebody is worried"),
        N_("Somebody is worried about a child"),
        N_("Somebody who looks after a child of your village is worried. Please read it in carenet"
           " today and call."),
        path="/children/%(id)s",
    ),
    Kind(
        "illness.opened", N_("child is ill"),
        N_("A child is ill"),
        N_("A child of your village is ill. Who is with it tonight stands in carenet; please ask"
           " whether help is needed."),
        path="/illness/%(id)s",
    ),
    Kind(
        "concern.raised", N_("concern raised"),
        N_("Somebody is worried"),
        N_("Somebody has written down a worry. Please read it in carenet and answer for it."),
        path="/concerns/%(id)s", urgent=True,
    ),
    Kind(
        "duty.waiting", N_("duty waits for approval"),
        N_("A duty waits for your approval"),
        N_("Somebody is to be given a duty. Please look at it in carenet and decide."),
        path="/duties", can_wait=True,
    ),
    Kind(
        "obligation.due", N_("something is due"),
        N_("Something is due soon"),
        N_("Something you promised is due soon. Done already? Please write it down in carenet."),
        path="/week", can_wait=True,
    ),
    Kind(
        "task.done", N_("long work has ended"),
        N_("What you began has ended"),
        N_("The work that you began has ended. Its result is in carenet."),
        must_reach=False, can_wait=True,
    ),
    Kind(
        "digest.daily", N_("the day's messages"),
        N_("New messages: %(count)s"),
        N_("New messages in carenet that you have not read: %(count)s."),
        {"count": "count"}, must_reach=False,
    ),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {kind.code: kind for kind in ALL}
DIGEST: Final = "digest.daily"
