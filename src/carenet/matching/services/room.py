"""Room left at a helper now, beside those who are there and those who are asked."""

from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.matching.rules import SHAPES, SHARED_HOURS, HelperFacts, Service, helper_marks


async def room_of(
    db: Scope, service: Service, person: UUID, lo: str, *, beside: UUID | None = None
) -> int:
    """Room left at a helper beside those who are there and those who are asked; 0 if it may not.

    Those of the group `beside` who are asked already take no further place.
    """
    row = await db.fetchrow(
        """select s.*, (select count(distinct case when $1 = 'host_family' then n.id
               else coalesce(n.group_key, n.id) end) from proposals p
             join needs n on n.id = p.need where p.person = s.person and n.service = $1
               and p.state in ('published', 'agreed', 'accepted')
               and ($1 = 'host_family' or n.group_key is null or n.group_key is distinct from $5)) as promised
           from app.supply($1, $2, $3) s where s.person = $4 limit 1""",
        service.value, lo[:6], clock.today(), person, beside,
    )  # fmt: skip
    if row is None:
        return 0
    facts = HelperFacts(
        row["tier"], row["suspended"], row["home_cleared"], row["approved"], row["capacity"],
        row["load"] + row["promised"],
    )  # fmt: skip
    if helper_marks(SHAPES[service], facts) is not None:
        return 0
    if service is Service.PAIRED_TEACHER:  # its cap is shown when over and never refuses
        return max(1, facts.capacity - facts.load)
    return facts.capacity - facts.load


async def hours_in_draft(db: Scope, round_: UUID, person: UUID) -> int | None:
    """The hours a week a volunteer has left beside a draft's lines; None for who never said any."""
    left = await _hours_left(db, person)
    if left is None:
        return None
    rows = await db.fetch(
        """select n.service, count(distinct case when n.service in ('proxy_parent', 'peer')
               then coalesce(n.group_key, n.id) else n.id end) as groups
           from proposals p join needs n on n.id = p.need
           where p.round = $1 and p.person = $2 and p.state in ('draft', 'locked')
           group by n.service""",
        round_,
        person,
    )
    drafted: int = sum(SHARED_HOURS[Service(r["service"])] * r["groups"] for r in rows)
    return left - drafted


async def has_hours(db: Scope, service: Service, person: UUID) -> bool:
    """Whether a helper has the hours for one more child or household of a service."""
    left = await _hours_left(db, person)
    return left is None or left >= SHARED_HOURS[service]


async def _hours_left(db: Scope, person: UUID) -> int | None:
    left: int | None = await db.fetchval(
        "select hours from app.hours_left(array[$1::uuid])", person
    )
    return left
