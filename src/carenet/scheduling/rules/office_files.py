"""Word and Excel files that people send as forms: what is taken, and what is refused. Pure; nothing in them is run.

A file is a zip of text parts. Macros, links to elsewhere, embedded things, fields that fetch, and
document types have no place in a form.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carenet.core.refusals import N_, Refusal
from carenet.scheduling.rules.office_parts import (
    BROKEN,
    FORMULAS,
    LINKS,
    RUNS,
    is_picture,
    wrong_in,
)

BYTES_MAX: Final = 512 * 1024
OPEN_BYTES_MAX: Final = 4 * 1024 * 1024
PARTS_MAX: Final = 120
FORMATS: Final[Mapping[str, str]] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
PARTS_THAT_RUN: Final = re.compile(
    r"vbaproject|activex|\.bin$|embeddings/|externallinks/|connections\.xml|macrosheets/"
)
PRINTER: Final = re.compile(r"(xl|word)/printersettings/printersettings\d*\.bin")
"""What an office program on Windows keeps of the printer in nearly every file: neither marks nor macros."""
MARKS: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
RUNNABLE: Final = (b"<", b"\xd0\xcf\x11\xe0", b"PK", b"MZ")
WHY: Final[Mapping[str, str]] = {
    RUNS: N_("There are macros or embedded files in it. Please save it without them."),
    LINKS: N_("There are links to other files or pages in it. Please take them out."),
    FORMULAS: N_("There are formulas in it. Please write text and placeholders only."),
    BROKEN: N_("This file is not built as Word or Excel would. Please save it there anew."),
}


class NoForm(Refusal):
    """A file that cannot be a form."""

    msgid = N_("This file cannot be taken as a form.")


@dataclass(frozen=True, slots=True)
class Office:
    """A file taken apart: its format and its parts."""

    format: str
    parts: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """A part that is text."""
        return self.parts[name].decode("utf-8", "replace")


def opened(data: bytes) -> Office:
    """A Word or Excel file taken apart, within bounds.

    Raises:
        NoForm: too large, no such file, or something in it may run or fetch.

    """
    if len(data) > BYTES_MAX:
        raise NoForm(N_("A form may have %(most)s KB at most."), most=BYTES_MAX // 1024)
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if len(listed) > PARTS_MAX or sum(i.file_size for i in listed) > OPEN_BYTES_MAX:
                raise NoForm(N_("This file is too large inside: please use a simpler one."))
            for item in listed:
                with archive.open(item) as part:
                    parts[item.filename] = part.read(OPEN_BYTES_MAX)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error, lzma.LZMAError):  # fmt: skip
        raise NoForm(N_("This is no Word (.docx) or Excel (.xlsx) file.")) from None
    kind = next((kind for name, kind in FORMATS.items() if name in parts), None)
    if kind is None or "[Content_Types].xml" not in parts:
        raise NoForm(N_("This is no Word (.docx) or Excel (.xlsx) file."))
    found = Office(kind, parts)
    _require_still(found)
    return found


def _require_still(office: Office) -> None:
    """Every part is looked at, whatever it is called: which one is opened first is said inside the file."""
    for name, body in office.parts.items():
        lower = name.lower()
        if PRINTER.fullmatch(lower) and not body.lstrip(MARKS).startswith(RUNNABLE):
            continue
        if PARTS_THAT_RUN.search(lower):
            raise NoForm(WHY[RUNS])
        if is_picture(body) or (name.endswith("/") and not body):
            continue
        if why := wrong_in(lower, body):
            raise NoForm(WHY[why if lower.endswith((".xml", ".rels", ".vml")) else RUNS])


def packed(office: Office, changed: Mapping[str, str]) -> bytes:
    """The file put together again with some parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in office.parts.items():
            archive.writestr(name, changed[name].encode() if name in changed else body)
    return out.getvalue()
