"""A worry about a child: written encrypted, the reporter sealed apart, a clock for the nine."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import remind
from carenet.safeguarding.facts import ConcernRaised
from carenet.safeguarding.rules.concerns import must_be_reported


class NotClosedYet(Refusal):
    """A concern cannot be closed like this."""

    msgid = N_(
        "This cannot be closed yet: somebody must have taken it on, and one of the nine situations needs the number of the police receipt."
    )


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
        await db.execute("select app.audit('take concern', $1)", f"concern:{concern}")


async def close_concern(concern: UUID, outcome: str, receipt: str | None, *, by: Actor) -> None:
    """A concern is settled: what came of it, and for one of the nine the police's receipt.

    Raises:
        NeedsSecondFactor: one factor only.
        NotClosedYet: nobody took it on, or the receipt is missing.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        if not await db.fetchval("select app.close_concern($1, $2, $3)", concern, receipt, outcome):
            raise NotClosedYet
        await db.execute("select app.audit('close concern', $1)", f"concern:{concern}")


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
