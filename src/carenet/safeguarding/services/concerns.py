"""A worry about a child: written encrypted, the reporter sealed apart, a clock for the nine."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, hold_climb, start_climb
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind
from carenet.escalation.rules import CONCERN, MANDATORY, POLICIES
from carenet.escalation.services.telling import Matter, tell
from carenet.safeguarding.facts import ConcernRaised
from carenet.safeguarding.rules.concerns import must_be_reported

TAKEN_MINUTES: Final = 12 * 60
"""So long taking on one of the nine stops its clock (field judgement); only the police's receipt
and a second officer end it."""


def subject_of(concern: UUID) -> str:
    """How climbs and reminders name a concern."""
    return f"concern:{concern}"


async def raise_concern(
    child: UUID,
    kind: str,
    text: str,
    *,
    about: UUID | None = None,
    contact: str | None = None,
    by: Actor,
) -> UUID:
    """Write down a worry about a child one reaches.

    Args:
        child: whom it is about.
        kind: one of the nine situations, or another worry.
        text: in one's own words; only its encrypted form is stored.
        about: an officer or helper it is about, who is passed over.
        contact: how to reach the reporter, stored encrypted beside the reporter alone.
        by: the reporter.

    Raises:
        NotFound: the child lies outside the reporter's reach.

    """
    id_, reporter = uuid7(), uuid7()
    mandatory = must_be_reported(kind)
    async with transaction(by) as db:
        written = await db.fetchval(
            "select app.raise_concern($1, $2, $3, $4, $5, $6, $7, $8)",
            id_, child, kind, mandatory, seal(text, "concerns", "text", id_), about, reporter,
            seal(contact, "reporters", "words", reporter) if contact else None,
        )  # fmt: skip
        if not written:
            raise NotFound
        village = await db.fetchval("select village from children where id = $1", child)
        ladder = MANDATORY if mandatory else CONCERN
        await start_climb(
            ladder, subject_of(id_), clock.now(), POLICIES[ladder].steps, place=village
        )
        await announce(ConcernRaised(id_, child, mandatory))
    return id_


async def take_concern(concern: UUID, *, by: Actor) -> None:
    """Answer for a concern from now on.

    Raises:
        NeedsSecondFactor: one factor only.
        NotFound: no such concern within reach, or somebody took it on before.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        if not await db.fetchval("select app.take_concern($1)", concern):
            raise NotFound
        await hold_climb(MANDATORY, subject_of(concern), clock.now(), TAKEN_MINUTES, by=by)
        await end_climb(CONCERN, subject_of(concern), by=by, because="taken on")
        await db.execute("select app.audit('take concern', $1)", f"concern:{concern}")


async def tell_officers(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ConcernRaised: whoever answers for the village is told at once, with no detail.

    The database leaves out the person whom the concern is about.
    """
    async with transaction(by) as db:
        for payload in payloads:
            concern = UUID(str(payload["concern"]))
            for row in await db.fetch("select person, role from app.officers_for($1)", concern):
                await remind(
                    "concern.raised", f"concern:{concern}", row["person"], clock.now(), id=concern
                )


async def on_concern_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: nobody answered for a concern in its time, so it goes a level up.

    The person whom it is about is passed over at every level.
    """
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] not in (MANDATORY, CONCERN):
                continue
            concern = UUID(step["subject"].partition(":")[2])
            row = await db.fetchrow("select village, skips from app.concern_stands($1)", concern)
            if row is not None:
                about = frozenset([row["skips"]] if row["skips"] else [])
                matters.append(Matter(step, row["village"], about=about))
    await tell(matters, by=by)
