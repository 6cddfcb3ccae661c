"""How children's records are put into words; phone and desk differ where the papers say so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from carenet.children import choices
from carenet.children.rules import age_on
from carenet.core import dates
from carenet.core.pinyin import split_surname
from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, pgettext, translate
from carenet.people.rules import written_phone

TIERS: Final = {0: N_("at once"), 1: N_("first"), 2: N_("soon"), 3: N_("as usual")}
TIER_TONES: Final = {0: "bad", 1: "bad", 2: "warn", 3: ""}
FINDINGS: Final = {
    "liu2018": N_("left behind (Liuzhou 2018)"),
    "guo2016": N_("left behind (State Council 2016)"),
    "newly_away": N_("parent newly away"),
}
PURPOSES: Final = {
    "volunteer": N_("Learning and play with volunteers"),
    "proxy_parent": N_("A proxy parent stays in touch"),
    "host_family": N_("Care in a host family"),
    "photo": N_("Photos"),
    "peer": N_("A circle of friends of the same age"),
    "feed": N_("Dates in the phone's calendar"),
    "emergency_medical": N_("Medical help in an emergency"),
    "outing": N_("Outings"),
    "overnight": N_("Nights away from home"),
}
CHANNELS: Final = {
    "app": N_("on the phone here"),
    "phone": N_("by telephone"),
    "paper": N_("signed on paper"),
    "in_person": N_("said in person"),
}
NIGHTS: Final = {
    "home": N_("at home"),
    "boarding": N_("at school"),
    "rented": N_("in a rented room"),
    "host": N_("in a host family"),
    "alone": N_("alone"),
}
ATTEMPTS: Final = {
    "phone": N_("rang"),
    "message": N_("wrote"),
    "visit": N_("went there"),
    "through_others": N_("through others"),
}
KIN: Final = {
    "suits": N_("It is well as it is"),
    "support": N_("It is well with support"),
    "not": N_("The child cannot stay like this"),
}
KIN_TONES: Final = {"suits": "ok", "support": "info", "not": "bad"}
"""What two people found of a relative that keeps the child."""
SERVICES: Final = {
    "tutoring": N_("tutoring"),
    "counselling": N_("counselling"),
    "proxy_parent": N_("proxy parent"),
    "host_family": N_("host family"),
    "centre_place": N_("place at a centre"),
    "paired_teacher": N_("paired teacher"),
    "peer_circle": N_("circle of friends"),
    "peer": N_("circle of friends"),
    "family_call": N_("family call"),
    "boarding": N_("boarding place"),
    "aid": N_("aid"),
    "full_care": N_("full care in a host family"),
    "half_care": N_("half care in a host family"),
}
ABSENCES: Final = {
    "work": N_("away for work"),
    "unable": N_("at home, unable to care"),
    "parted": N_("lives apart, does not keep the child"),
    "dead": N_("dead"),
    "missing": N_("cannot be found"),
    "imprisoned": N_("in prison or treatment"),
    "unknown": N_("not known"),
}
PARENTS: Final = {"father": N_("Father"), "mother": N_("Mother")}
SEXES: Final = {"f": N_("girl"), "m": N_("boy")}
ABLE: Final = {"able": N_("able to care"), "weak": N_("able with help"), "unable": N_("not able")}
WEEKDAYS: Final = (
    N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
)  # fmt: skip

LABELS: Final = {
    "name": N_("Name"), "sex": N_("Sex"), "birth_date": N_("Born on"),
    "ethnicity": N_("Ethnicity"), "languages": N_("Languages the child understands"),
    "allergy": N_("Allergy"), "special_care": N_("Needs special care of body or mind"),
    "wish": N_("What the child wishes, in its own words"), "stage": N_("Stage"),
    "school": N_("School or kindergarten"), "grade": N_("Grade"), "class_name": N_("Class"),
    "boards": N_("Boards at school"), "relation": N_("Who is it to the child?"),
    "way": N_("How is the carer reached?"), "phone": N_("Phone"),
    "via": N_("Neighbour, or who goes there"), "can_read": N_("Can the carer read?"),
    "able": N_("Can the carer manage?"), "hamlet": N_("Hamlet"), "address": N_("House"),
    "household": N_("Sleeps under one roof with"),
    "fetched_by": N_("Who fetches on Friday and Sunday"),
}  # fmt: skip
"""What the pages of a record call each field."""


def worded(table: Mapping[Any, str], key: Any) -> str:
    """A code's words; a code the table does not have stands for itself."""
    return gettext(table[key]) if key in table else choices.UNKNOWN if key is None else str(key)


def short_name(name: str) -> str:
    """The given name, as a phone shows it: no surname there."""
    return split_surname(name)[1] or name


def age_words(born: date | None, today: date) -> str:
    """Full years, in words."""
    if born is None or born > today:
        return choices.UNKNOWN
    years = age_on(born, today)
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def class_words(grade: str | None, class_name: str | None) -> str:
    """A class as the school says it; nothing where there is none."""
    if grade is None:
        return class_name or ""
    if not class_name:
        return choices.word("grade", grade)
    if not class_name.isdigit():
        return class_name
    short = choices.word("grade_short", grade)
    return gettext("%(grade)s class %(number)s") % {"grade": short, "number": class_name}


def finding_words(version: str, shell: str) -> str:
    """A finding's short words; a phone never shows a statutory label."""
    if shell == "phone":
        return (
            gettext(N_("parent just left"))
            if version == "newly_away"
            else gettext(N_("parent away"))
        )
    return pgettext("desk", FINDINGS[version]) if version in FINDINGS else version


def reasons_said(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """Stored reasons as sentences; their dates, kept as 2026-04-10, as the reader writes them."""
    return [translate(r["msgid"], **dates.spoken(r.get("values") or {})) for r in reasons]


def way_words(way: Any) -> str:
    """How somebody is reached, in a line."""
    number = (
        written_phone(way["value"])
        if way["value"] and way["value"].startswith("+")
        else way["value"]
    )
    parts = [choices.word("way", way["kind"]), way["via"], number]
    return " · ".join(p for p in parts if p)
