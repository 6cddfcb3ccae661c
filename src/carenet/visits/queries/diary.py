"""What was written for the family: the days and calls of a child, for the parent confirmed as caring."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.visits.queries.agreements import MINE, called
from carenet.visits.queries.photos import photos_of
from carenet.visits.queries.voice_notes import Told, voices_of

DIARY_SIZE: Final = 20
# A worry is for the director, so its column is not here; nor is anything a visitor found.
LINES: Final = """
select x.*, count(*) over () as total from (
  select 'day' as what, d.id, d.happened_at as at, d.on_day, d.person,
    jsonb_build_object('ate', d.ate, 'homework', d.homework, 'slept', d.slept, 'health', d.health, 'text', d.kind_line) as said
  from day_logs d where d.child = $1
  union all
  select 'call', f.id, f.happened_at, null, f.arranged_by, jsonb_build_object('kind', f.kind, 'minutes', f.minutes)
  from family_calls f where f.child = $1 and f.happened_at is not null) x
order by x.at desc, x.id desc limit $2 offset $3"""


@dataclass(frozen=True, slots=True)
class Line:
    """A day or a call, as the family reads it."""

    what: str
    at: datetime
    on_day: date | None
    who: str
    said: dict[str, Any]
    photos: tuple[UUID, ...]
    voices: tuple[Told, ...]


async def diary(child: UUID, page: int | None, *, by: Actor) -> tuple[str, Page[Line]]:
    """A child's given name, and what was written for the family, newest first; the reading is recorded.

    Raises:
        NotFound: no child of the actor's, or where it is is not told to them.

    """
    number, size, offset = place(page, DIARY_SIZE)
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(MINE, by.me, child, 1)
        if row is None or child not in await db.fetchval("select app.my_caring()"):
            raise NotFound
        rows = await db.fetch(LINES, child, size, offset)
        people = [one["person"] for one in rows if one["person"]]
        found = await db.fetch("select id, name from app.names_of($1)", people)
        names = {one["id"]: one["name"] for one in found}
        ids = [one["id"] for one in rows]
        photos, voices = await photos_of(ids, db, by=by), await voices_of(ids, db, by=by)
        await db.execute("select app.log_read($1, $2, $3)", child, ["records"], "family")
    lines = [
        Line(
            one["what"], one["at"], one["on_day"], names.get(one["person"], ""), one["said"],
            photos.get(one["id"], ()), voices.get(one["id"], ()),
        )
        for one in rows
    ]  # fmt: skip
    return called(row["name"]), Page(lines, number, size, rows[0]["total"] if rows else 0)
