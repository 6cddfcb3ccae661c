"""What is said when somebody stands in for some days: from when, never for which child."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind, Type

FROM: Final[Mapping[str, Type]] = {"date": "date", "time": "time"}
PAGE: Final = "/backups/%(id)s"
BACKUPS: Final = (
    Kind(
        "backup.wanted", N_("cover is wanted"),
        N_("Somebody needs cover from %(date)s"),
        N_("Somebody who looks after a child of your village cannot from %(date)s at %(time)s. Please"
           " find out who can stand in, and name that person in carenet."),
        FROM, PAGE, urgent=True,
    ),
    Kind(
        "backup.asked", N_("asked to stand in"),
        N_("Can you stand in from %(date)s?"),
        N_("From %(date)s at %(time)s somebody is needed for some days. For what and until when stands"
           " in carenet: please say yes or no."),
        FROM, PAGE,
    ),
    Kind(
        "backup.yours", N_("you stand in"),
        N_("You stand in from %(date)s"),
        N_("Thank you! You stand in from %(date)s at %(time)s. What you need to know and until when"
           " stands in carenet."),
        FROM, PAGE,
    ),
    Kind(
        "backup.agreed", N_("somebody stands in"),
        N_("From %(date)s somebody stands in"),
        N_("From %(date)s at %(time)s somebody stands in. Who, and until when, stands in carenet."),
        FROM, PAGE,
    ),
    Kind(
        "backup.family", N_("somebody else for some days"),
        N_("Somebody else for some days, from %(date)s"),
        N_("From %(date)s at %(time)s somebody else looks after your children for some days. Who it"
           " is, and until when, stands in carenet."),
        FROM, "/family",
    ),
    Kind(
        "backup.begins", N_("standing in begins"),
        N_("You stand in from %(date)s, %(time)s"),
        N_("From %(date)s at %(time)s you stand in. If you cannot after all, please say so now in"
           " carenet."),
        FROM, PAGE,
    ),
    Kind(
        "backup.ends", N_("standing in ends"),
        N_("Standing in ends on %(date)s at %(time)s"),
        N_("On %(date)s at %(time)s everything is as before again. Please hand over in person. Not"
           " possible? Please call the child director."),
        FROM, PAGE,
    ),
    Kind(
        "backup.moved", N_("standing in moved"),
        N_("Other days: standing in from %(date)s"),
        N_("The days on which somebody stands in have changed: now from %(date)s at %(time)s. Please"
           " look in carenet."),
        FROM, PAGE,
    ),
    Kind(
        "backup.off", N_("standing in called off"),
        N_("Standing in is over"),
        N_("What was arranged from %(date)s at %(time)s is over or called off. Who is there now stands"
           " in carenet."),
        FROM, PAGE,
    ),
    Kind(
        "backup.declined", N_("said no to standing in"),
        N_("Nobody stands in yet from %(date)s"),
        N_("Whoever was asked to stand in from %(date)s at %(time)s cannot. Please name somebody else"
           " in carenet."),
        FROM, PAGE, urgent=True,
    ),
    Kind(
        "backup.gave_up", N_("whoever stands in cannot go on"),
        N_("Whoever stands in cannot go on"),
        N_("Somebody who has stood in since %(date)s at %(time)s cannot go on, and stays only until"
           " somebody else comes. Please look in carenet at once and call."),
        FROM, PAGE, urgent=True,
    ),
    Kind(
        "backup.unanswered", N_("nobody stands in"),
        N_("Nobody stands in yet"),
        N_("Somebody who looks after a child cannot, and nobody has agreed to stand in. Look in"
           " carenet at once and call."),
        path=PAGE, urgent=True,
    ),
)  # fmt: skip
