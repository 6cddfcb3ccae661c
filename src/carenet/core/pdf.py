"""Papers as PDF: typst sources under templates/documents, data as JSON, two fonts of one package.

Accessible and for archives (PDF/UA-1, PDF/A-2b); any warning refuses, and so does a sign that the
fonts lack, since typst prints an empty box for it without a word.
"""

import importlib.resources
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from fontTools.ttLib import TTFont

from carenet.core.paths import TEMPLATES

DOCUMENTS: Final = TEMPLATES / "documents"
STANDARDS: Final = ["a-2b", "ua-1"]
FIRST_OWN_SIGN: Final = 0x2FFF
"""Below it stand letters and marks that every font has."""
_local = threading.local()


class PaperRefused(RuntimeError):  # noqa: N818  it reads as what happened
    """A paper's source is not sound: a fault of ours."""


def _fonts() -> Path:
    return Path(str(importlib.resources.files("pylopdf_fonts_zh_cn")))


@lru_cache
def _covered() -> frozenset[int]:
    found = []
    for path in sorted(_fonts().rglob("*.otf")):
        with TTFont(path, lazy=True) as font:
            found.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*found)


def unprintable(text: str) -> list[str]:
    """The signs of a text that the printing fonts lack."""
    return sorted({c for c in text if ord(c) > FIRST_OWN_SIGN and ord(c) not in _covered()})


def render(name: str, data: dict[str, Any], *, printed_at: int) -> bytes:
    """A paper's bytes; the same data at the same second are the same bytes.

    Args:
        name: of the source under templates/documents.
        data: what it fills in; cannot run as markup.
        printed_at: seconds since 1970, for the file's own dates.

    Raises:
        PaperRefused: the source warned.

    """
    compilers = _local.__dict__.setdefault("compilers", {})
    if name not in compilers:
        compilers[name] = typst.Compiler(
            DOCUMENTS / f"{name}.typ", root=DOCUMENTS, font_paths=[_fonts()],
            ignore_system_fonts=True,
        )  # fmt: skip
    made, warnings = compilers[name].compile_with_warnings(
        format="pdf", timestamp=printed_at, pdf_standards=STANDARDS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    if warnings:
        raise PaperRefused([warning.message for warning in warnings])
    return bytes(made)
