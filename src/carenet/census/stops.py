"""What a column of the census workbook refuses while it is typed (XlsxWriter data validation)."""

from datetime import date
from typing import Any, Final

from carenet.census.columns import Column, layout

_EARLIEST: Final = date(1990, 1, 1)


def refusal(column: Column, first: str, options_sheet: str | None) -> dict[str, Any] | None:
    """The validation of a column whose first cell is ``first``; None where anything may stand.

    Drop-downs take their words from the hidden sheet, one column per list; without that sheet
    there are none.
    """
    if column.options:
        return None if options_sheet is None else _from_list(column.options, options_sheet)
    if column.kind == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": _EARLIEST,
            "maximum": "=TODAY()",
        }
    formula = _formula(column.kind, first)
    return {"validate": "custom", "value": f"={formula}"} if formula else None


def _from_list(options: str, sheet: str) -> dict[str, Any]:
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(list(layout().options).index(options))
    last = len(layout().options[options])
    return {"validate": "list", "source": f"='{sheet}'!${letter}$1:${letter}${last}"}


def _formula(kind: str, first: str) -> str | None:
    """At most 255 characters, by Excel's own limit."""
    last = f'OR(ISNUMBER(--RIGHT({first},1)),UPPER(RIGHT({first},1))="X")'
    match kind:
        case "resident_id":
            none_yet = ",".join(f'{first}="{words[0]}"' for words in layout().none_yet.values())
            return f"OR({none_yet},AND(LEN({first})=18,ISNUMBER(--LEFT({first},17)),{last}))"
        case "student_number":
            letter = f"ISERROR(--LEFT({first},1))"
            return f"AND(LEN({first})=19,{letter},ISNUMBER(--MID({first},2,17)),{last})"
        case "phone":
            bare = f'SUBSTITUTE(SUBSTITUTE({first},"-","")," ","")'
            return f"AND(LEN({first})>=7,LEN({first})<=16,ISNUMBER(--{bare}))"
        case _:
            return None
