"""Two rounds of one service side by side: what each reaches, and the children they place apart."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.matching.queries.rounds import LOG, RoundView, round_view

OTHERS_MAX: Final = 20
OTHERS: Final = """
select o.id, o.name, o.solved_at from matching_rounds r
  join matching_rounds o on o.service = r.service and o.also = r.also and o.id <> r.id and o.summary is not null
    and o.lo < r.hi and r.lo < o.hi
where r.id = $1 order by o.solved_at desc limit $2"""
APART: Final = """
with a as (select need, child, village, person, cost, terms from proposals
           where round = $1 and state not in ('withdrawn', 'refused', 'declined')),
     b as (select need, child, village, person, cost, terms from proposals
           where round = $2 and state not in ('withdrawn', 'refused', 'declined'))
select n.child, n.village, c.name as child_name, n.tier, a.cost as left_cost, b.cost as right_cost,
  (select w.name from app.names_of(array[a.person]) w) as left_helper,
  (select w.name from app.names_of(array[b.person]) w) as right_helper, count(*) over () as total
from a full join b on b.need = a.need join needs n on n.id = coalesce(a.need, b.need)
  join children c on c.id = n.child
where a.person is distinct from b.person
order by n.tier, n.village, c.sort_key limit $3 offset $4"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two rounds and the page of children whom they place differently."""

    left: RoundView
    right: RoundView
    apart: paging.Page[dict[str, Any]]


async def others(round_: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """Solved rounds of the same service over the same ground, latest first."""
    async with reading(by) as db:
        return [dict(r) for r in await db.fetch(OTHERS, round_, OTHERS_MAX)]


async def beside(round_: UUID, other: UUID, number: int | None, *, by: Actor) -> Beside:
    """Both rounds, and whom they place differently, the most urgent first.

    Raises:
        NotFound: one of them is not within reach, is not solved, or is of another service.

    """
    left, right = await round_view(round_, by=by), await round_view(other, by=by)
    same = (left.service, left.also) == (right.service, right.also)
    if not same or left.summary is None or right.summary is None:
        raise NotFound
    page, size, offset = paging.place(number, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(APART, round_, other, size, offset)
        await db.execute(LOG, [r["child"] for r in rows], ["name", "need"], "matching")
    total = rows[0]["total"] if rows else 0
    return Beside(left, right, paging.Page([dict(r) for r in rows], page, size, total))
