"""A session's paper: its photo, what was read from it by whom, and what the register says besides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.files import read_sealed
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.registers import RegisterPage, register_page
from carenet.scheduling.rules.paper import READ
from carenet.scheduling.services.holding import require_runs

SHEET: Final = """
select s.*, (select n.name from app.names_of(array[s.typed_by]) n) as typist,
  (select n.name from app.names_of(array[s.confirmed_by]) n) as confirmer
from paper_sheets s where s.care_session = $1"""
LINES_MAX: Final = 300
NOTHING: Final[dict[str, Any]] = {**dict.fromkeys(READ), "counts": False, "read_first": None}


@dataclass(frozen=True)
class PaperPage:
    """The register with its paper beside it; no sheet: nobody has sent a photo."""

    register: RegisterPage
    sheet: dict[str, Any] | None
    lines: dict[UUID, dict[str, Any]]

    @property
    def changed(self) -> list[UUID]:
        """The children whose line the second reader read otherwise."""
        return [child for child, line in self.lines.items() if line["read_first"] is not None]

    def told(self, child: UUID) -> dict[str, Any]:
        """What was read of one child, or nothing."""
        return self.lines.get(child) or NOTHING


def _line(row: Any) -> dict[str, Any]:
    """A line as it counts, and as it was first read: with times, where JSON has text."""
    first = row["read_first"]
    if first is not None:
        first = {**dict.fromkeys(READ), **first}
        for name in ("came_at", "left_at"):
            first[name] = datetime.fromisoformat(first[name]) if first[name] else None
    return {**row, "read_first": first}


async def paper_page(session: UUID, *, by: Actor) -> PaperPage:
    """The paper of a session for whoever runs the place; each child is recorded as read.

    Raises:
        NotFound: there is no such session.
        MayNot: it is somebody else's place.

    """
    register = await register_page(session, by=by)
    async with reading(by) as db:
        sheet = await db.fetchrow(SHEET, session)
        rows = await db.fetch(
            """select l.* from paper_lines l join paper_sheets s on s.id = l.sheet
               where s.care_session = $1 order by l.child limit $2""",
            session, LINES_MAX,
        )  # fmt: skip
    return PaperPage(
        register, dict(sheet) if sheet else None, {row["child"]: _line(row) for row in rows}
    )


async def _seen(db: Scope, session: UUID) -> None:
    await db.execute(
        """select app.log_read(w.child, array['picture'], 'picture') from (
             select e.child from enrolments e join care_sessions s on s.series = e.series
             where s.id = $1 and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
             union select a.child from child_attendances a where a.care_session = $1) w
           join children k on k.id = w.child""",
        session,
    )


async def paper_photo(session: UUID, *, by: Actor) -> bytes:
    """The photo itself; a look is recorded with every child of the session.

    Raises:
        NotFound: there is none.
        MayNot: it is somebody else's place.

    """
    async with reading(by, recorded=True) as db:
        centre = await db.fetchval("select centre from care_sessions where id = $1", session)
        if centre is None:
            raise NotFound
        await require_runs(centre, by=by, db=db)
        picture = await db.fetchval(
            "select picture from paper_sheets where care_session = $1", session
        )
        if picture is None:
            raise NotFound
        await _seen(db, session)
    return await read_sealed(picture)
