"""A row that waits for a person is a child's whole record: it waits encrypted."""

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from carenet.census.placing import Placed
from carenet.census.rows import CensusRow, Fault
from carenet.core.ciphers import blind, seal, unseal

_ROW: Final = TypeAdapter(CensusRow)
_PLACED: Final = TypeAdapter(Placed)
_FAULTS: Final = TypeAdapter(list[Fault])
TABLE: Final = "census_rows"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is sealed in a row: the faults of a line, or a placed row and why it waits."""

    faults: list[Fault]
    placed: Placed | None = None
    why: str = ""


def digest_of(row: CensusRow) -> str:
    """What tells this very row from any other, wherever it stands in a workbook."""
    plain: dict[str, Any] = _ROW.dump_python(row, mode="json")
    del plain["sheet"], plain["line"]
    return blind("census row", json.dumps(plain, sort_keys=True, ensure_ascii=False)).hex()


def close(waiting: Waiting, row: UUID) -> bytes:
    """Seal for one row of census_rows."""
    text = json.dumps(
        {
            "faults": _FAULTS.dump_python(waiting.faults, mode="json"),
            "placed": _PLACED.dump_python(waiting.placed, mode="json") if waiting.placed else None,
            "why": waiting.why,
        },
        ensure_ascii=False,
    )
    return seal(text, TABLE, "details", row)


def open_(sealed: bytes, row: UUID) -> Waiting:
    """Open what was sealed for this row."""
    plain = json.loads(unseal(sealed, TABLE, "details", row))
    return Waiting(
        _FAULTS.validate_python(plain["faults"], strict=False),
        _PLACED.validate_python(plain["placed"]) if plain["placed"] else None,
        plain["why"],
    )
