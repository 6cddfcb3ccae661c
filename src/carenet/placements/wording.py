"""Codes of placements in words."""

from typing import Any, Final

from carenet.core.pinyin import split_surname
from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, translate

KINDS: Final = {
    "full_care": N_("Host family, day and night"),
    "half_care": N_("Host family, by day"),
    "proxy_parent": N_("Proxy parent"),
    "paired_teacher": N_("Paired teacher"),
    "centre_place": N_("Place at a care centre"),
    "tutoring": N_("Tutoring"),
    "peer": N_("Peer circle"),
}
OWED: Final = {
    "monthly_call": N_("the call of the month"), "quarterly_meeting": N_("the meeting of the quarter"),
    "teacher_visit": N_("the teacher’s visit at home"),
    "guardian_call": N_("a call to the guardian in the first week"),
}  # fmt: skip
PURPOSES: Final = {
    "volunteer": N_("A volunteer helps with homework"),
    "proxy_parent": N_("A proxy parent calls and meets the child"),
    "host_family": N_("A host family takes the child in"),
    "photo": N_("Photos are taken at activities"),
    "peer": N_("The child meets in a small circle of children"),
    "feed": N_("The week is shown in a calendar on your phone"),
    "emergency_medical": N_("The child is taken to a doctor at once in an emergency"),
    "outing": N_("The child goes on an outing"),
    "overnight": N_("The child stays overnight"),
}
ASKS: Final = {
    "tutoring": N_("would help with homework"),
    "proxy_parent": N_("would like to call and meet the child regularly"),
    "host_family": N_("would take the child into the home"),
    "paired_teacher": N_("becomes the child’s first teacher"),
}


def kind(code: str) -> str:
    return gettext(KINDS.get(code, code))


def choices() -> list[tuple[str, str]]:
    """The kinds as choices of a form."""
    return [(code, gettext(words)) for code, words in KINDS.items()]


def owed(code: str) -> str:
    return gettext(OWED.get(code, code))


def called(name: str, class_name: str | None) -> str:
    """A child's name on a phone: the given name, without the surname, and the class."""
    surname, given = split_surname(name)
    short = given or surname
    return (
        translate(N_("%(name)s, %(class)s"), **{"name": short, "class": class_name})
        if class_name
        else short
    )


def who(ask: Any) -> str:
    """The children of an ask without a name: how many, how old."""
    ages = [a for a in ask["ages"] if a is not None]
    girls = sum(s == "f" for s in ask["sexes"])
    many = len(ask["sexes"])
    if many > 1:
        words = ngettext("%(n)s child of one family", "%(n)s children of one family", many) % {
            "n": many
        }
    else:
        words = gettext("a girl") if girls else gettext("a boy")
    if not ages:
        return words
    spoken = gettext(", ").join(str(a) for a in ages)
    return translate(N_("%(who)s, %(ages)s years old"), who=words, ages=spoken)
