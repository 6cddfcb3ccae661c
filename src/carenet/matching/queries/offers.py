"""What I have offered, and what I may offer."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.matching.rules import CIRCLES_MAX, TUTORED_MAX, Service

OFFERS_MAX: Final = 20
KINDS: Final = """
select 'tutoring' as service, $2::int as most, p.division, null::uuid as host_family
from volunteers v join people p on p.id = v.person where v.person = $1 and v.left_on is null
union all
select 'proxy_parent', x.households_max, p.division, null
from proxy_parents x join people p on p.id = x.person where x.person = $1 and x.left_on is null
union all
select 'peer', $3::int, p.division, null from people p where p.id = $1
  and (exists (select from volunteers v where v.person = p.id and v.left_on is null)
    or exists (select from proxy_parents x where x.person = p.id and x.left_on is null))
union all
select 'host_family', f.beds, f.village, f.id
from host_family_adults a join host_families f on f.id = a.family
where a.person = $1 and a.left_on is null and f.left_on is null"""
OFFERS: Final = """
select id, service, capacity, starts_on, ends_on from offers
where person = $1 and service <> 'paired_teacher' and (ends_on is null or ends_on >= $2)
order by starts_on, id limit $3"""


@dataclass(frozen=True, slots=True)
class Offered:
    """One's own offer."""

    id: UUID
    service: str
    capacity: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MayOffer:
    """A service one may offer: at most so many, for a place, with a home where it is one."""

    service: Service
    most: int
    division: str
    host_family: UUID | None


@dataclass(frozen=True, slots=True)
class MyOffers:
    """Offers that have not ended, and what may be offered."""

    offers: list[Offered]
    kinds: dict[str, MayOffer]
    today: date


async def my_offers(*, by: Actor) -> MyOffers:
    """What I offer from when until when."""
    today = clock.today()
    async with reading(by) as db:
        kinds = await db.fetch(KINDS, by.me, TUTORED_MAX, CIRCLES_MAX)
        rows = await db.fetch(OFFERS, by.me, today, OFFERS_MAX)
    found = [
        MayOffer(Service(k["service"]), k["most"], k["division"], k["host_family"])
        for k in kinds
        if k["division"]
    ]
    return MyOffers([Offered(**dict(r)) for r in rows], {k.service.value: k for k in found}, today)
