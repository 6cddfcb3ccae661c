"""The answers a person may give, with their words: one list for forms, pages and timelines."""

from collections.abc import Iterable, Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.core.words import pgettext

Choice = tuple[str, str] | tuple[str, str, str]

ATE: Final = {"well": N_("ate well"), "some": N_("ate a little"), "little": N_("hardly ate")}
HOMEWORK: Final = {
    "done": N_("homework done"),
    "partly": N_("homework half done"),
    "none": N_("no homework today"),
}
SLEPT: Final = {
    "well": N_("slept well"),
    "badly": N_("slept badly"),
    "elsewhere": N_("slept elsewhere"),
}
HEALTH: Final = {
    "well": N_("is well"),
    "cold": N_("has a cold or an ache"),
    "ill": N_("is ill"),
    "hurt": N_("is hurt"),
}
STATES: Final = {
    "well": N_("well"),
    "so_so": N_("so-so"),
    "worried": N_("I am a little worried"),
    "ill": N_("ill"),
}
WHO: Final = {
    "grandparents": N_("father's parents"), "other_grandparents": N_("mother's parents"),
    "parent": N_("father or mother"), "other_adult": N_("another adult"),
    "only_children": N_("only the children"),
}  # fmt: skip
NIGHTS: Final = {
    "family": N_("an adult of the family"), "neighbour": N_("a neighbour or relative"),
    "school": N_("sleeps at school"), "alone": N_("nobody: alone at night"),
    "locked_in": N_("locked in from outside"), "unknown": N_("could not find out"),
}  # fmt: skip
TONIGHT: Final = {
    "family": N_("an adult of the family"), "host": N_("the host family"),
    "neighbour": N_("a neighbour or relative"), "school": N_("a teacher at school"),
    "alone": N_("nobody yet"),
}  # fmt: skip
SEEN: Final = {
    "clothes": N_("dressed for the weather"), "bed": N_("has a bed to itself"),
    "food": N_("there is food in the house"), "desk": N_("has a place to write"),
    "no_food": N_("hardly any food in the house"), "hurt": N_("has bruises or a wound"),
    "silent": N_("very quiet or crying"), "carer_weak": N_("the carer is ill or tired"),
    "water": N_("open water or fire near the house"),
}  # fmt: skip
FOLLOW_UPS: Final = {
    "again": N_("come again soon"), "doctor": N_("see a doctor"), "things": N_("clothes or school things"),
    "study": N_("help with learning"), "talk": N_("somebody to talk to"), "parents": N_("speak with the parents"),
}  # fmt: skip
CONTACTS: Final = {"call": N_("a call"), "meeting": N_("we met"), "message": N_("a message")}
PLACES: Final = {
    "centre": N_("at the centre"),
    "school": N_("at school"),
    "home": N_("at home, with the carer there"),
}
CALLS: Final = {"video": N_("by video"), "voice": N_("by voice")}
RELATIONS: Final = {
    "mother": N_("mother"),
    "father": N_("father"),
    "other": N_("somebody else of the family"),
}
SIGNS: Final = {
    "fever": N_("fever"), "stomach": N_("stomach ache, vomiting or diarrhoea"), "cough": N_("cough, short of breath"),
    "rash": N_("rash"), "hurt": N_("a wound or a fall"), "faint": N_("faint or very weak"), "other": N_("something else"),
}  # fmt: skip
LINES: Final = {
    "temperature": N_("temperature"), "medicine": N_("medicine given"), "doctor": N_("a doctor has seen the child"),
    "guardian_told": N_("the parents were told"), "adult_tonight": N_("another adult is with the child"),
    "insurance_card": N_("where the insurance card is"), "note": N_("a note"),
}  # fmt: skip
TALKS: Final = {
    "counselling": N_("counselling"),
    "hosted": N_("talk out of the host’s hearing"),
}
TALK_PLACES: Final = {
    "room": N_("in the quiet room"), "school": N_("at school"), "centre": N_("at the centre"),
    "walk": N_("on a walk"),
}  # fmt: skip
TALKERS: Final = {
    "township": N_("township supervisor"), "director": N_("child director"), "lead": N_("centre lead"),
    "teacher": N_("class teacher"), "counsellor": N_("counsellor"),
}  # fmt: skip
YES_NO: Final = {"yes": N_("yes"), "no": N_("no")}
DUTIES: Final = {
    "monthly_call": N_("monthly call"), "quarterly_meeting": N_("meeting each quarter"),
    "teacher_visit": N_("home visit by the teacher"),
    "guardian_call": N_("call to the parents"), "weekly_parent_contact": N_("weekly call home"),
    "again": N_("a second visit"), "joint": N_("visit together"), "hosted_talk": N_("talk with the hosted child"),
    "host_roster": N_("who lives in the home"), "home_renewal": N_("yearly look at the home"),
    "kin_assessment": N_("assessment of the relative who looks after the child"), "health_check": N_("health check of the year"),
}  # fmt: skip
TRIED: Final = {
    "rang": N_("called, nobody answered"), "went": N_("went there, nobody was there"),
    "wrote": N_("wrote, no answer"), "not_now": N_("reached, but it was not possible"),
}  # fmt: skip
AIMS: Final = {
    "parent_call": N_("A call with the parents"), "child_call": N_("A call with the child"),
    "meeting": N_("A meeting with the child"), "visit": N_("A visit to the home"),
    "talk": N_("The talk with the hosted child"),
}  # fmt: skip
AIM_ICONS: Final = {
    "parent_call": "family", "child_call": "phone", "meeting": "people", "visit": "home", "talk": "message",
}  # fmt: skip
REACHING: Final = {
    "child": N_("the child"), "carer": N_("who keeps the child at home"), "parents": N_("the parents"),
    "other": N_("somebody else"),
}  # fmt: skip
ICONS: Final = {
    "well": "mood-smile",
    "so_so": "mood-neutral",
    "worried": "mood-sad",
    "ill": "stethoscope",
}


