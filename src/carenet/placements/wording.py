"""Codes of placements in words."""

from collections.abc import Mapping
from typing import Any, Final

from carenet.core.pinyin import split_surname
from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, translate
from carenet.matching.pairing.shapes import CIRCLE_MIN
from carenet.placements import rules

COVERED: Final = rules.COVERED

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
    "monthly_call": N_("the call of the month"),
    "quarterly_meeting": N_("the meeting of the quarter"),
    "teacher_visit": N_("the teacher’s visit at home"),
    "guardian_call": N_("a call to the guardian in the first week"),
    "weekly_parent_contact": N_("the child’s talk with its parents this week"),
    "kin_assessment": N_("assessment of the relative who looks after the child"),
    "hosted_talk": N_("the monthly talk out of the host’s hearing"),
}
TERMS: Final = {"autumn": N_("autumn term"), "spring": N_("spring term")}  # fmt: skip
BACKUP_STATES: Final = {
    "wanted": (N_("nobody is asked yet"), "bad"), "asked": (N_("waits for an answer"), "warn"),
    "coming": (N_("agreed"), "ok"), "running": (N_("runs now"), "ok"),
    "gave_up": (N_("cannot go on, waits for somebody else"), "bad"), "over": (N_("over"), ""),
    "off": (N_("called off"), ""),
}  # fmt: skip
BACKUP_CHANGES: Final = {
    "wanted": N_("cover is wanted"), "asked": N_("asked"), "accepted": N_("said yes"),
    "by_word": N_("said yes by word, written down by the office"), "declined": N_("said no"),
    "gave_up": N_("cannot go on"), "moved": N_("other days"), "ended": N_("ended before the time"),
    "cancelled": N_("called off"), "replaced": N_("somebody else took over"),
}  # fmt: skip
NIGHTS: Final = {
    "parents": N_("with the parents"), "boarding": N_("at school, boards"),
    "rented": N_("in a rented room"), "cover": N_("with whoever stood in"),
    "host": N_("in the host home"), "home": N_("at home"), "alone": N_("alone"),
    "unknown": N_("not written down"),
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
    "peer": N_(
        "would accompany a small circle of children of one class or village; they are there for one another"
    ),
}


def kind(code: str) -> str:
    return gettext(KINDS.get(code, code))


def backup_state(code: str) -> tuple[str, str]:
    """The words and the tone of a cover's state."""
    words, tone = BACKUP_STATES[code]
    return gettext(words), tone


def backup_change(code: str) -> str:
    return gettext(BACKUP_CHANGES.get(code, code))


def night(code: str) -> str:
    return gettext(NIGHTS.get(code, code))


def choices() -> list[tuple[str, str]]:
    """The kinds as choices of a form."""
    return [(code, gettext(words)) for code, words in KINDS.items()]


OUTCOMES: Final[Mapping[str, str]] = {
    "parents": N_("the child is back with its parents"),
    "kin": N_("the child is with relatives"),
    "another": N_("the child goes to another adult or home"),
    "boards": N_("the child boards at school"),
    "grown": N_("the child is old enough"),
    "other": N_("something else"),
}


def term(code: str) -> str:
    """A term by its name; one that an office named itself stands as it was typed."""
    return gettext(TERMS[code]) if code in TERMS else code


BY_ITSELF: Final = (
    N_("The guardian took the consent back."),
    N_("An adult is not cleared any more."),
)
"""Why the system ended something; every other reason is somebody's own words."""


def why_it_ended(because: str) -> str:
    """The reason, in the reader's language where it is not somebody's own words."""
    return translate(because) if because in BY_ITSELF else because


def outcome(code: str) -> str:
    """How a placement ended for the child."""
    return gettext(OUTCOMES[code])


def outcomes() -> list[tuple[str, str]]:
    """Every way a placement can end, to choose from."""
    return [(code, gettext(words)) for code, words in OUTCOMES.items()]


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
    if ask.get("service") == "peer" and many < CIRCLE_MIN:
        words = gettext("one more child for the circle that meets with you already")
    elif ask.get("service") == "peer":
        words = ngettext("a circle of %(n)s child", "a circle of %(n)s children", many) % {
            "n": many
        }
    elif many > 1:
        words = ngettext("%(n)s child of one family", "%(n)s children of one family", many) % {
            "n": many
        }
    else:
        words = gettext("a girl") if girls else gettext("a boy")
    if not ages:
        return words
    spoken = gettext(", ").join(str(a) for a in ages)
    return translate(N_("%(who)s, %(ages)s years old"), who=words, ages=spoken)
