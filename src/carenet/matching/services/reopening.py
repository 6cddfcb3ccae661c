"""An adult is lost after care began: what the child still needs is a need again, dated today."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.matching.facts import NeedsOpened
from carenet.matching.services.needs import open_needs_by_rule
from carenet.matching.services.urgent import begin_urgent, urgent_needs

NO_LONGER: Final = ("parents", "kin", "another", "boards", "grown")
"""What became of a placement that means that nobody is looked for."""
VILLAGES: Final = """
select distinct village from children where id = any($1::uuid[]) and left_on is null and merged_into is null"""
# A need that somebody wrote down by hand follows from no rule: it is opened again as it was.
BY_HAND: Final = """
insert into needs (id, child, village, service, subject, group_key, tier, reasons, opened_on, opened_by, wish, wants_sex)
select $2, n.child, c.village, n.service, n.subject, case when n.service <> 'peer' then n.group_key end,
  coalesce((select u.tier from urgencies u where u.child = n.child and u.ended_on is null), 3), n.reasons, $3,
  n.opened_by, n.wish, n.wants_sex
from placements p join needs n on n.id = p.need join children c on c.id = n.child
where p.id = $1 and p.ends_on is not null and n.rule is null and c.left_on is null and c.merged_into is null
  and not exists (select from placement_endings e where e.placement = p.id and e.withdrawn_at is null and e.outcome = any($4))
  and not exists (select from placements o where o.child = p.child and o.ends_on is null
    and (o.kind = p.kind or o.kind in ('full_care', 'half_care') and p.kind in ('full_care', 'half_care')))
on conflict do nothing returning village"""


async def reopen_needs(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of PlacementEnded: the child's needs are looked at at once, village by village.

    What the rules ask for, and what was asked for by hand and is not said to be over, is open again;
    a child at high risk without its proxy parent climbs at once like any other.
    """
    async with transaction(by) as db:
        for payload in payloads:
            await _by_hand(UUID(payload["placement"]), by)
        rows = await db.fetch(VILLAGES, [UUID(p["child"]) for p in payloads])
    for row in rows:
        await open_needs_by_rule(row["village"], f"{row['village']}~", by=by)


async def _by_hand(placement: UUID, by: Actor) -> None:
    async with transaction(by) as db:
        village = await db.fetchval("select village from placements where id = $1", placement)
        lo, hi = village, f"{village}~"
        before = await urgent_needs(db, lo, hi)
        opened = await db.fetch(BY_HAND, placement, uuid7(), clock.today(), list(NO_LONGER))
        if opened:
            await begin_urgent(db, lo, hi, before)
            await announce(NeedsOpened(lo, 1))
