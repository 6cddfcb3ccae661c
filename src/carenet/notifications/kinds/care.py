"""What is said around care: proposals, agreements, duties towards a child, calls home."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import SPOKEN, Kind

CARE: Final = (
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
        "obligation.due", N_("something is due"),
        N_("Something is due soon"),
        N_("Something you promised is due soon. Done already? Please write it down in carenet."),
        path="/week", can_wait=True,
    ),
    Kind(
        "obligation.overdue", N_("something is overdue"),
        N_("Something is overdue"),
        N_("Something you promised was due on %(date)s. Done already? Please write it down in carenet. Not possible? Say so there."),
        {"date": "date"}, "/week", can_wait=True,
    ),
    Kind(
        "obligation.exempted", N_("something need not be done"),
        N_("You need not do it now"),
        N_("Something that was due on %(date)s has been set aside, with a reason. You need do nothing."),
        {"date": "date"}, "/week", must_reach=False, can_wait=True,
    ),
    Kind(
        "placement.ended", N_("placement is over"),
        N_("It has ended"),
        N_("What was agreed has ended. Thank you for everything. What remains to be done stands in carenet."),
        path="/week", can_wait=True,
    ),
    Kind(
        "placement.ending", N_("placement nears its end"),
        N_("It ends on %(date)s"),
        N_("Something agreed ends on %(date)s. Please name who comes next, and let the child hear it from the person."),
        {"date": "date"}, "/placements",
    ),
    Kind(
        "handover.answered", N_("handover answered"),
        N_("A handover was answered"),
        N_("Somebody has answered a handover that you proposed. Please read in carenet what was said."),
        path="/placements", can_wait=True,
    ),
    Kind(
        "consent.expiring", N_("agreement runs out"),
        N_("An agreement runs out on %(date)s"),
        N_("Something you agreed to runs out on %(date)s. Please say in carenet whether you agree again."),
        {"date": "date"}, "/family/consents", can_wait=True,
    ),
    Kind(
        "family.spoke", N_("did you speak this week"),
        N_("Did you speak with your children this week?"),
        N_("A few minutes do them good. Did you speak with your children this week? If you would like help with a call, say so."),
        path="/family/calls", answers=SPOKEN, must_reach=False,
    ),
    Kind(
        "family.silent", N_("a week without a call"),
        N_("It has been over a week"),
        N_("We have not heard of a call with your children for over a week. Would you like one arranged?"),
        path="/family/calls", answers=SPOKEN, must_reach=False,
    ),
    Kind(
        "family.ask_child", N_("ask about calls home"),
        N_("Please ask a child about calls"),
        N_("A parent has not been heard of for a while. Please ask the child whether they speak, and write it down."),
        path="/children/%(id)s",
    ),
    Kind(
        "family.quiet", N_("a parent unheard of"),
        N_("A parent has not been heard of"),
        N_("A parent of a child of your village has not been heard of for thirty days. That need not mean that they do not speak: please find out."),
        path="/children/%(id)s",
    ),
    Kind(
        "family.call_wanted", N_("call home to arrange"),
        N_("Please arrange a call"),
        N_("A parent away asks for help with a call. Which day, stands in carenet."),
        path="/children/%(id)s",
    ),
)  # fmt: skip
