"""Bots of staff groups in my area, and the offices that may have one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

BOTS_SHOWN_MAX: Final = 200
OFFICES_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class BotLine:
    """One bot, without its address, and what became of its last text."""

    id: UUID
    name: str
    provider: str
    office: str | None
    added_at: datetime
    state: str | None
    state_at: datetime | None
    state_because: str | None


async def bots(*, by: Actor) -> list[BotLine]:
    """The bots of my area."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select b.id, b.name, b.provider, coalesce(o.name, c.name) as office, b.added_at,
                 m.state, m.state_at, m.state_because
               from group_bots b left join organisations o on o.id = b.office
               left join centres c on c.id = b.office
               left join lateral (select x.state, x.state_at, x.state_because from outgoing x
                 where x.recipient = b.id order by x.created_at desc limit 1) m on true
               where b.ended_at is null order by office, b.name, b.id limit $1""",
            BOTS_SHOWN_MAX,
        )
    return [BotLine(**row) for row in rows]


async def offices(*, by: Actor) -> list[tuple[str, str]]:
    """The offices and centres of my area, for a choice."""
    los, his = [d.lo for d in by.duties], [d.hi for d in by.duties]
    async with reading(by) as db:
        rows = await db.fetch(
            """select x.id, x.name from (
                 select id, name, division from organisations where closed_on is null
                 union all select id, name, village from centres where closed_on is null) x
               where exists (select from unnest($1::text[], $2::text[]) d(lo, hi)
                 where x.division >= d.lo and x.division < d.hi)
               order by x.name, x.id limit $3""",
            los, his, OFFICES_MAX,
        )  # fmt: skip
    return [(str(r["id"]), r["name"]) for r in rows]
