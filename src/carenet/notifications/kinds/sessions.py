"""What is said around sessions."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import COMING, OFFERED, WHEN, Kind

SESSIONS: Final = (
    Kind(
        "session.evening", N_("session tomorrow"),
        N_("Tomorrow at %(time)s: %(title)s"),
        N_("%(date)s at %(time)s in %(place)s: %(title)s. Can you come?"),
        WHEN, "/sessions/%(id)s", answers=COMING,
    ),
    Kind(
        "session.soon", N_("session soon"),
        N_("Today at %(time)s: %(title)s"),
        N_("Today at %(time)s in %(place)s: %(title)s. See you there."),
        WHEN, "/sessions/%(id)s", answers=COMING,
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
        WHEN, "/sessions/%(id)s", answers=COMING,
    ),
    Kind(
        "session.short", N_("session lacks people"),
        N_("People are missing: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s lacks an adult. Please look in carenet."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.yours", N_("place is yours"),
        N_("The place is yours: %(title)s on %(date)s"),
        N_("%(date)s at %(time)s in %(place)s: %(title)s. Thank you for coming. If you cannot after all, say so here."),
        WHEN, "/sessions/%(id)s", answers=COMING,
    ),
    Kind(
        "session.stand_in", N_("stand-in wanted"),
        N_("Can you stand in? %(title)s on %(date)s"),
        N_("Somebody is missing on %(date)s at %(time)s in %(place)s: %(title)s. Can you come? The first who says yes has the place."),
        WHEN, "/sessions/%(id)s", answers=OFFERED, must_reach=False,
    ),
    Kind(
        "session.stand_in_today", N_("stand-in wanted today"),
        N_("Can you stand in today at %(time)s? %(title)s"),
        N_("Somebody is missing today at %(time)s in %(place)s: %(title)s. Can you come? The first who says yes has the place."),
        WHEN, "/sessions/%(id)s", answers=OFFERED, urgent=True, must_reach=False,
    ),
    Kind(
        "session.seeking", N_("stand-in is sought"),
        N_("Somebody is missing: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s: somebody cannot come or does not answer. Others are being asked; whom, stands in carenet."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.covered", N_("enough people again"),
        N_("Enough people again: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s has its adults again. Who comes stands in carenet."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.filled", N_("place is taken"),
        N_("Somebody comes already: %(title)s on %(date)s"),
        N_("Thank you! For %(title)s on %(date)s at %(time)s somebody has been found. You need not come."),
        WHEN, "/sessions/%(id)s", must_reach=False,
    ),
    Kind(
        "session.replaced", N_("somebody else comes"),
        N_("Somebody else comes: %(title)s, %(date)s"),
        N_("We did not hear from you, so somebody else comes to %(title)s on %(date)s at %(time)s. You need not come; next time is fine."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.unclosed", N_("register still open"),
        N_("Register still open: %(title)s, %(date)s"),
        N_("%(title)s in %(place)s is over and its register is not closed. Has everybody gone home? Please tick it in carenet."),
        WHEN, "/registers/%(id)s",
    ),
)  # fmt: skip
