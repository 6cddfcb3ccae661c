"""One picture for one who may see it. There is no list of pictures anywhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.files import read_sealed
from carenet.core.refusals import MayNot, NotFound

MAY_SEE: Final = ("county", "township", "director")
"""Whose duty is the whole child; besides them the one who took it, and the caring parent."""
NEAR: Final = ("host", "volunteer", "proxy_parent", "guardian", "teacher", "counsellor", "lead")
ONE: Final = """
select p.id, p.picture, p.child, p.person, p.what, p.happened_at, n.name
from photos p left join app.names_of(array[p.person]) n on n.id = p.person where p.id = $1"""

OF: Final = """
select record, array_agg(id order by id) as ids from photos where record = any ($1) group by record"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's row: who took it and when."""

    id: UUID
    picture: UUID
    child: UUID
    what: str
    who: str
    happened_at: datetime
    family: bool
    """Is it a parent who looks?"""


async def photos_of(records: list[UUID], db: Scope, *, by: Actor) -> dict[UUID, tuple[UUID, ...]]:
    """The ids of the pictures of some records that the actor may see; never the pictures themselves."""
    if by.is_officer and not by.has(*MAY_SEE):
        return {}
    rows = await db.fetch(OF, records)
    return {row["record"]: tuple(row["ids"]) for row in rows}


async def photo(id_: UUID, *, opened: bool = False, by: Actor) -> Shown:
    """A picture's row; `opened`: its bytes go out, and the view is recorded.

    Raises:
        MayNot: the actor cares for no child.
        NotFound: it is gone, or not for the actor's eyes; PostgreSQL says which are.

    """
    if not by.has(*MAY_SEE, *NEAR):
        raise MayNot
    async with reading(by, recorded=opened) as db:
        row = await db.fetchrow(ONE, id_)
        mine = row is not None and row["person"] == by.person
        if row is None or (by.is_officer and not mine and not by.has(*MAY_SEE)):
            raise NotFound
        if opened:
            await db.execute(
                "select app.log_read($1, $2, $3)", row["child"], ["picture"], "picture"
            )
    return Shown(
        row["id"], row["picture"], row["child"], row["what"], row["name"] or "", row["happened_at"],
        not mine and by.has("guardian"),
    )  # fmt: skip


async def photo_bytes(id_: UUID, *, by: Actor) -> bytes:
    """The picture itself; the view is recorded.

    Raises:
        MayNot, NotFound: as for its row.

    """
    found = await photo(id_, opened=True, by=by)
    return await read_sealed(found.picture)
