"""Templates of providers that take no free text: which one says a kind, and its fields in order.

A setting holds them as `kind=template/field:variable/…`, separated by commas, `*` for every kind
that has none of its own. Without fields the kind's variables keep their own names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carenet.core.refusals import N_
from carenet.core.settings import PREFIX, SettingRefused
from carenet.notifications.kinds import KINDS

Takes = Mapping[str, frozenset[str]]
ANY: Final = "*"
CODE: Final = "code"
"""The variable part of an answer's link: the link itself is fixed text of an approved template."""
CODE_BYTES: Final = 24
"""192 bits are 32 letters, which fit into the 35 that a text message's variable holds."""
EXACT: Final = frozenset({"time", "date"})
"""Kinds of fields that take numbers and no words: 2026-11-25 16:30, without the day of the week."""
EVERYWHERE: Final = frozenset({"about", "heading", "when", CODE})
"""Variables that every message has: its kind in a few words, its heading, the minute it is said, its link's code."""


@dataclass(frozen=True, slots=True)
class Template:
    """A provider's template: its id, and the variable that each of its fields holds."""

    id: str
    fields: Mapping[str, str]

    def filled(
        self, values: Mapping[str, str], letters_max: Mapping[str, int],
        exact: Mapping[str, str] | None = None,
    ) -> dict[str, str]:  # fmt: skip
        """The fields with their values, each within what its kind of field may hold.

        `exact`: dates and times in numbers, where the provider's fields take nothing else.
        """
        cut = {}
        for name, variable in self.fields.items():
            sort = name.rstrip("0123456789")
            most = letters_max.get(sort, letters_max[ANY])
            text = values.get(variable, "")
            if exact and sort in EXACT:
                text = exact.get(variable, text)
            cut[name] = text if len(text) <= most else f"{text[: most - 1]}\u2026"
        return cut


def parse(setting: str, text: str, takes: Takes | None = None) -> Mapping[str, Template]:
    """The templates of a setting by kind.

    Args:
        setting: its name, for the sentence that refuses it.
        text: what it holds.
        takes: the types of variables that a kind of field takes, where the provider bounds them.

    Raises:
        SettingRefused: a kind or a variable does not exist, or a field does not take it.

    """
    found = {}
    for part in text.split(","):
        kind, _, rest = part.strip().partition("=")
        id_, *fields = rest.split("/")
        if kind != ANY and kind not in KINDS:
            raise SettingRefused(PREFIX + setting, N_("a kind of message, not %(kind)s"), kind=kind)
        known = {*(KINDS[kind].variables if kind != ANY else ()), *EVERYWHERE}
        pairs = dict(f.split(":", 1) for f in fields) if fields else _own(kind)
        if strange := set(pairs.values()) - known:
            raise SettingRefused(
                PREFIX + setting, N_("a variable of %(kind)s, not %(variable)s"),
                kind=kind, variable=min(strange),
            )  # fmt: skip
        for field, variable in pairs.items():
            allowed = (takes or {}).get(field.rstrip("0123456789"))
            if allowed is not None and _type_of(kind, variable) not in allowed:
                raise SettingRefused(
                    PREFIX + setting, N_("in %(field)s something else than %(variable)s"),
                    field=field, variable=variable,
                )  # fmt: skip
        found[kind] = Template(id_, pairs)
    return found


def _type_of(kind: str, variable: str) -> str:
    if variable in EVERYWHERE:
        return {"when": "date", CODE: "code"}.get(variable, "text")
    return KINDS[kind].variables[variable]


def _own(kind: str) -> dict[str, str]:
    return {name: name for name in KINDS[kind].variables} if kind != ANY else {}


def template_for(templates: Mapping[str, Template], kind: str) -> Template | None:
    """The template that says a kind; None: this channel cannot say it."""
    return templates.get(kind) or templates.get(ANY)
