"""The officers' list of placements, and one placement with its history."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound

LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
LIST: Final = """
select p.id, p.child, p.village, p.kind, p.person, p.starts_on, p.planned_until, p.ends_on,
  c.name as child_name, (select w.name from app.names_of(array[p.person]) w) as adult,
  e.asked_at, count(*) over () as total
from placements p join children c on c.id = p.child
  left join lateral (select x.asked_at from placement_endings x
     where x.placement = p.id and x.received_at is null limit 1) e on true
where ($1::text is null or p.kind = $1) and ($2::text is null or p.village like $2 || '%')
  and case $3 when 'ended' then p.ends_on is not null
    when 'ending' then p.ends_on is null and e.asked_at is not null
    else p.ends_on is null end
order by p.village, c.sort_key, p.id limit $4 offset $5"""
STATES: Final = ("running", "ending", "ended")
SUCCESSORS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A placement in the list."""

    id: UUID
    child: UUID
    village: str
    kind: str
    person: UUID
    starts_on: Any
    planned_until: Any
    ends_on: Any
    child_name: str
    adult: str | None
    asked_at: Any

    @property
    def state(self) -> str:
        """Running, ending or ended."""
        if self.ends_on:
            return "ended"
        return "ending" if self.asked_at else "running"


async def placements(
    kind: str | None, village: str | None, state: str, number: int | None, *, by: Actor
) -> paging.Page[PlacementRow]:
    """A page of the placements of the area; each name shown is written in the read log."""
    page, size, offset = paging.place(number, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(LIST, kind, village, state, size, offset)
        await db.execute(LOG, [r["child"] for r in rows], ["name", "placement"], "placements")
    total = rows[0]["total"] if rows else 0
    found = [PlacementRow(**{k: v for k, v in r.items() if k != "total"}) for r in rows]
    return paging.Page(found, page, size, total)


async def placement_page(placement: UUID, *, by: Actor) -> dict[str, Any]:
    """One placement: who, since when, what is owed, what was said about its end.

    Raises:
        NotFound: no such placement within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            """select p.*, c.name as child_name,
                 (select w.name from app.names_of(array[p.person]) w) as adult
               from placements p join children c on c.id = p.child where p.id = $1""",
            placement,
        )
        if row is None or not (by.is_officer or row["person"] == by.person):
            raise NotFound
        owed = await db.fetch(
            """select o.kind, o.due_on, o.met_at, o.missed_at, x.because as exempted
               from obligations o left join lateral (select e.because from exemptions e
                 where e.obligation = o.id limit 1) x on true
               where o.placement = $1 order by o.due_on desc limit 50""",
            placement,
        )
        endings = await db.fetch(
            """select asked_at, because, received_at,
                 (select w.name from app.names_of(array[receiver]) w) as receiver
               from placement_endings where placement = $1 order by asked_at limit 20""",
            placement,
        )
        handovers = await db.fetch(
            """select proposed_at, because, answered_at, answer,
                 (select w.name from app.names_of(array[successor]) w) as successor
               from handovers where placement = $1 order by proposed_at limit 20""",
            placement,
        )
        family = await db.fetch(
            """select person, relation, (select w.name from app.names_of(array[person]) w) as name
               from guardians where child = $1 and ends_on is null
               union select person, relation, (select w.name from app.names_of(array[person]) w)
               from carers where child = $1 and ends_on is null""",
            row["child"],
        )
        successors = await _successors(db, row) if by.is_officer else []
        await db.execute(LOG, [row["child"]], ["name", "placement"], "placements")
    return dict(row) | {
        "owed": [dict(o) for o in owed], "endings": [dict(e) for e in endings],
        "handovers": [dict(h) for h in handovers], "family": [dict(f) for f in family],
        "successors": successors,
        "ending": row["ends_on"] is None and any(e["received_at"] is None for e in endings),
    }  # fmt: skip


SERVICE: Final = {"full_care": "host_family", "half_care": "host_family"}


async def _successors(db: Any, row: Any) -> list[tuple[UUID, str]]:
    """Who could take over: cleared, not kept apart, with room left, within the officer's county."""
    found = await db.fetch(
        """select s.person, w.name from app.supply($1, $2, current_date) s
             cross join lateral app.names_of(array[s.person]) w
           where s.person <> $3 and not s.suspended and s.load < s.capacity and s.home_cleared
             and (s.tier = 'cleared' or $1 = 'paired_teacher')
             and exists (select from people p where p.id = s.person)
             and not app.restricted(s.person, $4) order by w.name limit $5""",
        SERVICE.get(row["kind"], row["kind"]),
        row["village"][:6],
        row["person"],
        row["child"],
        SUCCESSORS_MAX,
    )
    return [(r["person"], r["name"]) for r in found]