def word_of(words: Mapping[str, str], code: str | None) -> str:
    """One answer in the reader's language; an unknown one as it was stored."""
    if not code:
        return ""
    return pgettext("phone", words[code]) if code in words else code


def choices(words: Mapping[str, str], icons: Mapping[str, str] | None = None) -> list[Choice]:
    """A picker's tiles."""
    return [
        (code, pgettext("phone", text), icons[code])
        if icons and code in icons
        else (code, pgettext("phone", text))
        for code, text in words.items()
    ]


def listed(words: Mapping[str, str], codes: Iterable[str]) -> list[str]:
    """Several answers."""
    return [word_of(words, code) for code in codes]


SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "ate": ATE, "homework": HOMEWORK, "slept": SLEPT, "health": HEALTH, "state": STATES,
    "night_adult": NIGHTS, "follow_up": FOLLOW_UPS, "place": PLACES, "who_was_there": WHO, "seen": SEEN,
}  # fmt: skip
"""Whose words the answers of a later change have."""


def said(change: Mapping[str, object]) -> list[str]:
    """The answers of a later change, in words."""
    found: list[str] = []
    for name, value in change.items():
        words = SAID.get(name)
        if words and isinstance(value, list):
            found += listed(words, value)
        elif words:
            found.append(word_of(words, str(value) if value else None))
        elif isinstance(value, str | int) and not isinstance(value, bool):
            found.append(str(value))
    return [one for one in found if one]


PURPOSE_MEANS: Final = {
    "volunteer": N_("A volunteer whose papers were checked helps the child with learning, always where others can see."),
    "proxy_parent": N_("A proxy parent whose papers were checked calls each month and meets the child each quarter, at the centre, at school, or at home with the carer there."),
    "host_family": N_("A family whose home was looked at takes the child in, by day or for the night. Once a month somebody else talks with the child alone."),
    "photo": N_("Whoever writes down a day or a visit may add a picture of the child. It is kept encrypted, seen by you, its writer and the officers of the place, each look on record, and shown nowhere."),
    "peer": N_("The child meets three or four other children regularly; they are there for one another."),
    "feed": N_("A calendar on your phone shows when the child is at the centre, without any name."),
    "emergency_medical": N_("Whoever is with the child takes it to a doctor at once in an emergency, and calls you on the way."),
    "outing": N_("The child goes on an outing with two adults whose papers were checked."),
    "overnight": N_("The child stays a night away from home with two adults whose papers were checked."),
}  # fmt: skip
"""What a guardian says yes or no to, in plain words."""
