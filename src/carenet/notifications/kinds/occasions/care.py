"""What brings messages about care about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    ANSWERED,
    AT_ONCE,
    BACKUP_OVER,
    BY_STEPS,
    CLIMBS,
    DIRECTOR,
    GUARDIANS,
    HOLDER,
    MET,
    NO_END,
    ONCE_A_DAY,
    Occasion,
)

CARE: Final[Mapping[str, Occasion]] = {
    "proposal.asked": Occasion(
        N_("the family agreed to a proposal"), AT_ONCE, ANSWERED, N_("the adult who is proposed"),
    ),
    "proposal.due": Occasion(
        N_("a proposal was not answered"), N_("a day before the time for the answer ends"), ANSWERED,
        N_("the adult who is proposed"),
    ),
    "consent.asked": Occasion(
        N_("a proposal was published that needs the family's yes"), AT_ONCE, ANSWERED, GUARDIANS,
    ),
    "consent.due": Occasion(
        N_("the family did not answer"), N_("a day before the time for the answer ends"), ANSWERED,
        GUARDIANS,
    ),
    "consent.expiring": Occasion(
        N_("an agreement has an end"), N_("30 days before its end"),
        N_("the agreement is given anew or taken back"), N_("who gave it"),
    ),
    "consent.taken_back": Occasion(
        N_("a family takes an agreement back, and a placement ends with it"), AT_ONCE, NO_END,
        N_("the child director of the village"),
    ),
    "placement.stays": Occasion(N_("an end that was asked for is taken back"), AT_ONCE, NO_END, HOLDER),
    "placement.review": Occasion(
        N_("a placement was not looked back on in a term"), N_("28 days before the end of the term"),
        N_("it is written down"), DIRECTOR,
    ),
    "handover.asked": Occasion(
        N_("somebody was named as successor"), AT_ONCE, ANSWERED, N_("the successor"),
    ),
    "handover.due": Occasion(
        N_("a successor did not answer"), N_("halfway to the time for the answer"), ANSWERED,
        N_("the successor"),
    ),
    "handover.over": Occasion(
        N_("a placement ended otherwise while a successor was asked"), AT_ONCE, NO_END,
        N_("the successor"),
    ),
    "handover.proposed": Occasion(N_("somebody was named as successor"), AT_ONCE, NO_END, HOLDER),
    "handover.stays": Occasion(
        N_("a successor said no, or nothing in the time there was"), AT_ONCE, NO_END, HOLDER,
    ),
    "handover.lapsed": Occasion(
        N_("a successor did not answer"), N_("after four days; after one where it presses"), NO_END,
        N_("who proposed it, and the child director"),
    ),
    "handover.done": Occasion(
        N_("a successor took over"), AT_ONCE, NO_END, N_("the guardians and carers of the child"),
    ),
    "handover.answered": Occasion(
        N_("a successor said yes or no"), AT_ONCE, NO_END, N_("the officer who proposed it"),
    ),
    "placement.began": Occasion(N_("a placement began"), AT_ONCE, N_("the placement is over"), HOLDER),
    "placement.ending": Occasion(
        N_("a placement has a planned end"), N_("21 days before its end"), N_("the placement is over"),
        N_("the child director of the village"),
    ),
    "placement.ended": Occasion(N_("a placement is over"), AT_ONCE, NO_END, HOLDER),
    "obligation.due": Occasion(
        N_("a call, visit or meeting is owed"), N_("some days before it is due, in the morning"), MET,
        HOLDER,
    ),
    "obligation.overdue": Occasion(
        N_("a call, visit or meeting was not written down in time"),
        N_("the day after; not later than 14 days"), MET, HOLDER,
    ),
    "obligation.exempted": Occasion(
        N_("what was owed was set aside with a reason"), AT_ONCE, NO_END, HOLDER,
    ),
    "obligation.again": Occasion(
        N_("what was set aside for an area was taken back"), AT_ONCE, NO_END, HOLDER,
    ),
    "obligation.tried": Occasion(
        N_("what is owed was tried on three days by two ways within 14 days"), AT_ONCE, NO_END,
        N_("the officer who answers for the village"),
    ),
    "kin.second": Occasion(
        N_("an officer writes down what two people saw at a carer’s"), AT_ONCE, ANSWERED,
        N_("the second of the two"),
    ),
    "kin.cannot_stay": Occasion(
        N_("both say that the child cannot stay with who keeps it"), BY_STEPS, CLIMBS,
        N_("director and township at once, the county after three days"),
    ),
    "obligation.passed": Occasion(
        N_("an adult is set aside who owed something to a child, or an officer’s duty ends"), AT_ONCE,
        NO_END, N_("the officer to whom it passes"),
    ),
    "family.spoke": Occasion(
        N_("a parent is away and no call of this week is written down"), N_("every Sunday evening"),
        N_("the question is answered"), N_("parents away who have an account"),
    ),
    "family.silent": Occasion(
        N_("nothing was heard of a call for eight days"), ONCE_A_DAY, N_("a call is written down"),
        N_("the parent away"),
    ),
    "family.ask_child": Occasion(
        N_("nothing was heard of a call for 21 days, 7 where it presses"), ONCE_A_DAY,
        N_("a call is written down"), N_("the paired teacher"),
    ),
    "family.quiet": Occasion(
        N_("nothing was heard of a call for 30 days"), ONCE_A_DAY, N_("a call is written down"),
        N_("the child director of the village"),
    ),
    "family.call_wanted": Occasion(
        N_("a parent away asked for help with a call"), AT_ONCE, NO_END, DIRECTOR,
    ),
    "backup.wanted": Occasion(
        N_("who looks after a child said that cover is needed"), AT_ONCE, BACKUP_OVER, DIRECTOR,
    ),
    "backup.asked": Occasion(
        N_("somebody was named to stand in for some days"), AT_ONCE, ANSWERED, N_("who is asked"),
    ),
    "backup.agreed": Occasion(
        N_("somebody agreed to stand in"), AT_ONCE, BACKUP_OVER,
        N_("who is stood in for, who asked, and the child director"),
    ),
    "backup.yours": Occasion(
        N_("somebody agreed to stand in"), AT_ONCE, BACKUP_OVER, N_("who stands in"),
    ),
    "backup.family": Occasion(
        N_("somebody agreed to stand in"), AT_ONCE, BACKUP_OVER,
        N_("the guardians and carers of the child"),
    ),
    "backup.begins": Occasion(
        N_("standing in begins"), N_("the evening before"), BACKUP_OVER, N_("who stands in"),
    ),
    "backup.ends": Occasion(
        N_("standing in ends"), N_("three hours before"), BACKUP_OVER,
        N_("who stands in, and who is stood in for"),
    ),
    "backup.declined": Occasion(
        N_("who was asked to stand in said no"), AT_ONCE, BACKUP_OVER,
        N_("who asked, and the child director"),
    ),
    "backup.gave_up": Occasion(
        N_("who stands in cannot go on"), AT_ONCE, BACKUP_OVER,
        N_("who is stood in for, and the child director"),
    ),
    "backup.moved": Occasion(
        N_("the days of standing in have changed"), AT_ONCE, BACKUP_OVER,
        N_("both adults and the family"),
    ),
    "backup.off": Occasion(
        N_("standing in was called off or is over"), AT_ONCE, NO_END, N_("both adults and the family"),
    ),
    "handover.meeting": Occasion(
        N_("a first meeting of all is planned"), N_("before the day of the meeting"),
        N_("the meeting is written down, or the handover called off"), N_("both adults"),
    ),
    "handover.met": Occasion(
        N_("the first meeting of all is written down"), AT_ONCE, NO_END, N_("both adults"),
    ),
    "handover.off": Occasion(
        N_("a handover was called off"), AT_ONCE, NO_END, N_("both adults"),
    ),
    "stay.return": Occasion(
        N_("a child was to come back from its parents"), N_("on the day of its return"),
        N_("the return is written down"), N_("who confirms the return"),
    ),
    "followup.due": Occasion(
        N_("a follow-up has a day"), N_("three days before"), N_("the follow-up is written down"),
        N_("the counsellor who keeps it, else the child director of the village"),
    ),
    "followup.overdue": Occasion(
        N_("a follow-up was not written down in time"), N_("the day after"),
        N_("the follow-up is written down"),
        N_("who keeps it and the child director; two days later the township too"),
    ),
    "need.urgent": Occasion(
        N_("a child that cannot wait long needs a proxy parent, and nobody has been asked"), BY_STEPS,
        N_("a proxy parent begins, or the need is closed"), CLIMBS,
    ),
    "needs.urgent": Occasion(
        N_("several children of one village need a proxy parent soon"), BY_STEPS,
        N_("a proxy parent begins, or the need is closed"), CLIMBS,
    ),
    "need.waiting": Occasion(
        N_("an urgent child has no proxy parent"),
        N_("the eighth day after the need arose; to the township the fifteenth"),
        N_("a proxy parent has begun"), N_("the child director, then the township"),
    ),
}  # fmt: skip
