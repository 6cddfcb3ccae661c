"""What is said on the way to take part, and each year and quarter after it. To families first, then to officers."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind

HOMES: Final = (
    Kind(
        "tie.asked", N_("asked whether two are family"),
        N_("Please answer one question"),
        N_("Somebody says that you are family. Whether it is so, please say in carenet under “Me”, then “Who of us are family”."),
        path="/me/together", can_wait=True, must_reach=False,
    ),
    Kind(
        "taking.asked", N_("nominated: a yes is asked for"),
        N_("Would you like to do this?"),
        N_("You were suggested as a host family or proxy parent. Please read in carenet what it means, and say yes or no."),
        path="/me/home", can_wait=True,
    ),
    Kind(
        "taking.renewal", N_("the year is nearly over"),
        N_("Do you wish to go on?"),
        N_("Your approval ends on %(date)s. Please say in carenet whether you wish to go on."),
        {"date": "date"}, "/me/home",
    ),
    Kind(
        "taking.done", N_("taken on"),
        N_("You take part now"),
        N_("Every step is done; it holds until %(date)s. Whom to call and what comes next stands in carenet."),
        {"date": "date"}, "/me/home", can_wait=True,
    ),
    Kind(
        "taking.roster", N_("who lives in a home: asked anew"),
        N_("Who lives in your home?"),
        N_("Please look through it in carenet by %(date)s: is anybody new, has anybody moved out?"),
        {"date": "date"}, "/me/home", can_wait=True,
    ),
    Kind(
        "taking.roster_for", N_("who lives in a home: to be asked in person"),
        N_("Please ask who lives there"),
        N_("Who lives in a host home is to be asked by %(date)s; nobody there has an account. Please ask in person."),
        {"date": "date"}, "/host-families/%(id)s", can_wait=True,
    ),
    Kind(
        "taking.roster_late", N_("who lives in a home: not asked in time"),
        N_("A home was not asked in time"),
        N_("Who lives in a host home was to be said by %(date)s. Please ask now; after two weeks no further child comes there."),
        {"date": "date"}, "/host-families/%(id)s",
    ),
    Kind(
        "taking.guest", N_("another adult sleeps in a home"),
        N_("Another adult sleeps in a host home"),
        N_("A host family says that another adult sleeps there on %(date)s; in the last 30 days that was said %(count)s times. Please ask who it is."),
        {"date": "date", "count": "count"}, "/host-families/%(id)s",
    ),
    Kind(
        "taking.papers", N_("papers are missing on the way to take part"),
        N_("Papers are missing"),
        N_("Somebody said yes to taking part, and papers are missing. Which, and who acts, stands in carenet."),
        path="/taking-on/%(id)s", can_wait=True,
    ),
    Kind(
        "taking.visit", N_("a visit by two is due"),
        N_("A visit by two is due"),
        N_("The first papers of a home or proxy parent are there. Please go with a second officer and write down what you see."),
        path="/taking-on/%(id)s", can_wait=True,
    ),
    Kind(
        "taking.second", N_("a visit waits for the second"),
        N_("Please confirm a visit"),
        N_("You were named as the second at a visit. Please look in carenet whether it is what you saw."),
        path="/taking-on/%(id)s",
    ),
    Kind(
        "taking.decide", N_("a decision is waited for"),
        N_("A decision is waited for"),
        N_("Every step before the approval is done. Please read it in carenet and decide, or send it back."),
        path="/taking-on/%(id)s",
    ),
    Kind(
        "taking.sent_back", N_("sent back before the approval"),
        N_("Sent back: please look again"),
        N_("Somebody on the way to take part was sent back. Why, and what to do, stands in carenet."),
        path="/taking-on/%(id)s",
    ),
    Kind(
        "taking.introduce", N_("approved: to be gone through together"),
        N_("Approved: please go through it with them"),
        N_("A home or proxy parent is approved. Please go through rules, illness and danger with them and tick it off."),
        path="/taking-on/%(id)s", can_wait=True,
    ),
    Kind(
        "taking.lapsed", N_("a year has run out"),
        N_("A year has run out"),
        N_("An approval ended on %(date)s and was not renewed. No further child comes; who acts stands in carenet."),
        {"date": "date"}, "/taking-on/%(id)s",
    ),
    Kind(
        "place.review", N_("the term at a centre is looked back on"),
        N_("Please ask the children of the centre"),
        N_("The term ends on %(date)s, and not every child with a place at the centre was asked yet how it is there. Who it is stands in carenet."),
        {"date": "date"}, "/place-reviews", can_wait=True,
    ),
    Kind(
        "obligation.tried", N_("something owed was tried again and again"),
        N_("Tried three times, and not possible"),
        N_("Something owed to a child was tried on three days by two ways, and was not possible. Please look for another way with whoever owes it."),
        path="/obligations?show=open", can_wait=True,
    ),
    Kind(
        "kin.second", N_("two looked at who of the family keeps a child"),
        N_("Did you see the same?"),
        N_("Somebody wrote down what you both saw at a child’s home. It counts once you have said in carenet whether you saw the same."),
        path="/children/%(id)s/kin", can_wait=True,
    ),
    Kind(
        "kin.cannot_stay", N_("a child cannot stay with who keeps it"),
        N_("A child cannot stay like this"),
        N_("Two people looked at a child’s home: it cannot stay like this. A home is sought. Please see to it today who is with the child, and what comes next."),
        path="/children/%(id)s/kin", urgent=True,
    ),
)  # fmt: skip
