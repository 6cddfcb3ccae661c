"""The children at high risk of an area without a proxy parent, and what a draft proposes for each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.matching.rules import BETWEEN_DAYS, HIGH_TIER_MAX

# A director reads no round of the township; what stands in one for the village is read all the same.
LIST: Final = f"""
select n.child, c.name, n.village, n.tier, n.opened_on, p.state, coalesce(p.person, s.person) as person,
  coalesce(p.terms, s.terms) as terms, w.name as helper, p.state is null and s.id is not null as by_price,
  s.price, s.others, s.made_at, l.at as declined_at, r.id as round, count(*) over () as total
from needs n join children c on c.id = n.child and c.left_on is null and c.merged_into is null
left join lateral (select x.state, x.person, x.terms from proposals x where x.need = n.id
  and x.state in ('draft', 'locked', 'published', 'agreed', 'accepted')
  order by x.state in ('draft', 'locked'), x.id desc limit 1) p on true
left join need_suggestions s on s.need = n.id and p.state is null and s.made_at > $1::timestamptz - interval '{BETWEEN_DAYS} days'
left join lateral (select max(d.at) as at from proposals x join proposal_decisions d on d.proposal = x.id
  where x.need = n.id and d.what in ('declined', 'lapsed', 'withdrawn')) l on true
left join lateral app.names_of(array[coalesce(p.person, s.person)]) w on true
left join lateral (select m.id from matching_rounds m where m.state in ('draft', 'published')
  and m.lo <= n.village and n.village < m.hi and n.service = any(m.also || m.service)
  and m.solved_at > $1::timestamptz - interval '{BETWEEN_DAYS} days' order by m.solved_at desc limit 1) r on true
where n.service = 'proxy_parent' and n.tier <= {HIGH_TIER_MAX} and n.met_at is null and n.closed_at is null
order by p.state is not null, n.tier, n.opened_on, n.id limit $2 offset $3"""


@dataclass(frozen=True, slots=True)
class Urgent:
    """A child that needs a proxy parent soon; `round` is one whose prices suggest somebody, if any.

    `by_price`: suggested by the kept prices of that round and nobody asked; `others` are next.
    """

    child: UUID
    name: str
    village: str
    tier: int
    opened_on: date
    state: str | None
    helper: str | None
    terms: dict[str, Any] | None
    round: UUID | None
    by_price: bool
    price: int
    others: list[str]
    made_at: datetime | None
    declined_at: datetime | None


async def urgent_children(number: int | None, *, by: Actor) -> paging.Page[Urgent]:
    """A page of them, those for whom nobody is proposed first; each name shown is recorded as read."""
    page, size, offset = paging.place(number, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(LIST, clock.now(), size, offset)
        await db.execute(
            "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x",
            [r["child"] for r in rows], ["name", "need"], "matching",
        )  # fmt: skip
        people = {UUID(o["person"]) for r in rows for o in r["others"] or ()}
        names = await db.fetch("select id, name from app.names_of($1)", list(people))
    name = {str(n["id"]): n["name"] for n in names}
    found = [
        Urgent(
            r["child"], r["name"], r["village"], r["tier"], r["opened_on"], r["state"], r["helper"],
            r["terms"], r["round"], r["by_price"], r["price"] or 0,
            [name[o["person"]] for o in r["others"] or () if o["person"] in name],
            r["made_at"], r["declined_at"],
        )
        for r in rows
    ]  # fmt: skip
    return paging.Page(found, page, size, rows[0]["total"] if rows else 0)
