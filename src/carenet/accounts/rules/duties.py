"""Duties: a role over an area or at an office, and who may give which.

Nobody gives what it could not oversee; a proposal needs another person's approval. The same rule
stands in the database (app.may_give), which decides; here it says what a page may offer.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from carenet.core.refusals import N_

ROLES: Final[Mapping[str, str]] = {
    "county": N_("county officer"),
    "bureau": N_("office of the county"),
    "township": N_("township supervisor"),
    "director": N_("child director"),
    "lead": N_("centre lead"),
    "principal": N_("head of school"),
    "teacher": N_("class teacher"),
    "counsellor": N_("counsellor"),
    "sysadmin": N_("system administrator"),
    "security": N_("security administrator"),
    "auditor": N_("auditor"),
}
_AT_A_PLACE: Final = ("lead", "principal", "teacher", "counsellor")
_BELOW_TOWNSHIP: Final = ("director", *_AT_A_PLACE)
_BELOW_COUNTY: Final = ("bureau", "township", *_BELOW_TOWNSHIP)
GIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "sysadmin": tuple(ROLES),
    "security": tuple(ROLES),
    "city": ("county", *_BELOW_COUNTY),
    "county": _BELOW_COUNTY,
    "township": _BELOW_TOWNSHIP,
}
# Over what a role is held: an area of a level, or an office of some kinds.
AREA_LEVEL: Final[Mapping[str, str]] = {
    "county": "county", "bureau": "county", "township": "township", "director": "village",
    "sysadmin": "county", "security": "county", "auditor": "county",
}  # fmt: skip
OFFICE_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "lead": ("centre", "care_centre", "childrens_room"),
    "principal": ("school", "kindergarten"),
    "teacher": ("school", "kindergarten"),
    "counsellor": ("school", "kindergarten"),
}
LEVEL_DIGITS: Final[Mapping[str, int]] = {"county": 6, "township": 9, "village": 12}
YEARS_MAX: Final = 3


def may_give(roles: Collection[str]) -> list[str]:
    """The roles that somebody with these duties may propose or approve, in the usual order."""
    given = {role for held in roles for role in GIVES.get(held, ())}
    return [role for role in ROLES if role in given]


def scope_start(role: str, code: str) -> str:
    """Where a duty's range of division codes begins: as many digits as its level has."""
    return code[: LEVEL_DIGITS[AREA_LEVEL.get(role, "village")]]


def dates_fit(starts_on: date, ends_on: date, today: date) -> bool:
    """A duty begins today or later, ends after it begins, and lasts at most YEARS_MAX years."""
    return today <= starts_on <= ends_on <= date(starts_on.year + YEARS_MAX, 12, 31)
