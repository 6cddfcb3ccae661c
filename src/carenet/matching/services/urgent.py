"""A child at high risk that came to need a proxy parent is told of at once, and climbs until somebody is asked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.clock import SHANGHAI
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.escalation.rules import POLICIES, URGENT_NEED
from carenet.escalation.services.telling import Matter, tell
from carenet.matching.rules import HIGH_TIER_MAX

BUNDLE: Final = "needs.urgent"
OPEN: Final = f"""
select n.id, n.child, n.village from needs n
where n.village >= $1 and n.village < $2 and n.service = 'proxy_parent' and n.tier <= {HIGH_TIER_MAX}
  and n.met_at is null and n.closed_at is null order by n.id"""
UNDECIDED: Final = f"""
select n.child, n.village, coalesce(d.name, n.village) as place from needs n
  join children c on c.id = n.child left join divisions d on d.code = n.village
where n.id = $1 and n.met_at is null and n.closed_at is null and n.tier <= {HIGH_TIER_MAX}
  and c.left_on is null and c.merged_into is null
  and not exists (select from proposals p where p.need = n.id and p.state in ('published', 'agreed', 'accepted'))"""

Waiting = dict[UUID, tuple[UUID, str]]
"""Needs, each with its child and village."""


async def urgent_needs(db: Scope, lo: str, hi: str) -> Waiting:
    """The open needs of an area for a proxy parent within the days a child at high risk may wait."""
    rows = await db.fetch(OPEN, lo, hi)
    return {r["id"]: (r["child"], r["village"]) for r in rows}


async def begin_urgent(db: Scope, lo: str, hi: str, before: Waiting) -> None:
    """Let those climb that are urgent now and were not `before`; the first step tells at once."""
    now = clock.now()
    for need, (child, village) in (await urgent_needs(db, lo, hi)).items():
        if need not in before:
            await start_climb(
                URGENT_NEED, f"need:{child}:{need}", now, POLICIES[URGENT_NEED].steps, place=village
            )


async def on_urgent_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: an urgent need is new, or nobody has been asked in its time."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != URGENT_NEED:
                continue
            row = await db.fetchrow(UNDECIDED, UUID(step["subject"].rpartition(":")[2]))
            if row is not None:
                values = {
                    "place": row["place"],
                    "time": f"{clock.now().astimezone(SHANGHAI):%H:%M}",
                }
                matters.append(
                    Matter(step, row["village"], child=row["child"], values=values, bundle=BUNDLE)
                )
    await tell(matters, by=by)
