"""Today's calls: messages whose way is a call or a walk by one of us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading

CALLS_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One person to call or to visit, and what to say."""

    id: UUID
    person: UUID
    name: str | None
    initials: str | None
    division: str | None
    words_to_say: str
    urgent: bool
    created_at: datetime
    way: str | None
    value: str | None
    via: str | None
    expires_at: datetime | None
    outcome: str | None
    officer: str | None
    mine: bool
    tier: int | None

    @property
    def number(self) -> str:
        """A short number that finds the line again, for a sheet of paper without names."""
        return self.id.hex[-6:].upper()


@dataclass(frozen=True, slots=True)
class Calls:
    """What is to be said today: danger first, then by how urgently their children need somebody."""

    open: list[Call]
    done_today: int


async def calls(day_begins: datetime, *, by: Actor) -> Calls:
    """The open calls of my area, or those given to me."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select c.id, c.recipient as person, coalesce(p.name, m.name) as name,
                 coalesce(p.initials, m.initials) as initials, c.division, c.words_to_say, c.urgent,
                 c.created_at, coalesce(w.kind, m.way) as way, coalesce(w.value, m.value) as value,
                 coalesce(w.via, m.via) as via, o.expires_at, c.outcome, f.name as officer,
                 coalesce(c.for_person = $2, false) as mine, u.tier
               from call_tasks c left join people p on p.id = c.recipient
               left join app.my_calls() m on m.call = c.id
               left join outgoing o on o.id = c.outgoing
               left join people f on f.id = c.for_person
               left join lateral (select min(y.tier) as tier from urgencies y
                 where y.ended_on is null and y.child in (
                   select k.child from carers k where k.person = c.recipient and k.ends_on is null
                   union all select g.child from guardians g
                   where g.person = c.recipient and g.ends_on is null)) u on true
               left join lateral (select x.kind, x.value, x.via from contact_ways x
                 where x.person = c.recipient and x.ended_on is null and x.kind <> 'email'
                 order by x.works desc, x.rank limit 1) w on true
               where c.done_at is null and c.withdrawn_at is null
               order by c.urgent desc, u.tier nulls last, mine desc, c.created_at, c.id
               limit $1""",
            CALLS_SHOWN_MAX,
            by.person,
        )
        done = await db.fetchval("select count(*) from call_tasks where done_at >= $1", day_begins)
    return Calls([Call(**row) for row in rows], done)
