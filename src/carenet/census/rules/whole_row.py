"""Cells of one row against each other: what a single cell cannot show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from carenet.census.rows import NOBODY, ParentState, Way
from carenet.children.rules import age_on
from carenet.children.rules.identity import born_and_sex
from carenet.core.said import N_, Said

CENSUS_AGE_BELOW: Final = 18
_EARLIEST: Final = date(1990, 1, 1)
_PAST_ONLY: Final = (
    "birth_date",
    "father_left_on",
    "father_returned_on",
    "mother_left_on",
    "mother_returned_on",
    "filled_on",
    "visited_on",
)


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault and the key of the column it is shown at."""

    key: str
    why: Said


def check_row(values: Mapping[str, Any], today: date) -> list[RowFault]:
    """All contradictions within one row; cells that could not be read are absent and not judged."""
    return [
        *_dates(values, today),
        *_identity(values),
        *_parent(values, "father"),
        *_parent(values, "mother"),
        *_carer(values),
    ]


def _dates(values: Mapping[str, Any], today: date) -> list[RowFault]:
    faults = []
    for key in _PAST_ONLY:
        day = values.get(key)
        if day is None:
            continue
        if day > today:
            faults.append(RowFault(key, Said(N_("The day lies in the future."))))
        elif day < _EARLIEST:
            faults.append(RowFault(key, Said(N_("The day lies too far back."))))
        elif key == "birth_date" and age_on(day, today) >= CENSUS_AGE_BELOW:
            why = Said(N_("Grown up: the census takes children under %(age)s."), {"age": 18})
            faults.append(RowFault(key, why))
    return faults


def _identity(values: Mapping[str, Any]) -> list[RowFault]:
    number = values.get("resident_id")
    if not number:
        return []
    born, sex = born_and_sex(number)
    faults = []
    if values.get("birth_date") not in (None, born):
        why = Said(
            N_("The ID number says born on %(born)s; date of birth and ID number differ."),
            {"born": born.isoformat()},
        )
        faults.append(RowFault("birth_date", why))
    if values.get("sex") not in (None, sex):
        faults.append(RowFault("sex", Said(N_("The ID number says the other sex."))))
    return faults


def _parent(values: Mapping[str, Any], who: str) -> list[RowFault]:
    state = values.get(f"{who}_state")
    left, back = values.get(f"{who}_left_on"), values.get(f"{who}_returned_on")
    faults = []
    if state == ParentState.AWAY and f"{who}_left_on" in values and left is None:
        why = Said(N_("Away for work: the day of leaving is missing."))
        faults.append(RowFault(f"{who}_left_on", why))
    if state == ParentState.DEAD and values.get(f"{who}_phone"):
        why = Said(N_("A phone number of someone who is dead; check the situation."))
        faults.append(RowFault(f"{who}_phone", why))
    if left is not None and back is not None and back < left:
        why = Said(N_("Came back before leaving."))
        faults.append(RowFault(f"{who}_returned_on", why))
    if back is not None and left is None and values.get(f"{who}_left_on", back) is None:
        why = Said(N_("A day of return without a day of leaving."))
        faults.append(RowFault(f"{who}_returned_on", why))
    return faults


def _carer(values: Mapping[str, Any]) -> list[RowFault]:
    relation, way = values.get("carer_relation"), values.get("carer_way")
    if relation is None:
        return []
    faults = []
    if relation == NOBODY:
        if values.get("carer_name"):
            why = Said(N_("“Nobody” is chosen, but a carer is named."))
            faults.append(RowFault("carer_name", why))
        return faults
    for key, words in (
        ("carer_name", N_("The carer's name is missing.")),
        ("carer_language", N_("The carer's language is missing.")),
        ("carer_way", N_("How the carer is reached is missing.")),
    ):
        if key in values and values[key] is None:
            faults.append(RowFault(key, Said(words)))
    if way == Way.OWN_PHONE and "carer_phone" in values and values["carer_phone"] is None:
        why = Said(N_("Reached by own phone, but the phone number is missing."))
        faults.append(RowFault("carer_phone", why))
    if way == Way.NEIGHBOUR and "passed_on_by" in values and values["passed_on_by"] is None:
        why = Said(N_("Reached by a neighbour, but the neighbour is missing."))
        faults.append(RowFault("passed_on_by", why))
    return faults
