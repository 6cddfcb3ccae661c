"""A placement begins: the helper's yes, the reach, the load, what is owed first, in one transaction."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, Refusal
from carenet.matching.rules import SHAPES, Service
from carenet.matching.services import settle_proposal
from carenet.people.services import take_load
from carenet.placements.facts import PlacementBegan
from carenet.placements.rules import carried_on, first_obligations
from carenet.placements.services.obligations import remind_of
from carenet.placements.services.passing_on import take_over

SENTENCES: Final = {
    "CN001": N_("This is not possible now. Please call the township office."),
    "CN003": N_(
        "You have as many children as was agreed. Please call the township office if you can take more."
    ),
    "CN004": N_("The family has not agreed, or has withdrawn its yes."),
    "CN008": N_("This home does not take this child. Please choose another home."),
    "CN010": N_(
        "A step before the approval is missing, or its year is over. Your own page shows which."
    ),
    "CN022": N_(
        "Unrelated boys and girls from seven need rooms of their own, and there is one room."
    ),
    "CN023": N_(
        "Relatives who keep a child are its carers and no host family. Please call the township office."
    ),
}


class CannotBegin(Refusal):
    """The database holds something that forbids the placement."""


async def accept_proposal(proposal: UUID, *, by: Actor) -> list[UUID]:
    """The helper says yes; brothers and sisters of one household begin together. The placements.

    1. The proposal is settled and the reach opened, by the one it was proposed to, once, in time.
    2. Each placement is written; PostgreSQL asks again for clearance, consent, restriction, room.
    3. The load, the first obligations and their reminders. A refusal anywhere undoes everything.

    Raises:
        NotFound: it was not proposed to the actor.
        TooLate: answered, withdrawn or past its time.
        CannotBegin: clearance, consent or room no longer allow it.

    """
    try:
        async with transaction(by) as db:
            settled = await settle_proposal(proposal, by=by)
            begun = []
            for one in settled:
                service = Service(one.service)
                home = await _home(db, by) if service is Service.HOST_FAMILY else None
                kind = "half_care" if home and not home["full_care"] else SHAPES[service].kind
                until = await db.fetchval("select ends_on from offers where id = $1", one.offer)
                row = {
                    "id": one.placement, "child": one.child, "village": one.village, "kind": kind,
                    "person": by.me, "host_family": home["id"] if home else None,
                    "need": one.need, "proposal": one.proposal, "until": until,
                }  # fmt: skip
                await begin(db, row, one.tier, by)
                begun.append(one.placement)
            return begun
    except asyncpg.UniqueViolationError:
        raise CannotBegin(SENTENCES["CN001"]) from None
    except asyncpg.PostgresError as wrong:
        raise _refusal(wrong) from None


def _refusal(wrong: asyncpg.PostgresError) -> Exception:
    sentence = SENTENCES.get(wrong.sqlstate or "")
    return CannotBegin(sentence) if sentence else wrong


async def _home(db: Scope, by: Actor) -> asyncpg.Record | None:
    return await db.fetchrow(
        """select f.id, f.full_care from host_families f join host_family_adults a on a.family = f.id
           where a.person = $1 and a.left_on is null and f.left_on is null
           order by f.id limit 1""",
        by.me,
    )


async def begin(db: Scope, row: dict[str, Any], tier: int, by: Actor) -> None:
    """Write a placement whose reach is open already, with its load and what it owes first.

    Args:
        db: the verb's open transaction.
        row: the placement; after a handover also `owed_before`, day by kind, and `met_on`.
        tier: how urgent the child is.
        by: who begins it.

    """
    today = clock.today()
    child_voice = await db.fetchval(
        """select x.child_voice from consents x where x.child = $1 and x.agreed
           order by x.given_at desc limit 1""",
        row["child"],
    )
    await db.execute(
        """insert into placements (id, child, village, kind, person, host_family, organisation, need,
             proposal, planned_from, planned_until, starts_on, overnight, created_by, child_voice)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12, $13, $14)""",
        row["id"], row["child"], row["village"], row["kind"], row["person"], row["host_family"],
        row.get("organisation"), row["need"], row.get("proposal"), today, row.get("until"),
        1 if row["kind"] == "full_care" else 0, by.id, child_voice,
    )  # fmt: skip
    await take_load(row["person"], clock.now(), because=f"placement:{row['id']}", by=by)
    before = row.get("owed_before", {})
    for first in first_obligations(row["kind"], tier, today):
        owed = carried_on(first, before.get(first.kind), row.get("met_on"))
        if await take_over(db, row["child"], row["id"], row["person"], owed, by=by):
            continue
        obligation = uuid7()
        await db.execute(
            """insert into obligations (id, child, village, placement, person, kind, opens_on, due_on)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            obligation, row["child"], row["village"], row["id"], row["person"], owed.kind,
            owed.opens_on, owed.due_on,
        )  # fmt: skip
        await remind_of(obligation, row["person"], owed.kind, owed.due_on)
    await announce(PlacementBegan(row["id"], row["child"], row["person"], row["kind"]))
