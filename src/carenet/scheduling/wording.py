"""What sessions, states and reasons are called, in the language being spoken."""

from collections.abc import Mapping
from typing import Any, Final

from carenet.core import clock
from carenet.core.refusals import N_
from carenet.core.words import DEFAULT, gettext, pgettext, speaking
from carenet.scheduling.rules.missed import Follows

KINDS: Final = {
    "tutoring": N_("after-school class"), "activity": N_("activity"),
    "shift": N_("opening hours"), "counselling": N_("a talk"), "holiday_class": N_("holiday class"),
}  # fmt: skip
SUBJECTS: Final = {
    "math": N_("mathematics"), "chinese": N_("Chinese"), "english": N_("English"),
    "science": N_("science"), "music": N_("music"), "art": N_("art"), "sport": N_("sport"),
}  # fmt: skip
ACTIVITIES: Final = {
    "homework": N_("homework"), "reading": N_("reading"), "play": N_("play"),
    "crafts": N_("crafts"), "kitchen": N_("kitchen"), "outing": N_("outing"),
}  # fmt: skip
PER_ADULT: Final = {
    "homework": 15, "reading": 15, "play": 10, "crafts": 10, "kitchen": 6, "outing": 6,
}  # fmt: skip
"""Children per adult; over it is a state that the township hears of, never a closed door."""
WEEKS: Final = {
    "every": N_("every week"), "odd": N_("odd teaching weeks"), "even": N_("even teaching weeks"),
}  # fmt: skip
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SKIPPED: Final = {
    "holiday": N_("holiday"), "makeup": N_("make-up school day"), "closed": N_("closed"),
    "term": N_("out of term"), "unknown": N_("not announced yet"),
}  # fmt: skip
TERMS: Final = {"autumn": N_("autumn term"), "spring": N_("spring term")}
DAY_KINDS: Final = {
    "holiday": N_("days off"), "makeup": N_("make-up workdays or school days"),
    "plain": N_("plain days after all"),
}  # fmt: skip
SEASONS: Final = {"summer": N_("summer hours"), "winter": N_("winter hours")}
DIRECTIONS: Final = {"later": N_("later than usual"), "earlier": N_("earlier than usual")}
STOPS: Final = {
    "rain": N_("heavy rain, flood"), "snow": N_("snow, ice"), "road": N_("the road is cut"),
    "power": N_("no power or water"),
}  # fmt: skip
EFFECTS: Final = {
    "new": (N_("would be made"), "info"), "off": (N_("would be called off"), "warn"),
    "retimed": (N_("would get other hours"), "info"),
}  # fmt: skip
BULK: Final = {
    "hours": N_("other hours"), "room": N_("another room"), "off": N_("call them off"),
}  # fmt: skip
"""What becomes of several sessions together."""
REASONS: Final = {
    "ill": N_("ill"), "family": N_("the family knows"), "market": N_("at the market with an adult"),
    "school": N_("still at school"), "home": N_("went home"),
}  # fmt: skip
SAYERS: Final = {
    "carer": N_("the carer"), "parent": N_("a parent"), "teacher": N_("a teacher"),
    "neighbour": N_("a neighbour"), "child": N_("another child"),
}  # fmt: skip
LEFT: Final = {
    "fetched": N_("is fetched"), "together": N_("walks with others"), "alone": N_("walks alone"),
}  # fmt: skip
URGENT: Final = {
    "under_8": N_("younger than 8"), "special_care": N_("needs special care"),
    "urgent": N_("needs an adult most urgently"), "flood_season": N_("flood season"),
    "by_water": N_("last seen by water"), "stranger": N_("fetched by somebody not on the list"),
    "not_home": N_("left, and did not come home"), "gone": N_("was here, and was not there when heads were counted"),
}  # fmt: skip
STAND_IN_WORDS: Final = {
    None: (N_("asked"), "info"), "come": (N_("comes"), "ok"), "cannot": (N_("cannot"), ""),
    "filled": (N_("another was quicker"), ""), "kept": (N_("not needed after all"), ""),
    "lapsed": (N_("it began"), ""), "unfit": (N_("not possible after all"), "warn"),
}  # fmt: skip
"""What became of asking somebody to stand in, and its tone."""
CAME_WORDS: Final = {
    "screen": N_("by the code on the screen"), "code": N_("by the code on paper"),
    "tick": N_("ticked by the lead"), "attested": N_("attested by the lead"),
}  # fmt: skip
"""How it is known that an adult was there."""
MISSED_WHY: Final = {
    "ill": N_("ill"), "family": N_("something in the family"), "work": N_("had to work"),
    "road": N_("road or weather"), "told": N_("told somebody who did not pass it on"),
}  # fmt: skip
"""Why a missed place is excused."""
FOLLOWS: Final = {
    "talk": N_("the lead speaks with them"), "word": N_("asks first for each place"),
    "standing": N_("no place every time for a while"),
}  # fmt: skip
"""What follows from missed places, as the desk says it."""
STEPS: Final = {1: N_("the lead"), 2: N_("carer and director"), 3: N_("township and proxy parent")}


def named(words: Mapping[str, str], code: str | None) -> str:
    """A code's word; the code itself where somebody wrote their own."""
    return gettext(words[code]) if code and code in words else (code or "")


def follows_words(one: Follows) -> str:
    """What would follow from a missed place, and by which rule."""
    said = {"what": gettext(FOLLOWS[one.kind]), "n": one.times, "days": one.within_days}
    return gettext(N_("%(n)s times in %(days)s days: %(what)s")) % said


def answer_words(stored: str | None) -> str:
    """Why an alarm was closed: a tick's reason and who said so, or what somebody wrote."""
    code, _, sayer = (stored or "").removesuffix(")").partition(" (")
    if code == "here":
        return gettext(N_("the child is here"))
    if code == "came_later":
        return gettext(N_("the child came later"))
    if code in REASONS and sayer:
        said = {"why": named(REASONS, code), "who": named(SAYERS, sayer)}
        return gettext(N_("%(why)s, said %(who)s")) % said
    return gettext(stored) if stored else ""


STORED: Final = (
    N_("the register was opened"), N_("not open today"), N_("the session was moved"),
    N_("joined with another one of the same day"),
)  # fmt: skip


def weekday_words(numbers: Any) -> str:
    """ISO weekdays as short names."""
    return gettext(", ").join(pgettext("weekday", WEEKDAYS[n - 1]) for n in sorted(numbers))


def weekday_choices() -> list[tuple[int, str]]:
    """ISO weekdays with their short names, for a picker."""
    return [(n + 1, pgettext("weekday", w)) for n, w in enumerate(WEEKDAYS)]


def title_of(row: Any) -> str:
    """What a series or a session is called: its title, else its kind with subject or activity."""
    if row["title"]:
        return str(row["title"])
    kind = gettext(KINDS.get(row["kind"], KINDS["activity"]))
    detail = named(SUBJECTS, row["subject"]) or named(ACTIVITIES, row["activity"])
    return f"{kind} \u00b7 {detail}" if detail else kind


def details_of(row: Any) -> dict[str, str]:
    """What a message may say of a session: date, time, place, title; nothing of a child."""
    with speaking(DEFAULT):
        title = title_of(row)
    local = row["starts_at"].astimezone(clock.SHANGHAI)
    return {
        "date": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "place": row["place"],
        "title": title,
    }
