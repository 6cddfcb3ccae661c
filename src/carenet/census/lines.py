"""From the cells of one line to a census row, and back again for writing."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from carenet.census.columns import Column, layout
from carenet.census.rows import (
    CarerRow,
    CensusRow,
    GuardianRow,
    KeyGroup,
    ParentRow,
    ParentState,
    Sex,
    Way,
)
from carenet.census.rules import (
    RowFault,
    check_row,
    read_choice,
    read_date,
    read_name,
    read_phone,
    read_resident_id,
    read_student_number,
    read_text,
    written_phone,
)
from carenet.census.rules.cells import Cell
from carenet.children.rules import Stage
from carenet.core.said import N_, Said

_READERS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "name": read_name,
    "date": read_date,
    "phone": read_phone,
    "resident_id": read_resident_id,
    "student_number": read_student_number,
    "place": read_text,
    "text": read_text,
}
_KEY_GROUPS: Final = ("key_group_1", "key_group_2", "key_group_3")
_PLAIN: Final = (
    "ethnicity", "hamlet", "school", "grade", "class_name", "student_number", "key_basis", "health",
    "income", "village_contact", "confirmed_by", "visited_on", "remarks", "name", "birth_date",
    "home_place", "care_place", "filled_by", "filled_on",
)  # fmt: skip


def read_line(
    sheet: str, line: int, cells: Mapping[str, Cell], today: date
) -> CensusRow | list[RowFault]:
    """A row, or everything that is wrong with it; ``cells`` are by column key."""
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for column in layout().columns:
        value = _reader(column)(cells.get(column.key))
        if isinstance(value, Said):
            faults.append(RowFault(column.key, value))
        elif value is None and column.required:
            faults.append(RowFault(column.key, Said(N_("This must be filled in."))))
        else:
            values[column.key] = value
    faults.extend(check_row(values, today))
    return faults or _row(sheet, line, values)


def row_cells(row: CensusRow, language: str = "zh") -> dict[str, str | date]:
    """What stands in the workbook for a row, by column key; empty cells are left out."""
    values: dict[str, Any] = {key: getattr(row, key) for key in _PLAIN}
    values |= {
        "sex": row.sex,
        "stage": row.stage,
        "resident_id": layout().none_yet_word(language) if row.no_id_yet else row.resident_id,
        "boards": _yes_no(row.boards),
        **_parent_values("father", row.father),
        **_parent_values("mother", row.mother),
        "guardian_name": row.guardian.name,
        "guardian_relation": row.guardian.relation,
        "guardian_phone": row.guardian.phone,
        "carer_name": row.carer.name,
        "carer_relation": row.carer.relation,
        "carer_phone": row.carer.phone,
        "carer_language": row.carer.language,
        "carer_reads": _yes_no(row.carer.reads),
        "carer_way": row.carer.way,
        "passed_on_by": row.carer.passed_on_by,
        **dict(zip(_KEY_GROUPS, row.key_groups, strict=False)),
    }
    cells: dict[str, str | date] = {}
    for column in layout().columns:
        value = values.get(column.key)
        if value is None:
            continue
        if column.kind == "phone":
            value = written_phone(value)
        if column.options:
            value = layout().word_of(column.options, value, language)
        cells[column.key] = value
    return cells


def _reader(column: Column) -> Callable[[Cell], Any]:
    if column.options:
        return partial(read_choice, options=column.options)
    return _READERS[column.kind]


def _row(sheet: str, line: int, values: Mapping[str, Any]) -> CensusRow:
    groups = dict.fromkeys(KeyGroup(values[key]) for key in _KEY_GROUPS if values[key])
    return CensusRow(
        sheet=sheet,
        line=line,
        sex=Sex(values["sex"]),
        stage=Stage(values["stage"]),
        father=_parent_row("father", values),
        mother=_parent_row("mother", values),
        guardian=GuardianRow(
            values["guardian_name"], values["guardian_relation"], values["guardian_phone"]
        ),
        carer=CarerRow(
            relation=values["carer_relation"],
            name=values["carer_name"],
            phone=values["carer_phone"],
            language=values["carer_language"],
            reads=_truth(values["carer_reads"]),
            way=Way(values["carer_way"]) if values["carer_way"] else None,
            passed_on_by=values["passed_on_by"],
        ),
        resident_id=values["resident_id"] or None,
        no_id_yet=values["resident_id"] == "",
        boards=_truth(values["boards"]),
        key_groups=tuple(groups),
        **{key: values[key] for key in _PLAIN},
    )


def _parent_row(who: str, values: Mapping[str, Any]) -> ParentRow:
    return ParentRow(
        state=ParentState(values[f"{who}_state"]),
        name=values[f"{who}_name"],
        left_on=values[f"{who}_left_on"],
        works_at=values[f"{who}_works_at"],
        returned_on=values[f"{who}_returned_on"],
        phone=values[f"{who}_phone"],
    )


def _parent_values(who: str, parent: ParentRow) -> dict[str, Any]:
    return {
        f"{who}_name": parent.name,
        f"{who}_state": parent.state,
        f"{who}_left_on": parent.left_on,
        f"{who}_works_at": parent.works_at,
        f"{who}_returned_on": parent.returned_on,
        f"{who}_phone": parent.phone,
    }


def _truth(code: str | None) -> bool | None:
    return None if code is None else code == "yes"


def _yes_no(truth: bool | None) -> str | None:
    return None if truth is None else ("yes" if truth else "no")
