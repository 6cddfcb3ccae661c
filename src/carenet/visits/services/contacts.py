"""A proxy parent or teacher called, wrote to or met a child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.placements.services import meet_obligations
from carenet.visits.facts import ContactLogged, WorryRaised
from carenet.visits.rules import MEETS, State, check_when, when_written
from carenet.visits.services.photos import keep_photos
from carenet.visits.services.records import When, hold_children, moment_of
from carenet.visits.services.reporting import MAY_VISIT
from carenet.visits.services.voice_notes import Voice, keep_voice


@dataclass(frozen=True, slots=True)
class Spoken:
    """How somebody was in touch with a child."""

    kind: str
    place: str | None = None
    minutes: int | None = None
    state: State | None = None
    note: str | None = None
    on_day: date | None = None
    at_time: time | None = None


async def log_contact(
    children: Sequence[UUID],
    spoken: Spoken,
    *,
    written_at: datetime | None = None,
    pictures: Sequence[bytes] = (),
    voice: Voice | None = None,
    by: Actor,
) -> list[UUID]:
    """Write down a call, a message or a meeting: one record a child; what was owed is met by it.

    Raises:
        MayNot: the actor stands beside no child.
        NotFound: a child is not within the actor's reach.
        CannotLog: a time to come or long ago, or a picture without the family's yes.

    """
    by.needs(*MAY_VISIT)
    now = clock.now()
    at = moment_of(spoken.on_day, spoken.at_time, when_written(written_at, now))
    check_when(at, now)
    made = []
    async with transaction(by) as db:
        found = await hold_children(db, children)
        for child in found:
            id_ = uuid7()
            await db.execute(
                """insert into contacts (id, child, village, person, kind, place, minutes, state, note,
                     happened_at, received_at, offline)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
                id_, child.id, child.village, by.me, spoken.kind, spoken.place, spoken.minutes,
                spoken.state, spoken.note, at, now, written_at is not None,
            )  # fmt: skip
            await meet_obligations(child.id, by.me, MEETS[spoken.kind], at, f"contact:{id_}", by=by)
            await announce(ContactLogged(id_, child.id, by.me, spoken.kind))
            if spoken.state is State.WORRIED:
                await announce(WorryRaised(f"contact:{id_}", child.id, child.village, by.me))
            made.append(id_)
        when = When(at, now, offline=written_at is not None)
        whose = list(zip(found, made, strict=True))
        await keep_photos("contact", whose, pictures, when, by=by)
        await keep_voice("contact", whose, voice, when, by=by)
    return made
