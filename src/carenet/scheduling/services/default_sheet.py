"""The forms that are there at once, as plain Excel files: one page wide, the head of the table on each page."""

from typing import Final
from xml.sax.saxutils import escape

from carenet.core.words import gettext
from carenet.scheduling.rules.office_files import Office
from carenet.scheduling.services.default_form import FORMS, heading, placeholder

SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES: Final = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
)
RELS: Final = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK_RELS: Final = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_SIDES: Final = "".join(
    f'<{side} style="thin"><color rgb="FF808080"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
_ALIGN: Final = '<alignment vertical="center" wrapText="1"/>'
STYLES: Final = (
    f'{HEAD}<styleSheet xmlns="{SHEETS}"><fonts count="3"><font><sz val="11"/><name val="SimSun"/></font>'
    '<font><b/><sz val="11"/><name val="SimSun"/></font><font><b/><sz val="16"/><name val="SimSun"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF0F0F0"/></patternFill></fill></fills>'
    f'<borders count="2"><border/><border>{_SIDES}</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf fontId="0" xfId="0"/>'
    f'<xf fontId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1">{_ALIGN}</xf>'
    f'<xf fontId="1" fillId="2" borderId="1" xfId="0" applyBorder="1" applyFill="1" applyAlignment="1">{_ALIGN}</xf>'
    '<xf fontId="2" xfId="0" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf></cellXfs></styleSheet>'
)
PLAIN, BOXED, BOLD, TITLE = range(4)
UNIT_OF_WIDTH: Final = 0.9
"""Characters a hundredth of the page's width holds."""
PLAIN_COLUMNS: Final = (28, 72)
TALL: Final = 24


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _row(number: int, cells: list[tuple[str, int]], tall: int = TALL) -> str:
    made = "".join(
        f'<c r="{_letter(n)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for n, (text, style) in enumerate(cells)
    )
    return f'<row r="{number}" ht="{tall}" customHeight="1">{made}</row>'


def default_sheet(kind: str) -> Office:
    """A form of ours as an Excel file."""
    form = FORMS[kind]
    shares = list(form.columns.values()) or list(PLAIN_COLUMNS)
    last = len(shares) - 1
    label = 1 if form.columns and len(shares) > len(PLAIN_COLUMNS) else 0
    rows = [_row(1, [(gettext(form.title), TITLE)], 34)]
    merges = [f"A1:{_letter(last)}1"]
    for field in form.fields:
        number = len(rows) + 1
        cells = [(heading(field), BOLD), *[("", BOLD)] * label, (placeholder(field), BOXED)]
        rows.append(_row(number, [*cells, *[("", BOXED)] * (last - label - 1)]))
        merges += [f"A{number}:{_letter(label)}{number}"] if label else []
        if last > label + 1:
            merges.append(f"{_letter(label + 1)}{number}:{_letter(last)}{number}")
    head = len(rows) + 2
    if form.columns:
        rows.append(_row(head, [(heading(f), BOLD) for f in form.columns]))
        rows.append(_row(head + 1, [(placeholder(f), BOXED) for f in form.columns]))
    for step, words in enumerate(form.sign):
        rows.append(_row(head + 3 + step, [(gettext(words) + " ____________", PLAIN)]))
    return _book(gettext(form.title), rows, merges, shares, head if form.columns else 0)


def _book(title: str, rows: list[str], merges: list[str], shares: list[int], head: int) -> Office:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{share * UNIT_OF_WIDTH}" customWidth="1"/>'
        for n, share in enumerate(shares, 1)
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    sheet = (
        f'{HEAD}<worksheet xmlns="{SHEETS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols>{columns}</cols>'
        f'<sheetData>{"".join(rows)}</sheetData><mergeCells count="{len(merges)}">{merged}</mergeCells>'
        '<printOptions horizontalCentered="1"/><pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )
    name = escape(title[:31], {"'": "''"})
    titles = (
        f'<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">\'{name}\'!${head}:${head}</definedName></definedNames>'
        if head
        else ""
    )
    book = (
        f'{HEAD}<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets><sheet name="{escape(title[:31])}" sheetId="1" r:id="rId1"/></sheets>'
        f"{titles}</workbook>"
    )
    parts = {
        "[Content_Types].xml": TYPES, "_rels/.rels": RELS, "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": BOOK_RELS, "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": sheet,
    }  # fmt: skip
    return Office("xlsx", {part: text.encode() for part, text in parts.items()})
