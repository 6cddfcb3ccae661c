"""What needs doing today, sorted by the children's need: the words and ways of each kind of thing."""

from dataclasses import dataclass
from typing import Any, Final

from carenet.children.words import reasons_said
from carenet.core.refusals import N_
from carenet.core.words import current, gettext, ngettext


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line: what kind, what and why, where to go, one verb."""

    kind: str
    tone: str
    words: str
    why: str
    href: str
    verb: str
    main: bool = False


# kind of thing -> (word, tone, why, address, verb); the order is the order on the page
KINDS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "alarms": (N_("now"), "bad", N_("a child or a centre nobody has answered for"), "/alarms", N_("Look")),
    "illness": (N_("now"), "bad", N_("next check is due"), "/illness", N_("Ask")),
    "moves": (N_("new"), "warn", N_("a child moved here and nobody has received it"), "/children?moved=1", N_("Receive")),
    "waiting": (N_("care"), "warn", N_("nobody has been asked yet; see who is suggested"), "/matching/urgent", N_("Look")),
    "together": (N_("care"), "bad", N_("with a child it is not to be with: in one home, group or circle"), "/children?together=1", N_("Look")),
    "late": (N_("late"), "warn", N_("owed to a child and past its day"), "/obligations", N_("See who")),
    "short": (N_("people"), "warn", N_("begin within two days"), "/sessions?short=1", N_("Find people")),
    "asked": (N_("answer"), "warn", N_("a place is held until you say yes or no"), "/sessions/asked", N_("Say yes or no")),
    "unopened": (N_("register"), "warn", N_("began and the register is not open"), "/registers", N_("Open")),
    "endings": (N_("care"), "warn", N_("wait for a named receiver"), "/placements?state=ending", N_("Name one")),
    "cover": (N_("care"), "warn", N_("a carer cannot for some days, and nobody has agreed to stand in"), "/backups", N_("Name one")),
    "ill": (N_("care"), "info", N_("it is said there who is with the child tonight, and when to ask again"), "/illness", N_("See")),
    "calls": (N_("call"), "info", N_("to be said in person or by phone"), "/calls", N_("See")),
    "hours": (N_("hours"), "info", N_("were written down by one person; another has to agree"), "/hours/ledger", N_("Look")),
    "letters": (N_("letter"), "info", N_("written to you; one tap says that you have read it"), "/me/letters", N_("Look")),
    "held": (N_("census"), "info", N_("wait for a decision: new, or known already"), "/census", N_("Decide")),
    "duties": (N_("approve"), "info", N_("wait for a second person"), "/duties?state=waiting", N_("Approve")),
    "lapsing": (N_("papers"), "info", N_("within three weeks; after that no session can be given to them"), "/helpers?lapsing=1", N_("Renew")),
}  # fmt: skip


def words_for(kind: str, n: int) -> str:
    """How many of what, in words."""
    texts = {
        "alarms": ngettext("%(n)s open alarm", "%(n)s open alarms", n),
        "illness": ngettext("%(n)s child is ill", "%(n)s children are ill", n),
        "ill": ngettext("%(n)s child is ill", "%(n)s children are ill", n),
        "moves": ngettext("%(n)s child has moved here", "%(n)s children have moved here", n),
        "waiting": ngettext(
            "%(n)s child needs a proxy parent soon", "%(n)s children need a proxy parent soon", n
        ),
        "together": ngettext(
            "%(n)s child is not kept apart", "%(n)s children are not kept apart", n
        ),
        "late": ngettext("%(n)s thing is overdue", "%(n)s things are overdue", n),
        "short": ngettext("%(n)s session lacks people", "%(n)s sessions lack people", n),
        "asked": ngettext("%(n)s person asks to come", "%(n)s people ask to come", n),
        "unopened": ngettext("%(n)s session is running", "%(n)s sessions are running", n),
        "endings": ngettext("%(n)s placement is ending", "%(n)s placements are ending", n),
        "cover": ngettext("%(n)s child needs cover", "%(n)s children need cover", n),
        "calls": ngettext("%(n)s call or walk", "%(n)s calls or walks", n),
        "hours": ngettext("%(n)s entry of hours", "%(n)s entries of hours", n),
        "letters": ngettext("%(n)s letter", "%(n)s letters", n),
        "held": ngettext("%(n)s census row", "%(n)s census rows", n),
        "duties": ngettext("%(n)s duty", "%(n)s duties", n),
        "lapsing": ngettext("%(n)s helper’s papers run out", "%(n)s helpers’ papers run out", n),
    }
    return texts[kind] % {"n": n}


def to_do(counts: dict[str, int]) -> list[ToDo]:
    """The lines to show; a week with nothing wrong asks nothing."""
    lines: list[ToDo] = []
    for kind, (word, tone, why, href, verb) in KINDS.items():
        if n := counts.get(kind, 0):
            lines.append(
                ToDo(
                    gettext(word), tone, words_for(kind, n), gettext(why), href, gettext(verb),
                    main=not lines,
                )
            )  # fmt: skip
    return lines


def said(reasons: list[dict[str, Any]]) -> str:
    """Stored reasons as one sentence in the reader's language."""
    return (" " if current() == "en" else "").join(reasons_said(reasons))


SUBJECTS: Final = {
    "math": N_("mathematics"), "chinese": N_("Chinese"), "english": N_("English"),
    "reading": N_("reading"), "homework": N_("homework"), "play": N_("play"),
}  # fmt: skip
SESSION_KINDS: Final = {
    "tutoring": N_("after-school class"), "counselling": N_("a talk"), "activity": N_("activity"),
    "shift": N_("opening hours"),
}  # fmt: skip


def subject_words(kind: str, subject: str | None, activity: str, title: str | None) -> str:
    """What a care session is called when nobody gave it a title."""
    if title:
        return title
    kind_words = gettext(SESSION_KINDS.get(kind, SESSION_KINDS["activity"]))
    detail = SUBJECTS.get(subject or activity)
    return f"{kind_words} \u00b7 {gettext(detail)}" if detail else kind_words
