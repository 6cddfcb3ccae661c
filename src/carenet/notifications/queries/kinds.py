"""How often each kind of message was said in the last days: figures, nobody's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import definer, reading

DAYS: Final = 30
OF_AREA: Final = """
select o.kind, count(*) filter (where o.state in ('sent', 'delivered')) as sent,
  count(*) filter (where o.state = 'failed') as failed, count(*) filter (where o.state = 'uncertain') as uncertain,
  count(o.uncertain_at) as once
from outgoing o where o.created_at > $1 group by o.kind"""
EVERYWHERE: Final = "select * from app.kind_states($1)"


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind in the last days: sent or arrived, failed, uncertain now, and uncertain once."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    once: int = 0


async def tallies(now: datetime, *, by: Actor) -> dict[str, Tally]:
    """By kind: an officer's own area by row security; figures alone of everything for the administrator."""
    since = now - timedelta(days=DAYS)
    rows: list[Any]
    if by.is_officer:
        async with reading(by) as db:
            rows = list(await db.fetch(OF_AREA, since))
    else:
        rows = await definer(EVERYWHERE, since)
    return {r["kind"]: Tally(r["sent"], r["failed"], r["uncertain"], r["once"]) for r in rows}
