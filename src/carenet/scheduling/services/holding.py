"""The session a verb is about, and whether the one who acts runs its place."""

from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, engine
from carenet.core.refusals import MayNot, NotFound

SESSION: Final = """
select s.*, app.adults_needed(s) as needed, c.name as place, c.short_code from care_sessions s join centres c on c.id = s.centre
where s.id = $1"""
SUBJECT_MAX: Final = 80


def subject_of(session: UUID) -> str:
    """How reminders, climbs and commitments name a session."""
    return f"session:{session}"


async def hold_session(session: UUID, *, lock: bool = False) -> Any:
    """The session's row with the name of its place; `lock` keeps others from changing it.

    Raises:
        NotFound: there is none.

    """
    found = await engine().here().fetchrow(SESSION + (" for update of s" if lock else ""), session)
    if found is None:
        raise NotFound
    return found


async def require_runs(centre: UUID, *, by: Actor, db: Scope) -> None:
    """Go on only for whoever runs this place: an officer of its village, its lead, or a worker.

    Raises:
        MayNot: it is somebody else's place.

    """
    if by.is_worker:
        return
    if not await db.fetchval("select app.runs_centre($1)", centre):
        raise MayNot


async def no_local(db: Scope, session: UUID) -> bool:
    """Does a visiting team have places here, and no adult of the place one?"""
    return bool(await db.fetchval("select $1::uuid in (select app.lacking_local())", session))
