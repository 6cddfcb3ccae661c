"""What is said when a child may be in danger: alarms, illness, worries, concerns."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind

DANGER: Final = (
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
        "concern.second", N_("a second officer to close a concern"),
        N_("A worry waits for a second officer"),
        N_("An officer has settled a worry that must be reported, and asks a second one to confirm."
           " Please read it in carenet, and agree or send it back."),
        path="/concerns/%(id)s",
    ),
    Kind(
        "concern.sent_back", N_("a concern sent back"),
        N_("A worry stays open"),
        N_("The second officer did not agree that it is settled. Please read in carenet what is missing."),
        path="/concerns/%(id)s", urgent=True,
    ),
)  # fmt: skip
