"""One voice note for one who may hear it; in lists only that there is one, and how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.files import read_sealed
from carenet.core.refusals import MayNot, NotFound
from carenet.visits.queries.photos import MAY_SEE, NEAR

ONE: Final = """
select v.id, v.sound, v.child, v.person, v.what, v.seconds, v.for_family, v.happened_at, n.name
from voice_notes v left join app.names_of(array[v.person]) n on n.id = v.person where v.id = $1"""
OF: Final = "select record, id, seconds from voice_notes where record = any ($1) order by id"


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice note's row: who spoke, when, how many seconds."""

    id: UUID
    sound: UUID
    child: UUID
    what: str
    who: str
    seconds: int
    happened_at: datetime
    for_family: bool
    family: bool
    """Is it a parent who listens?"""


@dataclass(frozen=True, slots=True)
class Told:
    """That something was spoken, and for how many seconds."""

    id: UUID
    seconds: int


async def voices_of(records: list[UUID], db: Scope, *, by: Actor) -> dict[UUID, tuple[Told, ...]]:
    """What was spoken with some records, as far as the actor may hear it; never the sound itself."""
    if by.is_officer and not by.has(*MAY_SEE):
        return {}
    found: dict[UUID, tuple[Told, ...]] = {}
    for row in await db.fetch(OF, records):
        found[row["record"]] = (*found.get(row["record"], ()), Told(row["id"], row["seconds"]))
    return found


async def voice_note(id_: UUID, *, opened: bool = False, by: Actor) -> Heard:
    """A voice note's row; `opened`: its sound goes out, and that is recorded.

    Raises:
        MayNot: the actor cares for no child.
        NotFound: it is gone, or not for the actor's ears; PostgreSQL says which are.

    """
    if not by.has(*MAY_SEE, *NEAR):
        raise MayNot
    async with reading(by, recorded=opened) as db:
        row = await db.fetchrow(ONE, id_)
        mine = row is not None and row["person"] == by.person
        if row is None or (by.is_officer and not mine and not by.has(*MAY_SEE)):
            raise NotFound
        if opened:
            await db.execute("select app.log_read($1, $2, $3)", row["child"], ["voice"], "voice")
    return Heard(
        row["id"], row["sound"], row["child"], row["what"], row["name"] or "", row["seconds"],
        row["happened_at"], row["for_family"], not mine and by.has("guardian"),
    )  # fmt: skip


async def sound_of(id_: UUID, *, by: Actor) -> bytes:
    """The sound itself; the listening is recorded.

    Raises:
        MayNot, NotFound: as for its row.

    """
    found = await voice_note(id_, opened=True, by=by)
    return await read_sealed(found.sound)
