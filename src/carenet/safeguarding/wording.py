"""Words of the way to take part, in the language being spoken."""

from collections.abc import Mapping
from typing import Any, Final

from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, pgettext
from carenet.people.rules.offering import BEDS_MAX, HOUSEHOLDS_MAX
from carenet.safeguarding.rules import taking_on as rules

KIND_WORDS: Final[Mapping[str, str]] = {
    "host": N_("host family"),
    "proxy_parent": N_("proxy parent"),
}
MEET_WORDS: Final[Mapping[str, str]] = {
    "home": N_("in one host home"),
    "tutoring": N_("with one tutor"),
    "peer": N_("in one circle of friends"),
    "group": N_("in one group of a centre"),
}
ROLE_WORDS: Final[Mapping[str, str]] = {
    "family": N_("the family itself"),
    "director": N_("child director"),
    "township": N_("the township"),
    "county": N_("the county"),
}
STATE_WORDS: Final[Mapping[str, str]] = {
    "running": N_("steps under way"),
    "done": N_("takes part"),
    "ended": N_("stopped"),
}
STEP_STATES: Final[Mapping[str, str]] = {
    "done": N_("done"),
    "now": N_("do now"),
    "later": N_("later"),
}
VOID_WORDS: Final[Mapping[str, str]] = {
    "sent_back": N_("sent back by who decides"),
    "somebody_new": N_("the household changed afterwards"),
    "differs": N_("the second saw it differently"),
}


def choices_of_ways() -> dict[str, Any]:
    """What the forms about homes and adults choose from."""
    return {
        "beds": [
            (n, ngettext("%(n)s bed", "%(n)s beds", n) % {"n": n}) for n in range(1, BEDS_MAX + 1)
        ],
        "households": [
            (n, ngettext("%(n)s household", "%(n)s households", n) % {"n": n})
            for n in range(1, HOUSEHOLDS_MAX + 1)
        ],
        "sexes": [("f", pgettext("person", "woman")), ("m", pgettext("person", "man"))],
        "takes": [("girls", gettext("Girls")), ("boys", gettext("Boys"))],
        "how_long": [
            ("full", gettext("Day and night"), "", gettext("the child lives with us")),
            ("half", gettext("In the day"), "", gettext("meals and homework; at night at home")),
        ],
    }


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {key: gettext(word) for key, word in words.items()}


def words_of_ways() -> dict[str, Any]:
    """Steps, answers, roles and items, as pages show them."""
    return {
        "kinds": _said(KIND_WORDS), "roles": _said(ROLE_WORDS), "states": _said(STATE_WORDS),
        "step_states": _said(STEP_STATES), "void_words": _said(VOID_WORDS),
        "steps": _said(rules.STEP_WORDS), "step_hints": _said(rules.ACT_WORDS),
        "hows": _said(rules.HOW_WORDS), "acts": rules.ACTS,
        "answers": list(_said(rules.ANSWERS).items()), "answer_words": _said(rules.ANSWERS),
        "introductions": list(_said(rules.INTRODUCTIONS).items()),
        "items": {kind: list(_said(items).items()) for kind, items in rules.ITEMS.items()},
        "must": rules.MUST,
    }  # fmt: skip


def where_they_meet(places: list[str]) -> str:
    """Where two children are together, in the reader's language."""
    return gettext(", ").join(gettext(MEET_WORDS[place]) for place in sorted(places))
