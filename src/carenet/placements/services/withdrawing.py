"""A yes or a clearance is gone: what rested on it ends, and no child falls between two adults."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import start_climb
from carenet.core.refusals import N_
from carenet.escalation.rules import COVER, POLICIES
from carenet.matching.services import withdraw_for_consent
from carenet.placements.facts import BackupChanged, PlacementEnded, PlacementEnding
from carenet.placements.rules import ends_at_once
from carenet.placements.services.ending import close

TAKEN_BACK: Final = N_("The guardian took the consent back.")
NOT_CLEARED: Final = N_("An adult is not cleared any more.")
SYSTEM: Final = UUID(int=0)


async def end_for_withdrawn_consent(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ConsentWithdrawn: proposals end, placements end; a full-care home stays *ending*."""
    for payload in payloads:
        child, purpose = UUID(payload["child"]), payload["purpose"]
        async with transaction(by) as db:
            await withdraw_for_consent(child, purpose, by=by)
            rows = await db.fetch(
                """select p.id, p.child, p.village, p.person, p.kind from placements p
                   where p.child = $1 and app.consent_for(p.kind) = $2 and p.ends_on is null
                     and not app.consented(p.child, $2, app.local_today())
                     and not exists (select from placement_endings e
                       where e.placement = p.id and e.received_at is null and e.withdrawn_at is null)
                   order by p.id for update of p""",
                child,
                purpose,
            )
            for row in rows:
                await _end(db, row, by, TAKEN_BACK)


_UNCLEARED: Final = """
select p.id, p.child, p.village, p.person, p.kind from placements p
where p.ends_on is null and p.kind in ('full_care', 'half_care', 'proxy_parent', 'tutoring', 'peer')
  and (p.person = $1 or p.host_family in (select a.family from host_family_adults a
    where a.person = $1 and a.left_on is null))
  and (p.kind = 'full_care' or app.suspended($1))
  and app.tier_on($1, app.local_today()) is distinct from 'cleared'
  and not exists (select from placement_endings e where e.placement = p.id and e.received_at is null and e.withdrawn_at is null)
order by p.id for update of p limit 200"""


async def end_for_lost_clearance(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of PersonSuspended and ClearanceChanged: without clearance no child stays with the adult.

    What can end at once ends; a full-care home, also of another adult in it, stays *ending* until
    a named person receives the child.
    """
    for person in dict.fromkeys(UUID(str(fact["person"])) for fact in payloads):
        async with transaction(by) as db:
            for row in await db.fetch(_UNCLEARED, person):
                await _end(db, row, by, NOT_CLEARED)


async def drop_promises(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ClearanceChanged: what an adult promised for days without clearance is asked of others.

    Setting somebody aside does the same in its own transaction.
    """
    now = clock.now()
    for person in dict.fromkeys(UUID(str(fact["person"])) for fact in payloads):
        async with transaction(by) as db:
            await db.execute("select app.drop_covers($1, $2)", person, now)
            await db.execute("select app.drop_handovers($1, $2, $3)", person, now, SYSTEM)


async def seek_cover(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of CoverLost: that nobody has agreed climbs until somebody does."""
    async with transaction(by):
        for one in payloads:
            subject = f"backup:{one['backup']}"
            await start_climb(
                COVER, subject, clock.now(), POLICIES[COVER].steps, place=one["village"]
            )
            ids = (UUID(one["backup"]), UUID(one["placement"]))
            before = UUID(one["before"]) if one["before"] else None
            await announce(BackupChanged(*ids, one["what"], None, before))


async def _end(db: Scope, row: Mapping[str, Any], by: Actor, because: str) -> None:
    at_once = ends_at_once(row["kind"], receiver_is_family=False)
    await db.execute(
        """insert into placement_endings (id, placement, child, village, asked_by, because, received_at)
           values ($1, $2, $3, $4, $5, $6, case when $7 then now() end)""",
        uuid7(), row["id"], row["child"], row["village"], SYSTEM, because, at_once,
    )  # fmt: skip
    told = (row["id"], row["child"], row["person"], row["kind"])
    if at_once:
        await close(row["id"], because, by=by)
        await announce(PlacementEnded(*told))
    else:
        await announce(PlacementEnding(*told))
