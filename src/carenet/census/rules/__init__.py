"""Pure checks of what a census taker wrote: one cell at a time, then cells against each other."""

from carenet.census.rules.cells import (
    read_choice,
    read_date,
    read_name,
    read_phone,
    read_resident_id,
    read_student_number,
    read_text,
    safe_text,
)
from carenet.census.rules.whole_row import RowFault, check_row
from carenet.children.rules.identity import born_and_sex, with_check_digit
from carenet.people.rules import written_phone

__all__ = [
    "RowFault",
    "born_and_sex",
    "check_row",
    "read_choice",
    "read_date",
    "read_name",
    "read_phone",
    "read_resident_id",
    "read_student_number",
    "read_text",
    "safe_text",
    "with_check_digit",
    "written_phone",
]
