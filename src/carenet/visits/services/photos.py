"""Pictures that come with a record: kept where the family said yes, gone when it says no."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.files import destroy_sealed, in_thread, put_sealed, sealed_ids
from carenet.core.refusals import N_, NotFound
from carenet.visits.rules import CannotLog
from carenet.visits.services.records import About, When

NO_CONSENT: Final = N_(
    "A family has not agreed to pictures of its child. Please take the picture out and save again."
)
WITHDRAWN: Final = N_("The family does not agree to pictures any more.")
FORGET_AT_ONCE: Final = 200
ORPHAN_AGE: Final = timedelta(hours=2)
"""How old a picture without a row must be: younger ones may belong to a record just being written."""
GONE_MAX: Final = 5000

AGREED: Final = """
select bool_and(app.consented(c, 'photo', app.local_today())) from unnest($1::uuid[]) c"""
WRITE: Final = """
insert into photos (id, picture, child, village, person, what, record, size, happened_at, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
REMOVE: Final = """
update photos set removed_at = now(), removed_because = $2
where removed_at is null and picture = any ($1)"""
NO_LONGER: Final = """
select distinct x.picture from photos x where x.removed_at is null
  and ($1::uuid is null or x.child = $1) and not app.photo_agreed(x.picture) limit $2"""


async def keep_photos(
    what: str,
    records: Sequence[tuple[About, UUID]],
    pictures: Sequence[bytes],
    when: When,
    *,
    by: Actor,
) -> None:
    """Keep the pictures of one form: a row for each child it is about, the bytes once, encrypted.

    Args:
        what: the kind of record: day, visit, contact.
        records: the children with the id of each one's record.
        pictures: drawn anew already.
        when: when it was.
        by: who took them; the verb's transaction is open.

    Raises:
        CannotLog: a child's family has not agreed to pictures.

    """
    if not pictures:
        return
    async with transaction(by) as db:
        if not await db.fetchval(AGREED, [child.id for child, _ in records]):
            raise CannotLog(NO_CONSENT, "photo")
        for one in pictures:
            picture = uuid7()
            await put_sealed(picture, one)
            for child, record in records:
                await db.execute(
                    WRITE, uuid7(), picture, child.id, child.village, by.me, what, record, len(one),
                    when.happened_at, when.received_at,
                )  # fmt: skip


async def remove_photo(photo: UUID, because: str, *, by: Actor) -> None:
    """Take a picture out: its writer, an officer of the place, or the caring parent.

    Raises:
        NotFound: it is not there for the actor.

    """
    async with transaction(by) as db:
        picture: UUID | None = await db.fetchval("select app.remove_photo($1, $2)", photo, because)
    if picture is None:
        raise NotFound
    await destroy_sealed(picture)


async def _forget(db: Scope, child: UUID | None) -> list[UUID]:
    rows = await db.fetch(NO_LONGER, child, FORGET_AT_ONCE)
    pictures = [row["picture"] for row in rows]
    await db.execute(REMOVE, pictures, WITHDRAWN)
    return pictures


async def forget_photos(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ConsentWithdrawn: nobody sees them since the family's word; now the bytes go too."""
    for payload in payloads:
        if payload["purpose"] != "photo":
            continue
        while True:
            async with transaction(by) as db:
                pictures = await _forget(db, UUID(payload["child"]))
            for picture in pictures:
                await destroy_sealed(picture)
            if len(pictures) < FORGET_AT_ONCE:
                break


async def sweep_sealed(now: datetime, *, by: Actor) -> int:
    """At night: what a consent that ran out leaves, and bytes that no row tells of; how many went."""
    async with transaction(by) as db:
        pictures = await _forget(db, None)
    old = await in_thread(sealed_ids, (now - ORPHAN_AGE).timestamp(), GONE_MAX)
    async with transaction(by) as db:
        rows = await db.fetch(
            """select picture from photos where removed_at is null and picture = any ($1)
               union select picture from paper_sheets where picture = any ($1)
               union select sound from voice_notes where removed_at is null and sound = any ($1)""",
            old,
        )
    kept = {row["picture"] for row in rows}
    gone = {*pictures, *(one for one in old if one not in kept)}
    for picture in gone:
        await destroy_sealed(picture)
    return len(gone)
