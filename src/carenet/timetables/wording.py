"""Codes of timetables in words, in the language being spoken."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from carenet.core.dates import long_day, number, span
from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, pgettext, translate
from carenet.scheduling.rules.signing import Away, Full, NotCleared, TooFar
from carenet.timetables.rules.grid import Span

STATES: Final = {
    "open": (N_("Not solved yet"), "info"), "solving": (N_("Being solved"), "info"),
    "draft": (N_("Draft"), "warn"), "publishing": (N_("Being published"), "info"),
    "published": (N_("Published"), "ok"), "closed": (N_("Round closed"), ""),
}  # fmt: skip
SUBJECTS: Final = {
    "math": N_("mathematics"), "chinese": N_("Chinese"), "english": N_("English"),
    "reading": N_("reading"), "homework": N_("homework"), "science": N_("science"),
    "music": N_("music"), "art": N_("art"), "sport": N_("sport"),
}  # fmt: skip
TERMS: Final = {"autumn": N_("autumn term"), "spring": N_("spring term")}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEFT_OUT: Final = {
    "refused": N_("the guardian said no to volunteers"),
    "no_centre": N_("no centre within reach of the village"),
}  # fmt: skip
ADULTS_OUT: Final = {
    "suspended": N_("set aside for the time being"),
    "not_cleared": N_("papers are missing or have lapsed"),
    "full": N_("all hours are given already"),
    "no_times": N_("did not say when they are free"),
    "away": N_("said that they are away for much of the term"),
}  # fmt: skip


OFFICERS_WHY: Final = {
    Full.msgid: N_("all places are taken."),
    Away.msgid: N_("this person said that they are away then."),
    NotCleared.msgid: N_("this person's papers do not cover that day yet."),
    TooFar.msgid: N_("the way from or to another place takes longer than there is."),
}
"""What the helper reads about itself, as whoever arranges reads it."""


def state(code: str) -> tuple[str, str]:
    """A timetable's state in words, and its tone."""
    words, tone = STATES[code]
    return pgettext("desk", words), tone


def subject(code: str) -> str:
    """What is learned."""
    return gettext(SUBJECTS[code]) if code in SUBJECTS else code


def weekday(day: int) -> str:
    """A weekday's short name; Monday is 1."""
    return pgettext("weekday", WEEKDAYS[day - 1])


def term(name: str) -> str:
    """A term's name."""
    return gettext(TERMS[name]) if name in TERMS else name


def terms(known: Sequence[tuple[str, date, date]]) -> str:
    """Terms that are still to come or run, with their days."""
    return gettext(", ").join(
        f"{term(name)} {long_day(first)} \u2013 {long_day(last)}" for name, first, last in known
    )


def when(day: int, starts: Any, ends: Any) -> str:
    """A weekday with its hours."""
    return f"{weekday(day)} {span(starts, ends)}"


def today_words(today: Sequence[Mapping[str, Any]]) -> str:
    """When a course meets now."""
    return gettext(", ").join(
        when(t["weekday"], time.fromisoformat(t["from"]), time.fromisoformat(t["until"]))
        for t in today
    )


def reasons(told: Mapping[str, Any]) -> list[str]:
    """Why a line stands where it stands."""
    found = []
    if told["leads_place"]:
        found.append(gettext("leads this place"))
    elif told["minutes"]:
        way = ngettext("%(n)s minute by motorbike", "%(n)s minutes by motorbike", told["minutes"])
        found.append(way % {"n": told["minutes"]})
    for name, yes, no in (
        ("same_time", N_("same time as today"), N_("another time than today")),
        ("same_tutor", N_("same tutor as today"), N_("another tutor than today")),
    ):
        if told[name] is not None:
            found.append(gettext(yes if told[name] else no))
    if told["second_missing"]:
        found.append(gettext("a second adult is still to be found"))
    return found


def shortage(row: Mapping[str, Any]) -> str:
    """What there is too little of for a course."""
    values = dict(row["shortage_values"] or {})
    values["centre"] = row["place"]
    values["subject"] = subject(row["subject"])
    return translate(row["shortage"], **values) if row["shortage"] else ""


def wish(row: Mapping[str, Any]) -> str:
    """A wish: which course, when, by whom."""
    parts = []
    if row.get("place"):
        parts.append(f"{row['place']} {subject(row['subject'])}")
    if row["weekday"]:
        parts.append(f"{weekday(row['weekday'])} {row['starts_at']:%H:%M}")
    if row["lead_name"]:
        parts.append(translate(N_("by %(adult)s"), adult=row["lead_name"]))
    return " \u00b7 ".join(parts)


def failed(problem: str) -> str:
    """Why solving or publishing stopped: the sentence of a refusal, or that it was none."""
    why = gettext(problem) if " " in problem else gettext("An error on our side.")
    return translate(
        N_("This stopped before it was done: %(why)s What is done stays; start it again and the rest follows."),
        why=why,
    )  # fmt: skip


def counted(found: Mapping[str, int] | None, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """How many stayed out, and why."""
    return [(number(n), gettext(words.get(code, code))) for code, n in (found or {}).items()]


def proofs(sum_: Mapping[str, Any]) -> list[str]:
    """What is proven of a draft."""
    missing, bound, wanted = sum_["missing"], sum_["bound"], sum_["wanted"]
    found = []
    if not missing:
        found.append(gettext("Every session that was asked for has its place."))
    elif bound == missing:
        found.append(
            translate(N_("No timetable leaves fewer than %(n)s sessions out: proven."), n=missing)
        )
    elif bound is not None:
        found.append(
            translate(N_("%(n)s of %(of)s sessions have no place; at least %(bound)s cannot have one."),
                      n=missing, of=wanted, bound=bound)
        )  # fmt: skip
    if sum_["running"]:
        found.append(
            translate(
                N_("Of today's sessions %(same)s keep their time and %(other)s get another; %(tutor)s get another tutor."),
                same=sum_["same_time"], other=sum_["other_time"], tutor=sum_["other_tutor"],
            )
        )  # fmt: skip
    if sum_["second_missing"]:
        found.append(
            translate(N_("%(n)s sessions still want a second adult; they are offered to all who may come."),
                      n=sum_["second_missing"])
        )  # fmt: skip
    if sum_["alone"]:
        found.append(
            translate(
                N_("%(n)s sessions are held by one adult in places approved for it."),
                n=sum_["alone"],
            )
        )
    return found


def published(made: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """What of a published course did not come about."""
    found = [
        ngettext(
            "%(who)s has no place in %(n)s session: %(why)s",
            "%(who)s has no place in %(n)s sessions: %(why)s",
            told["times"],
        )
        % {
            "who": names.get(person, gettext("somebody")), "n": told["times"],
            "why": gettext(OFFICERS_WHY.get(told["why"], told["why"])),
        }
        for person, told in made["not_signed"].items()
    ]  # fmt: skip
    if children := made["not_enrolled"]:
        why = gettext(", ").join(dict.fromkeys(gettext(w) for w in children.values()))
        text = ngettext(
            "%(n)s child is not enrolled: %(why)s",
            "%(n)s children are not enrolled: %(why)s",
            len(children),
        )
        found.append(text % {"n": len(children), "why": why})
    return found


def span_options(grid: Sequence[Span]) -> list[tuple[str, str]]:
    """The times of a grid as choices."""
    return [
        (f"{s.weekday}-{s.starts_at:%H:%M}", when(s.weekday, s.starts_at, s.ends_at)) for s in grid
    ]
