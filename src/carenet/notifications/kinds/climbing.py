"""What the ladders say, step by step; each says where and when, never which child."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import WHEN, Kind, Type

SESSION: Final[Mapping[str, Type]] = {"time": "time", "place": "text"}
CLIMBING: Final = (
    Kind(
        "alarm.children", N_("children missed"),
        N_("%(place)s: %(count)s children are missed"),
        N_("%(time)s in %(place)s: %(count)s children are missed. Look in carenet at once and call."),
        {**SESSION, "count": "count"}, "/alarms", urgent=True,
    ),
    Kind(
        "alarm.closing", N_("register not closed"),
        N_("%(place)s: has everybody gone home?"),
        N_("The register of %(time)s in %(place)s is still open. Has each child gone home? Please"
           " close it, or call."),
        SESSION, "/registers", urgent=True,
    ),
    Kind(
        "session.uncovered", N_("session without enough adults"),
        N_("Adults are still missing: %(title)s at %(time)s"),
        N_("%(title)s on %(date)s at %(time)s in %(place)s: an adult is still missing. Find one, or"
           " keep the children under one roof with a cleared adult, or call it off."),
        WHEN, "/sessions/%(id)s", urgent=True,
    ),
    Kind(
        "sessions.uncovered", N_("sessions without enough adults"),
        N_("%(place)s: adults are missing at %(count)s sessions"),
        N_("%(count)s sessions in %(place)s, the first at %(time)s, lack adults. Please look in"
           " carenet."),
        {**SESSION, "count": "count"}, "/sessions", urgent=True,
    ),
    Kind(
        "concern.waiting", N_("concern without an answer"),
        N_("A worry still waits for somebody"),
        N_("A worry that was written down has not been answered in its time. Please open it in"
           " carenet and act now."),
        path="/concerns/%(id)s", urgent=True,
    ),
    Kind(
        "child.unanswered", N_("nobody answered for a child without an adult"),
        N_("A child is still without an adult"),
        N_("A child was found without an adult, and nobody has answered. Look in carenet at once and"
           " call."),
        path="/children/%(id)s", urgent=True,
    ),
    Kind(
        "illness.unanswered", N_("ill child without an adult tonight"),
        N_("An ill child still has no adult"),
        N_("A child is ill and no adult is named for tonight. Look in carenet at once and call."),
        path="/illness/%(id)s", urgent=True,
    ),
    Kind(
        "illness.check", N_("how is the child that is ill"),
        N_("How is the child that is ill?"),
        N_("A child is ill. Please write in carenet how it is now and who is with it, or that it is well."),
        path="/illness/%(id)s", urgent=True,
    ),
    Kind(
        "illness.unasked", N_("nobody has said how an ill child is"),
        N_("Nobody has said how an ill child is"),
        N_("A child is ill, and its hour has passed without a word. Please call, and write it down in carenet."),
        path="/illness/%(id)s", urgent=True,
    ),
)  # fmt: skip
