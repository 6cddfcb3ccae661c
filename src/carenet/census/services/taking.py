"""Taking one row: added, changed, the same, held for a person, or faulty."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from carenet.census.placing import Ground, Placed, fault_at, placed
from carenet.census.record import record_of
from carenet.census.rows import CensusRow, Fault
from carenet.census.services.matching_rows import Match, match_row
from carenet.census.services.sealing import Waiting, close, digest_of
from carenet.children.services import register_whole, update_whole
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, Refusal
from carenet.core.said import Said

SCHOOLS_SHOWN_MAX: Final = 20
_WAIT: Final = """
insert into census_rows (id, village, workbook, sheet, line, details, faults, state, child)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (workbook, sheet, line) do nothing"""
TAKEN_BEFORE: Final = """
select exists (select from fillings where child = $1 and source = 'census' and details ->> 'digest' = $2)
  or exists (select from fillings where child = $1 and source = 'census' and filled_on > $3)"""


@dataclass
class Taker:
    """Takes the rows of one workbook, one after the other."""

    workbook: UUID
    village: str
    ground: Ground
    by: Actor
    _twins: dict[tuple[str, int], Fault] = field(default_factory=dict)
    _schools: dict[str, None] = field(default_factory=dict)

    def find_twins(self, rows: Sequence[CensusRow]) -> None:
        """Rows that repeat an earlier row's child: the later one is faulty."""
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            guardian = row.guardian.phone or row.guardian.name
            keys: list[tuple[str, ...]] = [(row.name, row.birth_date.isoformat(), guardian)]
            if row.resident_id:
                keys.append((row.resident_id,))
            first = next((seen[key] for key in keys if key in seen), None)
            for key in keys:
                seen.setdefault(key, row.line)
            if first is not None:
                why = Said(N_("The same child stands in line %(line)s already."), {"line": first})
                self._twins[row.sheet, row.line] = fault_at(row, "name", why, value=row.name)

    def unknown_schools(self) -> list[str]:
        """Names of schools that no office has; shown, so that somebody enters the school."""
        return list(self._schools)[:SCHOOLS_SHOWN_MAX]

    async def take(self, row: CensusRow) -> str:
        """What became of the row: added, changed, same, held or faulty."""
        if twin := self._twins.get((row.sheet, row.line)):
            return await self._faulty(twin)
        found = placed(row, self.ground)
        if isinstance(found, Fault):
            return await self._faulty(found)
        if row.school and found.school is None and len(self._schools) < SCHOOLS_SHOWN_MAX:
            self._schools.setdefault(row.school)
        try:
            async with transaction(self.by) as db:
                return await self._take(found, db)
        except Refusal as refusal:
            why = Said(refusal.msgid, refusal.values)
            return await self._faulty(fault_at(row, "name", why, value=row.name))

    async def _take(self, found: Placed, db: Scope) -> str:
        match = await match_row(found, self.ground, db)
        digest = digest_of(found.row)
        if match.why:
            await self._wait(found, match, db)
            return "held"
        record = record_of(found, digest)
        own = {"by": self.by, "workbook": self.workbook, "hamlet": found.row.hamlet}
        if match.child is None:
            await register_whole(record, **own)  # type: ignore[arg-type]
            return "added"
        if await db.fetchval(TAKEN_BEFORE, match.child, digest, found.row.filled_on):
            return "same"
        changed = await update_whole(match.child, record, **own)  # type: ignore[arg-type]
        return "changed" if changed else "same"

    async def _wait(self, found: Placed, match: Match, db: Scope) -> None:
        id_ = uuid7()
        await db.execute(
            _WAIT, id_, match.village or found.village, self.workbook, found.row.sheet,
            found.row.line, close(Waiting([], found, match.why), id_), "[]", "held", match.child,
        )  # fmt: skip

    async def _faulty(self, fault: Fault) -> str:
        await keep_faulty(self.workbook, self.village, [fault], by=self.by)
        return "faulty"


async def keep_faulty(workbook: UUID, village: str, faults: Sequence[Fault], *, by: Actor) -> int:
    """Write the faulty lines down, sealed: what stood in the cells is part of the fault; how many."""
    lines: dict[tuple[str, int], list[Fault]] = {}
    for fault in faults:
        lines.setdefault((fault.sheet, fault.line), []).append(fault)
    async with transaction(by) as db:
        for (sheet, line), found in lines.items():
            id_ = uuid7()
            plain = json.dumps(
                [{"column": f.column, "head": f.head} for f in found], ensure_ascii=False
            )
            await db.execute(
                _WAIT, id_, village, workbook, sheet, line, close(Waiting(found), id_), plain,
                "faulty", None,
            )  # fmt: skip
    return len(lines)
