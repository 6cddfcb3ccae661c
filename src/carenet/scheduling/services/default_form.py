"""The form that is there at once: a plain Word file, in the language being spoken."""

from typing import Final
from xml.sax.saxutils import escape

from carenet.core.words import gettext
from carenet.scheduling.rules.office_files import Office
from carenet.scheduling.wording_forms import FIELDS

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELS: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
OF_SESSION: Final = (
    "date", "weekday", "time", "place", "room", "activity", "adults", "children_count", "girls",
    "boys", "grades", "late_count", "excused_count",
)  # fmt: skip
OF_MONTH: Final = ("month", "place", "sessions_count", "children_count", "girls", "boys", "grades")
MONTH_ROW: Final = (
    "session_no", "session_date", "session_time", "session_activity", "session_adults",
    "session_children",
)  # fmt: skip
BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _cell(text: str, width: int, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r>{weight}'
        f"<w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"
    )


def _table(rows: list[str], widths: tuple[int, ...]) -> str:
    head = f'<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _label(field: str) -> str:
    return gettext(FIELDS[field])


def _pairs(fields: tuple[str, ...]) -> str:
    return _table(
        [
            f"<w:tr>{_cell(_label(f), 2600, bold=True)}{_cell('{{' + f + '}}', 6400)}</w:tr>"
            for f in fields
        ],
        (2600, 6400),
    )


def _title(text: str) -> str:
    return (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
        f"<w:t>{escape(text)}</w:t></w:r></w:p>"
    )


def default_form(*, month: bool) -> Office:
    """The record of a session's activity, or of a month of a place: counts, and no child's name."""
    body = _title(gettext("Record of activities")) + _pairs(OF_MONTH if month else OF_SESSION)
    if month:
        wide = 9000 // len(MONTH_ROW)
        head = "".join(_cell(_label(f).rpartition(": ")[2].rpartition("\uff1a")[2], wide, bold=True) for f in MONTH_ROW)  # fmt: skip
        line = "".join(_cell("{{" + f + "}}", wide) for f in MONTH_ROW)
        body += f"<w:p/>{_table([f'<w:tr>{head}</w:tr>', f'<w:tr>{line}</w:tr>'], (wide,) * len(MONTH_ROW))}"
    body += f"<w:p/><w:p><w:r><w:t>{escape(gettext('Written by:'))} ____________</w:t></w:r></w:p>"
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{MAIN}"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document}
    return Office("docx", {name: text.encode() for name, text in parts.items()})
