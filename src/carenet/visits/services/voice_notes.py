"""Words spoken instead of typed: kept as sound with the record they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.files import destroy_sealed, put_sealed
from carenet.core.refusals import NotFound
from carenet.core.sounds import Sound
from carenet.visits.services.records import About, When

WRITE: Final = """
insert into voice_notes (id, sound, child, village, person, what, record, seconds, size, for_family, happened_at,
  received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording that came with a form; may the parents hear it too?"""

    sound: Sound
    for_family: bool = False


async def keep_voice(
    what: str, records: Sequence[tuple[About, UUID]], voice: Voice | None, when: When, *, by: Actor
) -> None:
    """Keep what was spoken into one form: a row for each child it is about, the sound once, encrypted.

    Args:
        what: the kind of record: day, visit, contact.
        records: the children with the id of each one's record.
        voice: the sound, its header written anew already; none where nothing was spoken.
        when: when it was.
        by: who spoke; the verb's transaction is open.

    """
    if voice is None:
        return
    kept = uuid7()
    await put_sealed(kept, voice.sound.data)
    async with transaction(by) as db:
        await db.executemany(
            WRITE,
            [
                (
                    uuid7(), kept, child.id, child.village, by.me, what, record, voice.sound.seconds,
                    len(voice.sound.data), voice.for_family, when.happened_at, when.received_at,
                )
                for child, record in records
            ],
        )  # fmt: skip


async def remove_voice_note(note: UUID, because: str, *, by: Actor) -> None:
    """Take a voice note out: who spoke it, or an officer of the place.

    Raises:
        NotFound: it is not there for the actor.

    """
    async with transaction(by) as db:
        sound: UUID | None = await db.fetchval(
            "select app.remove_voice_note($1, $2)", note, because
        )
    if sound is None:
        raise NotFound
    await destroy_sealed(sound)
