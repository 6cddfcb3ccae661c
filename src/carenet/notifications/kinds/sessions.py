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
        "session.leave", N_("time to set off"),
        N_("Set off by %(until)s: %(title)s at %(time)s"),
        N_("%(date)s at %(time)s in %(place)s: %(title)s. It is a long way: please set off by %(until)s."),
        {**WHEN, "until": "time"}, "/sessions/%(id)s", answers=COMING,
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
        N_("%(title)s on %(date)s at %(time)s in %(place)s: a place is kept for you until %(until_date)s at %(until)s."
           " Please say in carenet whether you take it."),
        {**WHEN, "until_date": "date", "until": "time"}, "/sessions/%(id)s",
    ),
    Kind(
        "session.asked", N_("somebody asks to come"),
        N_("Yes or no? %(title)s on %(date)s"),
        N_("Somebody asks to come to %(title)s on %(date)s at %(time)s in %(place)s. Held until %(until_date)s at %(until)s: yes or no in carenet, please."),
        {**WHEN, "until_date": "date", "until": "time"}, "/sessions/%(id)s",
    ),
    Kind(
        "session.no_place", N_("no place this time"),
        N_("No place this time: %(title)s, %(date)s"),
        N_("You asked to come to %(title)s on %(date)s at %(time)s in %(place)s. This time there is no place for you. Why stands in carenet."),
        WHEN, "/sessions/%(id)s", must_reach=False,
    ),
    Kind(
        "session.not_every_time", N_("no place, though one comes every time"),
        N_("No place this time: %(title)s, %(date)s"),
        N_("You come every time, but for %(title)s on %(date)s at %(time)s in %(place)s no place could be taken for you. Why, and whether you can wait for one, stands in carenet."),
        WHEN, "/sessions/%(id)s", must_reach=False,
    ),
    Kind(
        "session.last_day", N_("somebody's last day is known"),
        N_("Who comes after? %(title)s"),
        N_("Somebody who comes every time stops. From %(date)s at %(time)s on a place at %(title)s in %(place)s is free: who comes after can be named in carenet."),
        WHEN, "/series/%(id)s", must_reach=False,
    ),
    Kind(
        "session.after_you", N_("asked to come after somebody"),
        N_("Would you come every time? %(title)s"),
        N_("You are wished for after somebody who stops: %(title)s in %(place)s, from %(date)s at %(time)s on. If you can, please say in carenet that you come every time."),
        WHEN, "/series/%(id)s", must_reach=False,
    ),
    Kind(
        "session.new_adult", N_("a family hears that somebody else comes"),
        N_("From %(date)s somebody else comes: %(title)s"),
        N_("%(title)s in %(place)s: somebody who came every time stops. From %(date)s at %(time)s on others are there. Who comes stands in carenet."),
        WHEN, "/family", can_wait=True, must_reach=False,
    ),
    Kind(
        "session.adult_away", N_("a family hears that others come for weeks"),
        N_("Others come from %(date)s: %(title)s"),
        N_("%(title)s in %(place)s: somebody is away until %(until_date)s, and others come meanwhile. Who comes stands in carenet."),
        {**WHEN, "until_date": "date"}, "/family", can_wait=True, must_reach=False,
    ),
    Kind(
        "place.missed", N_("a place nobody came to"),
        N_("We missed you: %(title)s on %(date)s"),
        N_("You had a place on %(date)s at %(time)s in %(place)s, and we did not see you. We hope you are well. If that is not right, one button in carenet says so."),
        WHEN, "/missed/mine", must_reach=False,
    ),
    Kind(
        "place.missed_answer", N_("a missed place was looked at again"),
        N_("Somebody looked at your missed place again"),
        N_("A missed place of yours was looked at again. What came of it stands in carenet."),
        path="/missed/mine", must_reach=False,
    ),
    Kind(
        "place.appeal", N_("word against a missed place"),
        N_("%(place)s: a volunteer objects"),
        N_("A volunteer of %(place)s says that a missed place was written down wrongly. Please say who is right; until then nothing of it holds."),
        {"place": "text"}, "/missed", must_reach=False,
    ),
    Kind(
        "session.moved", N_("session moved"),
        N_("Moved: %(title)s, now on %(date)s at %(time)s"),
        N_("%(title)s is now on %(date)s at %(time)s in %(place)s. Can you come?"),
        WHEN, "/sessions/%(id)s", answers=COMING,
    ),
    Kind(
        "hours.season", N_("other hours for a season"),
        N_("Other hours from %(date)s: %(place)s"),
        N_("From %(date)s on %(place)s keeps other hours. When yours begin stands in carenet."),
        {"date": "date", "place": "text"}, "/",
    ),
    Kind(
        "session.short", N_("session lacks people"),
        N_("People are missing: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s lacks an adult. Please look in carenet."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.no_local", N_("team without an adult of the place"),
        N_("No adult of the place: %(title)s on %(date)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s: the adult of the place cannot come, only the visiting team is left. Please find another."),
        WHEN, "/sessions/%(id)s",
    ),
    Kind(
        "session.yours", N_("place is yours"),
        N_("The place is yours: %(title)s on %(date)s"),
        N_("%(date)s at %(time)s in %(place)s: %(title)s. Thank you for coming. If you cannot after all, say so here."),
        WHEN, "/sessions/%(id)s", answers=COMING,
    ),
    Kind(
        "session.by_group", N_("signed up by the group"),
        N_("Your group signed you up: %(title)s, %(date)s"),
        N_("Your group signed you up for %(title)s on %(date)s at %(time)s in %(place)s. Can you come?"),
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
        "session.handed_over", N_("session handover answered"),
        N_("Somebody comes for you: %(title)s, %(date)s"),
        N_("Your place on %(date)s at %(time)s in %(place)s (%(title)s) has been taken over. Thank you for saying that you cannot come."),
        WHEN, "/sessions/%(id)s", must_reach=False,
    ),
    Kind(
        "session.not_handed_over", N_("session handover not answered"),
        N_("Nobody yet for you: %(title)s, %(date)s"),
        N_("For %(title)s on %(date)s at %(time)s in %(place)s nobody has been found. If you can come after all, please take your place again in carenet."),
        WHEN, "/sessions/%(id)s", must_reach=False,
    ),
    Kind(
        "session.unclosed", N_("register still open"),
        N_("Register still open: %(title)s, %(date)s"),
        N_("%(title)s in %(place)s is over and its register is not closed. Has everybody gone home? Please tick it in carenet."),
        WHEN, "/registers/%(id)s",
    ),
    Kind(
        "timetable.turns", N_("new timetable"),
        N_("New timetable at %(place)s from %(date)s"),
        N_("From %(date)s you are planned at %(place)s, %(count)s times a week. When stands in carenet; what you cannot do, give back there."),
        {"date": "date", "place": "text", "count": "count"}, "/week",
    ),
    Kind(
        "timetable.times", N_("new times of groups"),
        N_("New times at %(place)s from %(date)s"),
        N_("From %(date)s the children's groups at %(place)s meet at new times. They stand in carenet and hang at the centre."),
        {"date": "date", "place": "text"}, "/family",
    ),
)  # fmt: skip
