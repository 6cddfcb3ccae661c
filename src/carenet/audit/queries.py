"""The trail, for the auditor and the security administrator. The database asks for the duty itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

LINES: Final = 50


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One opening of a child's file; the child by its id alone, for the auditor sees no child."""

    id: int
    at: datetime
    account: UUID
    who: str | None
    child: UUID
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
    """Readings, the latest first, and where the next page begins.

    Raises:
        MayNot: the actor is no auditor.
        NeedsSecondFactor: one factor only.

    """
    by.needs("auditor")
    by.needs_two_factors()
    async with reading(by) as db:
        rows = await db.fetch(
            "select * from app.read_trail($1, $2, $3, $4)", child, account, before, LINES + 1
        )
    lines = [ReadLine(**{**r, "fields": list(r["fields"])}) for r in rows[:LINES]]
    return lines, lines[-1].id if len(rows) > LINES else None


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
