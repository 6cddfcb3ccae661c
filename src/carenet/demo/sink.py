"""Collects rows for many tables and writes them by COPY, in the order in which tables were opened."""

from typing import Any
from uuid import UUID, uuid5

import asyncpg

SPACE = UUID("d4c8f0f2-3a2f-5d8e-9f25-0b6c52a3a5e1")


def id_of(key: str) -> UUID:
    """The same id for the same key, in every demo."""
    return uuid5(SPACE, key)


class Sink:
    """Rows waiting to be written."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **values: Any) -> None:
        """One row; rows of one table may name different columns."""
        self.rows.setdefault(table, []).append(values)

    async def write(self, db: asyncpg.Connection) -> int:
        """Write everything; how many rows that were. Columns left out keep their defaults."""
        total = 0
        for table, rows in self.rows.items():
            shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
            for row in rows:
                shapes.setdefault(tuple(row), []).append(tuple(row.values()))
            for columns, records in shapes.items():
                await db.copy_records_to_table(table, columns=list(columns), records=records)
                total += len(records)
        self.rows.clear()
        return total
