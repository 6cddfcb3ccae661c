"""Two people, or two tabs, with the same part of a record: the second save asks before it replaces the first."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from carenet.children import words
from carenet.core.refusals import N_, Refusal
from carenet.core.words import gettext, pgettext

MARK: Final = "opened_on"
"""The form's field that says what the record said when the page was opened."""
STANDING: Final = {
    "details": (
        "name", "sex", "birth_date", "ethnicity", "languages", "allergy", "special_care", "wish",
    ),
    "school": ("stage", "school", "grade", "class_name", "boards"),
    "carer": ("relation", "name", "way", "phone", "via", "can_read", "able"),
    "home": (
        "hamlet", "address", "household", *(f"night_{n}" for n in range(1, 8)), "fetched_by",
    ),
}  # fmt: skip
"""What a form shows of the record and replaces, by part; the other parts only add."""
BOXES: Final = frozenset({"sex", "languages", "boards", "way", "can_read", "able"})
"""A browser sends nothing of these where nothing is ticked; it sends every other field."""
AS_TYPED: Final = frozenset(
    {"name", "birth_date", "allergy", "special_care", "wish", "class_name", "phone", "via",
     "hamlet", "address", "fetched_by"}
)  # fmt: skip


class ChangedMeanwhile(Refusal):
    """Somebody saved this part after the form was opened."""

    msgid = N_(
        "This part was changed after you opened the page; yours is not saved yet. "
        "Save again, and yours replaces what the record says now."
    )


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return " ".join(sorted(str(one) for one in value))
    return str(value).strip().replace("\r\n", "\n")


def mark(now: Mapping[str, Any]) -> str:
    """Another one whenever something of the part is another."""
    plain = json.dumps({name: _plain(value) for name, value in now.items()}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def _called(name: str) -> str:
    if name.startswith("night_"):
        return pgettext("weekday", words.WEEKDAYS[int(name[-1]) - 1])
    return gettext(words.LABELS[name]).rstrip("?？")


def _said(name: str, value: Any) -> str:
    field = _called(name)
    if not value:
        return gettext("%(field)s: in the record this is empty now.") % {"field": field}
    if name.startswith("night_"):
        shown = words.worded(words.NIGHTS, str(value))
    elif name in AS_TYPED:
        shown = _plain(value)
    else:
        return gettext("%(field)s: the record says something else now.") % {"field": field}
    return gettext("%(field)s: the record says now “%(words)s”.") % {"field": field, "words": shown}


def differing(part: str, typed: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str]:
    """A sentence at every field where the record says something else than the form.

    Nothing where the form was opened on what the record still says, or both say the same.
    """
    opened_on = typed.get(MARK)
    if part not in STANDING or not opened_on or opened_on == mark(now):
        return {}
    return {
        name: _said(name, now.get(name))
        for name in STANDING[part]
        if (name in typed or name in BOXES)
        and _plain(typed.get(name, "")) != _plain(now.get(name, ""))
    }
