"""The officers' list of placements, and one placement with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.placements.queries.backups import OF_PLACEMENT
from carenet.placements.queries.successors import successors_of
from carenet.placements.rules import state_of

LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
LIST: Final = """
select p.id, p.child, p.village, p.kind, p.person, p.starts_on, p.planned_until, p.ends_on,
  c.name as child_name, (select w.name from app.names_of(array[p.person]) w) as adult,
  e.asked_at, count(*) over () as total
from placements p join children c on c.id = p.child
  left join lateral (select x.asked_at from placement_endings x
     where x.placement = p.id and x.received_at is null and x.withdrawn_at is null limit 1) e on true
where ($1::text is null or p.kind = $1) and ($2::text is null or p.village like $2 || '%')
  and case $3 when 'ended' then p.ends_on is not null
    when 'ending' then p.ends_on is null and e.asked_at is not null
    when 'unreviewed' then p.ends_on is null and p.kind in ('full_care', 'half_care', 'proxy_parent', 'centre_place')
      and exists (select from terms t where app.local_today() between t.starts_on and t.ends_on
        and starts_with(p.village, rtrim(t.division, '0'))
        and not exists (select from placement_reviews r where r.placement = p.id and r.term = t.id))
    else p.ends_on is null end
order by p.village, c.sort_key, p.id limit $4 offset $5"""
STATES: Final = ("running", "ending", "unreviewed", "ended")


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


ONE: Final = """
select p.*, c.name as child_name, (select w.name from app.names_of(array[p.person]) w) as adult
from placements p join children c on c.id = p.child where p.id = $1"""
TERM: Final = """
select name from terms where $2 between starts_on and ends_on and starts_with($1, rtrim(division, '0'))
order by starts_on desc limit 1"""
OWED: Final = """select o.kind, o.due_on, o.met_at, o.missed_at, x.because as exempted,
          (select w.name from app.names_of(array[o.person]) w where o.person <> p.person) as passed_to
        from obligations o join placements p on p.id = o.placement left join lateral (select e.because from exemptions e
          where e.obligation = o.id limit 1) x on true
        where o.placement = $1{} order by o.due_on desc limit 50"""
REVIEWS: Final = """select r.on_day, {} as child_said, r.goes_on, {} as note, t.name as term
        from placement_reviews r join terms t on t.id = r.term where r.placement = $1 order by r.on_day desc limit 12"""
PARTS: Final = {
    "owed": OWED.format(" and o.kind <> 'hosted_talk'"),
    "reviews": REVIEWS.format("null", "null"),
    "endings": """select id, asked_at, because, received_at, outcome, goodbye_on, goodbye_note, withdrawn_at, withdrawn_because,
          (select w.name from app.names_of(array[receiver]) w) as receiver
        from placement_endings where placement = $1 order by asked_at limit 20""",
    "siblings": """select distinct c.id, c.name, o.id as placement, (select w.name from app.names_of(array[o.person]) w) as adult,
          (o.person = p.person or o.host_family = p.host_family) as same
        from placements p join household_members m on m.child = p.child and m.ends_on is null
        join household_members n on n.household = m.household and n.child <> m.child and n.ends_on is null
        join children c on c.id = n.child and c.left_on is null
        join placements o on o.child = c.id and o.kind = p.kind and o.ends_on is null
        where p.id = $1 order by c.name limit 10""",
    "handovers": """select id, proposed_at, because, answered_at, answer, overlap_on, done_at,
          overlap_done_on, overlap_note, withdrawn_at,
          (select w.name from app.names_of(array[successor]) w) as successor
        from handovers where placement = $1 order by proposed_at limit 20""",
    "covers": OF_PLACEMENT,
    "family": """select k.person, k.relation, (select w.name from app.names_of(array[k.person]) w) as name
        from placements p cross join lateral (
          select person, relation from guardians where child = p.child and ends_on is null
          union select person, relation from carers where child = p.child and ends_on is null) k
        where p.id = $1 and k.person is not null""",
}
OFFICE_PARTS: Final = {
    "owed": OWED.format(""),
    "reviews": REVIEWS.format("r.child_said", "r.note"),
    "apart": """select r.because, r.at, r.said_on, (select w.name from accounts a, app.names_of(array[a.person]) w where a.id = r.by) as who
        from placements p join apart_reasons r
          on r.kind = case when p.kind in ('full_care', 'half_care') then 'host' else p.kind end
        where p.id = $1 and (r.child = p.child and r.person = p.person or exists (
          select from household_members m join household_members n on n.household = m.household and n.ends_on is null
          join placements o on o.child = n.child and o.kind = p.kind and o.ends_on is null
          where m.child = p.child and m.ends_on is null and n.child = r.child and n.child <> p.child
            and o.person = r.person and o.person <> p.person)) order by r.at desc limit 10""",
}
"""Why brothers and sisters are apart is the offices' to read; so is what a child says of the adult, and its talks."""


async def placement_page(placement: UUID, *, by: Actor) -> dict[str, Any]:
    """One placement: who, since when, what is owed, who stands in, what was said about its end.

    Raises:
        NotFound: no such placement within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(ONE, placement)
        if row is None or not (by.is_officer or row["person"] == by.person):
            raise NotFound
        beside = by.is_officer and row["person"] != by.person
        parts = await db.gather(PARTS | OFFICE_PARTS if beside else PARTS, placement)
        successors = await successors_of(db, row) if by.is_officer else []
        term = await db.fetchval(TERM, row["village"], clock.today())
        named = [row["child"], *(s["id"] for s in parts["siblings"])]
        await db.execute(LOG, named, ["name", "placement"], "placements")
    return dict(row) | {"apart": []} | parts | {
        "covers": [c | {"state": _state(c)} for c in parts["covers"]],
        "officer": by.is_officer, "keeps": by.is_officer or row["person"] == by.person, "successors": successors,
        "ending": row["ends_on"] is None and any(
            e["received_at"] is None and e["withdrawn_at"] is None for e in parts["endings"]
        ),
        "reviewed": any(r["term"] == term for r in parts["reviews"]), "term": term,
    }  # fmt: skip


def _state(cover: Mapping[str, Any]) -> str:
    return state_of(
        cover["person"], (cover["starts_at"], cover["ends_at"]), cover["accepted_at"],
        cover["gave_up_at"], cover["closed_at"], clock.now(),
    )  # fmt: skip
