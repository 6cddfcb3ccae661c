"""A child who drops in at a place: the short record, taken at the door and nobody turned away."""

from uuid import UUID

from carenet.children.services.reaches import grant_reach
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.pinyin import search_keys


async def take_in(
    name: str,
    village: str,
    *,
    by: Actor,
    because: str,
    class_said: str | None = None,
    fetched_by: str | None = None,
    phone: str | None = None,
    allergy: str | None = None,
) -> UUID:
    """Write the short record of a child: name, class, who fetches, one phone, allergy; its id.

    A lead who takes it in reaches it, `because` naming what gives that.
    """
    made, keys = uuid7(), search_keys(name)
    async with transaction(by) as db:
        await db.execute(
            """insert into children (id, village, name, sort_key, initials, pinyin, short_record,
                 class_said, allergy, created_at, created_by, languages)
               values ($1, $2, $3, $4, $5, $6, true, $7, $8, $9, $10, '{}')""",
            made, village, name, keys.sort_key, keys.initials, keys.pinyin, class_said, allergy,
            clock.now(), by.id,
        )  # fmt: skip
        if not by.is_officer:
            await grant_reach(by.me, made, because, by=by)
        if fetched_by:
            await note_fetcher(made, village, fetched_by, by=by, phone=phone)
    return made


async def note_fetcher(
    child: UUID, village: str, name: str, *, by: Actor, phone: str | None = None
) -> None:
    """Whoever the family names may fetch the child from now on; a name on the list stays as it is."""
    async with transaction(by) as db:
        await db.execute(
            """insert into pickup_people (id, child, village, name, phone, agreed_on)
               select $1, $2, $3, $4::varchar, $5, $6 where not exists (select from pickup_people p
                 where p.child = $2 and p.name = $4::varchar and p.ended_on is null)""",
            uuid7(), child, village, name, phone, clock.today(),
        )  # fmt: skip
