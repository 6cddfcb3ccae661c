"""The trail, for the auditor and the security administrator. The database asks for the duty itself."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

LINES: Final = 50
READ_MAX: Final = 99  # app.read_trail gives a hundred at most, and one shows that there is more


@dataclass(frozen=True, slots=True)
class ReadLine:
    """Somebody opened files at one moment for one end; children by their ids alone, for the auditor sees no child."""

    id: int
    at: datetime
    account: UUID
    who: str | None
    children: list[UUID]
    fields: list[str]
    purpose: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change that matters."""

    id: UUID
    at: datetime
    who: str | None
    verb: str
    subject: str
    detail: dict[str, Any]


async def reads(
    child: UUID | None, account: UUID | None, before: int | None, *, by: Actor
) -> tuple[list[ReadLine], int | None]:
    """Readings, the latest first, a list read at once as one line, and where the next page begins.

    Raises:
        MayNot: the actor is no auditor.
        NeedsSecondFactor: one factor only.

    """
    by.needs("auditor")
    by.needs_two_factors()
    async with reading(by) as db:
        rows = await db.fetch(
            "select * from app.read_trail($1, $2, $3, $4)", child, account, before, READ_MAX + 1
        )
    shown = rows[:READ_MAX]
    lines = [_together(list(same)) for _, same in groupby(shown, key=_occasion)]
    return lines, shown[-1]["id"] if len(rows) > READ_MAX else None


def _occasion(row: Any) -> tuple[Any, ...]:
    """What rows written by one reading have in common: a transaction has one time."""
    return row["at"], row["account"], row["fields"], row["purpose"], row["reason"]


def _together(rows: list[Any]) -> ReadLine:
    last = rows[-1]
    return ReadLine(
        last["id"], last["at"], last["account"], last["who"], [r["child"] for r in rows],
        list(last["fields"]), last["purpose"], last["reason"],
    )  # fmt: skip


async def changes(
    before: datetime | None, *, by: Actor
) -> tuple[list[ChangeLine], datetime | None]:
    """Changes, the latest first, and where the next page begins.

    Raises:
        MayNot: the actor is neither auditor nor security administrator.
        NeedsSecondFactor: one factor only.

    """
    by.needs("auditor", "security")
    by.needs_two_factors()
    async with reading(by) as db:
        rows = await db.fetch("select * from app.audit_trail($1, $2)", before, LINES + 1)
    lines = [ChangeLine(**r) for r in rows[:LINES]]
    return lines, lines[-1].at if len(rows) > LINES else None
