"""Choices as (value, words) pairs, in the language being spoken."""

from collections.abc import Mapping
from typing import Any

from carenet.core.words import gettext, ngettext, pgettext
from carenet.people.rules import offering

Choices = list[tuple[Any, str]]


def pairs(words: Mapping[Any, str]) -> Choices:
    """Value and words of a table of choices."""
    return [(key, gettext(word)) for key, word in words.items()]


def kind_words() -> dict[str, str]:
    """What each kind of helper is called."""
    return {key: gettext(word) for key, word in offering.KINDS.items()}


def offer_choices() -> dict[str, Any]:
    """Everything a form about an offer chooses from."""
    return {
        "subjects": pairs(offering.SUBJECTS),
        "skills": pairs(offering.SKILLS),
        "languages": pairs(offering.LANGUAGES),
        "reach": [
            (n, ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n})
            for n in offering.REACH_MINUTES
        ],
        "hours": [
            (n, ngettext("%(n)s hour a week", "%(n)s hours a week", n) % {"n": n})
            for n in offering.HOURS_A_WEEK
        ],
        "households": [
            (n, ngettext("%(n)s household", "%(n)s households", n) % {"n": n})
            for n in range(1, offering.HOUSEHOLDS_MAX + 1)
        ],
        "beds": [
            (n, ngettext("%(n)s bed", "%(n)s beds", n) % {"n": n})
            for n in range(1, offering.BEDS_MAX + 1)
        ],
        "sexes": [("f", pgettext("person", "woman")), ("m", pgettext("person", "man"))],
        "takes": [("girls", gettext("Girls")), ("boys", gettext("Boys"))],
        "how_long": [
            ("full", gettext("Day and night"), "", gettext("the child lives with us")),
            ("half", gettext("In the day"), "", gettext("meals and homework; at night at home")),
        ],
    }


def grid_words() -> dict[str, Any]:
    """Weekdays and parts of the day, by number and name."""
    return {
        "weekday_words": {n: gettext(w) for n, w in offering.WEEKDAYS.items()},
        "part_words": {p: gettext(w) for p, w in offering.PARTS.items()},
    }


def tie_words() -> list[tuple[str, str]]:
    """How two adults belong together."""
    return [("couple", gettext("A couple")), ("relatives", gettext("Relatives"))]
