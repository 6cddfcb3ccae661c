"""What each of the people does most, step by step, with the way to the page where it is done."""

from dataclasses import dataclass
from typing import Final

from carenet.core.actors import Actor
from carenet.core.refusals import N_

HELPERS: Final = frozenset({"volunteer", "proxy_parent"})
HOMES: Final = frozenset({"host"})
GUARDIANS: Final = frozenset({"guardian"})
VILLAGE: Final = frozenset({"director"})
CENTRE: Final = frozenset({"director", "lead"})
SCHOOL: Final = frozenset({"teacher"})
OFFICES: Final = frozenset({"township", "county"})
SURVEYS: Final = frozenset({"director", "township", "county"})


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing a person does: for whom, its steps, the page, and that page's name."""

    roles: frozenset[str]
    title: str
    steps: tuple[str, ...]
    href: str
    page: str


TOPICS: Final = (
    Topic(HELPERS, N_("Come to a session"), (
        N_("What is near and fits your time stands first. Tap the green button."),
        N_("Where all places are taken you wait in line, and hear at once when one is free."),
        N_("The evening before and two hours before we remind you."),
    ), "/sessions/open", N_("Sign up")),
    Topic(HELPERS, N_("You can’t come"), (
        N_("Open the session in your week and give your place back. The earlier, the better."),
        N_("Others who fit are asked in turn. You need not look for anybody."),
        N_("Away for longer? Say from when until when, and all sessions in between are free."),
    ), "/week", N_("This week")),
    Topic(HELPERS, N_("You have arrived"), (
        N_("Open the session and type the six digits that the centre shows, or scan its square."),
        N_("Type them again when you leave: that measures your hours."),
    ), "/week", N_("This week")),
    Topic(HELPERS, N_("Sessions in the phone’s calendar"), (
        N_("Make a link of your own and add it to the calendar; pictures show how."),
        N_("What is moved or called off changes there too. No child is named in it."),
    ), "/me/feeds/guide", N_("How to add it")),
    Topic(HELPERS, N_("Hours and the certificate"), (
        N_("Each visit to a session counts once it is measured, or once somebody stands for it."),
        N_("Something is wrong? Say so beside the entry; another person looks at it."),
        N_("Ask for the certificate whenever you need it. Its number can be checked by anyone."),
    ), "/hours", N_("My hours")),
    Topic(HOMES, N_("Say how the day was"), (
        N_("Tap the plus, choose the child, tap what was. It takes less than a minute."),
        N_("Without a network it is kept on this phone and sent by itself later."),
        N_("What worries you goes to the child director, not to the parents’ phone."),
    ), "/log", N_("Log the day")),
    Topic(HOMES, N_("The child is ill"), (
        N_("First say which adult is with the child tonight."),
        N_("Fever and medicine are written down there. The parents and the director are told."),
        N_("High fever, cramps, hard to wake: call 120 first, write later."),
    ), "/illness/new", N_("Ill")),
    Topic(HOMES | HELPERS, N_("You are away for some days"), (
        N_("Say from when until when. The director looks for somebody who stands in."),
        N_("A child is never handed on in silence: somebody takes over by name first."),
    ), "/me/away", N_("When I am away")),
    Topic(HOMES, N_("Who lives in your house"), (
        N_("Every adult of the house has to be known. Say it before somebody moves in."),
        N_("Every 90 days we ask you to look at the list once more."),
    ), "/me/home", N_("My taking part and my home")),
    Topic(GUARDIANS, N_("See how your child is"), (
        N_("The week, who is there, and what the people there wrote for you."),
        N_("The parents’ phone shows no worries and no talks in confidence."),
    ), "/family", N_("The children")),
    Topic(GUARDIANS, N_("Agree, or say no"), (
        N_("Each thing is asked by itself. No is as good as yes."),
        N_("You can take a yes back at any time; before that you see what changes."),
    ), "/family/consents", N_("Agree")),
    Topic(GUARDIANS, N_("Talk with your child"), (
        N_("Choose a time of the phone room near your child. Both sides are reminded."),
    ), "/family/calls", N_("Calls")),
    Topic(GUARDIANS, N_("Something in the record is wrong"), (
        N_("Ask for a copy, or say what should be mended. You get an answer with a date."),
    ), "/family/requests", N_("What stands in the record")),
    Topic(HELPERS | HOMES | GUARDIANS | frozenset({"carer"}), N_("Several people hold this phone"), (
        N_("Set four digits: they are asked for after five minutes away."),
        N_("What waits to be sent goes out all the same, and help stays open."),
    ), "/me/lock", N_("Four digits before my pages")),
    Topic(CENTRE, N_("Begin with the day’s page"), (
        N_("What is urgent stands first; the children who need you most come next."),
        N_("A line goes away by itself once it is done."),
    ), "/today", N_("Today")),
    Topic(CENTRE, N_("Open the register"), (
        N_("Open it when the first child comes; one tap a child, also without a network."),
        N_("A register that nobody opened raises one alarm. A child who is missing raises its own."),
        N_("Tick who goes home with whom. The last child home ends the day."),
    ), "/registers", N_("Registers")),
    Topic(CENTRE, N_("A child is not there"), (
        N_("Ask the family first, by telephone. Do not wait for the end of the session."),
        N_("Everyone on the ladder is told in turn until somebody answers by name."),
        N_("An alarm ends with who found the child, where and when; never by itself."),
    ), "/today", N_("Today")),
    Topic(CENTRE, N_("No session today"), (
        N_("Choose the place and the day; families and helpers are told, calendars change."),
    ), "/sessions/stop", N_("Stop for a day")),
    Topic(SURVEYS, N_("Write down all children of the village"), (
        N_("Take the workbook, fill it in, hand it in. Nothing is overwritten in silence."),
        N_("A wrong cell comes back in its row, with what is wrong; the right rows are kept."),
        N_("Two rows that may be one child wait for your decision."),
    ), "/census", N_("Census workbooks")),
    Topic(SURVEYS, N_("Road cut, or flood"), (
        N_("Put off what is owed in the whole area at once, until a day, with a reason."),
    ), "/obligations", N_("Due and overdue")),
    Topic(SURVEYS, N_("Take on a host family or proxy parent"), (
        N_("The list says which step is missing, and who has to take it. None can be skipped."),
        N_("Two people look at the home; a third decides."),
    ), "/taking-on", N_("Onboarding")),
    Topic(SCHOOL | VILLAGE, N_("A day of home visits"), (
        N_("Choose whom to visit; the shortest way is proposed and can be printed."),
        N_("Write each visit down at the door; it works without a network."),
    ), "/round", N_("A day of home visits")),
    Topic(SCHOOL | VILLAGE, N_("Boarders on Friday"), (
        N_("The list says who goes home, with whom, and who has arrived."),
        N_("Whoever has not arrived by the evening is looked for."),
    ), "/friday", N_("Boarders going home")),
    Topic(frozenset({"counsellor"}), N_("Write down a talk in confidence"), (
        N_("Its words are sealed. Others see that a talk took place, not what was said."),
        N_("Where a child is in danger, report it: that goes its own way, to two officers."),
    ), "/log", N_("Record a visit or talk")),
    Topic(OFFICES, N_("Match children and helpers"), (
        N_("Open a round for an area. Before it runs you see who is left out, why, and who can mend it."),
        N_("Each proposal has its reasons, each child without one the cause and a remedy."),
        N_("Lock, refuse, move, solve again; nothing holds until you publish and people agree."),
    ), "/matching/rounds", N_("Matching rounds")),
    Topic(OFFICES, N_("See where care is lacking"), (
        N_("From the county down to the village. Who has not been seen this week stands first."),
        N_("Nobody is ranked: the figures say where to help."),
    ), "/coverage", N_("Coverage")),
    Topic(OFFICES, N_("Who may see what"), (
        N_("A duty gives a look into files: one role, one place, from one day to another."),
        N_("Another person approves it. When it ends, so does the look."),
    ), "/duties", N_("Duties and approvals")),
    Topic(OFFICES, N_("Try an alarm at night"), (
        N_("Choose a time: who would be told, in which order, by which way. Nobody is disturbed."),
    ), "/tonight", N_("Rehearse tonight")),
    Topic(frozenset({"sysadmin"}), N_("Is everything running"), (
        N_("A loop that is silent shows here first, and outside if an address for that is set."),
        N_("You see no child’s file; that is on purpose."),
    ), "/system", N_("State of the system")),
    Topic(frozenset({"security"}), N_("Approve a duty"), (
        N_("Look whether role, place and dates are right; who asked cannot approve."),
    ), "/duties", N_("Duties and approvals")),
    Topic(frozenset({"auditor"}), N_("Record of reads"), (
        N_("Every look into a child’s file is a row. Search by reader, by child, by day."),
    ), "/trail/reads", N_("Record of reads")),
)  # fmt: skip


def topics_for(actor: Actor) -> list[Topic]:
    """What somebody does, in the order of the list; nothing for who is not signed in."""
    held = actor.roles.union(duty.role for duty in actor.duties)
    return [topic for topic in TOPICS if topic.roles & held]
