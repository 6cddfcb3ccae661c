"""The forms that are there at once, as plain Word files in the language being spoken; Excel in `default_sheet`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from carenet.core.refusals import N_
from carenet.core.words import gettext
from carenet.scheduling.rules.office_files import Office
from carenet.scheduling.wording_forms import FIELDS

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELS: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
PAGE: Final = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
"""A4 upright with margins of two centimetres."""
FONT: Final = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun"/>'
WIDE: Final = 9600
"""What is between the margins, in twentieths of a point."""
BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its title, what it says of the whole, and the columns of the table below with their widths."""

    title: str
    fields: tuple[str, ...]
    columns: Mapping[str, int]
    """In hundredths of the width; an empty field is written by hand."""
    sign: tuple[str, ...]


SIGNATURE, NOTE = "signature", "note"
BY_HAND: Final = {SIGNATURE: N_("signature"), NOTE: N_("note")}
FORMS: Final[Mapping[str, Form]] = {
    "activity": Form(
        N_("Record of activities"),
        (
            "date", "weekday", "time", "place", "room", "activity", "adults", "children_count", "girls",
            "boys", "grades", "late_count", "excused_count",
        ),
        {}, (N_("Written by:"),),
    ),
    "month": Form(
        N_("Record of activities"),
        ("month", "place", "sessions_count", "children_count", "girls", "boys", "grades"),
        {
            "session_no": 11, "session_date": 16, "session_time": 20, "session_activity": 29,
            "session_adults": 12, "session_children": 12,
        },
        (N_("Written by:"),),
    ),
    "register": Form(
        N_("Register of a session"),
        ("place", "date", "time", "activity", "children_count", "late_count", "excused_count"),
        {
            "child_no": 11, "child_name": 19, "child_state": 14, "child_came": 13, "child_left": 13,
            "child_fetched": 17, NOTE: 13,
        },
        (N_("Register kept by:"), N_("Last child home at:")),
    ),
    "sign_in": Form(
        N_("Sign-in sheet of adults"),
        ("place", "date", "time", "activity", "adults_count"),
        {"adult_no": 11, "adult_name": 22, "adult_came": 15, "adult_went": 15, SIGNATURE: 22, NOTE: 15},
        (N_("Seen by whoever runs the place:"),),
    ),
}  # fmt: skip
OF_SESSION: Final = ("activity", "register", "sign_in")


def asks_of(form: Form) -> list[str]:
    """The fields a form asks for."""
    return [*form.fields, *(f for f in form.columns if f not in BY_HAND)]


def heading(field: str) -> str:
    """What stands above a column: a field's words without the group it belongs to."""
    words = gettext(BY_HAND.get(field) or FIELDS[field])
    return words.rpartition(": ")[2].rpartition("\uff1a")[2]


def placeholder(field: str) -> str:
    """What is filled in later; nothing where somebody writes by hand."""
    return "" if field in BY_HAND else "{{" + field + "}}"


def _run(text: str, *, bold: bool = False, size: int = 21) -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:r><w:rPr>{FONT}{weight}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _cell(text: str, width: int, *, bold: bool = False) -> str:
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/>' if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p>{_run(text, bold=bold)}</w:p></w:tc>"
    )


def _row(cells: str, *, head: bool = False) -> str:
    again = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="440"/>{again}</w:trPr>{cells}</w:tr>'


def _table(rows: list[str], widths: list[int]) -> str:
    head = f'<w:tblPr><w:tblW w:w="{WIDE}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _pairs(fields: tuple[str, ...]) -> str:
    wide = [2700, WIDE - 2700]
    return _table(
        [_row(_cell(heading(f), wide[0], bold=True) + _cell(placeholder(f), wide[1])) for f in fields],
        wide,
    )  # fmt: skip


def _columns(columns: Mapping[str, int]) -> str:
    wide = [WIDE * share // 100 for share in columns.values()]
    head = "".join(_cell(heading(f), w, bold=True) for f, w in zip(columns, wide, strict=True))
    line = "".join(_cell(placeholder(f), w) for f, w in zip(columns, wide, strict=True))
    return "<w:p/>" + _table([_row(head, head=True), _row(line)], wide)


def default_form(kind: str) -> Office:
    """A form of ours as a Word file; of a child it names what its kind has to."""
    form = FORMS[kind]
    body = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(gettext(form.title), bold=True, size=32)}</w:p>'
    body += _pairs(form.fields)
    body += _columns(form.columns) if form.columns else ""
    body += "".join(
        f"<w:p/><w:p>{_run(gettext(words) + ' ____________')}</w:p>" for words in form.sign
    )
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{MAIN}"><w:body>{body}{PAGE}</w:body></w:document>'
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document}
    return Office("docx", {name: text.encode() for name, text in parts.items()})
