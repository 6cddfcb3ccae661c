"""What a carer's relation means to the rules, and which code of a list a sex is."""

from typing import Final

from carenet.children.rules.facts_given import CarerKind

NOBODY: Final = "nobody"
_KINDS: Final = {
    "mother": CarerKind.PARENT,
    "father": CarerKind.PARENT,
    NOBODY: CarerKind.NOBODY,
    "unrelated": CarerKind.UNRELATED,
    "institution": CarerKind.INSTITUTION,
}


def carer_kind(relation: str) -> CarerKind:
    """The rules' word for a carer's relation; all others of the list are kin."""
    return _KINDS.get(relation, CarerKind.RELATIVE)
