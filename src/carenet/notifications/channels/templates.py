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

ANY: Final = "*"
CODE: Final = "code"
"""The variable part of an answer's link: the link itself is fixed text of an approved template."""
EVERYWHERE: Final = frozenset({"heading", "when", CODE})
"""Variables that every message has: its heading, the minute it is said, its link's code."""


@dataclass(frozen=True, slots=True)
class Template:
    """A provider's template: its id, and the variable that each of its fields holds."""

    id: str
    fields: Mapping[str, str]

    def filled(self, values: Mapping[str, str], letters_max: Mapping[str, int]) -> dict[str, str]:
        """The fields with their values, each within what its kind of field may hold."""
        cut = {}
        for name, variable in self.fields.items():
            most = letters_max.get(name.rstrip("0123456789"), letters_max[ANY])
            text = values.get(variable, "")
            cut[name] = text if len(text) <= most else f"{text[: most - 1]}\u2026"
        return cut


def parse(setting: str, text: str) -> Mapping[str, Template]:
    """The templates of a setting by kind.

    Raises:
        SettingRefused: a kind or a variable does not exist.

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
        found[kind] = Template(id_, pairs)
    return found


def _own(kind: str) -> dict[str, str]:
    return {name: name for name in KINDS[kind].variables} if kind != ANY else {}


def template_for(templates: Mapping[str, Template], kind: str) -> Template | None:
    """The template that says a kind; None: this channel cannot say it."""
    return templates.get(kind) or templates.get(ANY)
