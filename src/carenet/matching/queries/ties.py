"""Who may not be together: children and adults, two children, and what a round was told to keep or refuse."""

from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.matching.pairing.shapes import Ties
from carenet.matching.rules import Service

APART: Final = """
select child, other from children_apart where village >= $1 and village < $2
  and ended_at is null and (until is null or until >= $3)"""
# Who has, or is asked for, a child that is not to be together with one of the area. Circles are put together anew.
BESIDE: Final = """
with apart as (select child, other from children_apart where village >= $1 and village < $2
  and ended_at is null and (until is null or until >= $3) and ($4 = 'host_family' or $4 = 'tutoring'))
select a.child, coalesce(h.person, p.person) as person from apart a join placements p on p.child = a.other and p.ends_on is null
    and case when $4 = 'tutoring' then p.kind = 'tutoring' else p.kind = 'full_care' or p.kind = 'half_care' end
  left join host_family_adults h on h.family = p.host_family and h.left_on is null
union select a.child, coalesce(o.person, c.person) from apart a join carers c on c.child = a.other and c.ends_on is null and $4 = 'host_family'
  left join host_family_adults h on h.person = c.person and h.left_on is null
  left join host_family_adults o on o.family = h.family and o.left_on is null
union select a.child, q.person from apart a join proposals q on q.child = a.other
    and (q.state = 'published' or q.state = 'agreed' or q.state = 'accepted')
  join needs n on n.id = q.need and n.service = $4"""


async def kept_apart(
    db: Any, people: list[UUID] | None, lo: str, hi: str
) -> frozenset[tuple[UUID, UUID]]:
    """Children of an area and who may not reach them: these people, or anybody."""
    rows = await db.fetch(
        """select child, person from restrictions where village >= $1 and village < $2
             and ($3::uuid[] is null or person = any($3::uuid[])) and starts_at <= now()
             and (ends_at is null or ends_at > now())""",
        lo,
        hi,
        people,
    )
    return frozenset((r["child"], r["person"]) for r in rows)


async def not_together(db: Any, lo: str, hi: str) -> frozenset[tuple[UUID, UUID]]:
    """Children of an area and those with whom they are not to be together, each both ways."""
    rows = await db.fetch(APART, lo, hi, clock.today())
    both = [(r["child"], r["other"]) for r in rows]
    return frozenset(both + [(b, a) for a, b in both])


async def ties_of(
    db: Any, round_: UUID, service: Service, people: list[UUID] | None, lo: str, hi: str
) -> Ties:
    """Who may not, or must, go to whom in a round."""
    wishes = await db.fetch(
        """select need, person, kind from pair_rules where round = $1 and lifted_on is null
           union all select need, person, 'ban' from proposals
           where round = $1 and state in ('declined', 'refused')""",
        round_,
    )
    beside = await db.fetch(BESIDE, lo, hi, clock.today(), service.value)
    return Ties(
        await kept_apart(db, people, lo, hi),
        frozenset((r["need"], r["person"]) for r in wishes if r["kind"] == "ban"),
        frozenset((r["need"], r["person"]) for r in wishes if r["kind"] == "lock"),
        await not_together(db, lo, hi),
        frozenset((r["child"], r["person"]) for r in beside),
    )
