"""Offers: who offers what, how much of it, from when until when. They go before the register."""

from datetime import date
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.matching.rules import Service


async def offer_help(
    person: UUID,
    service: Service,
    *,
    division: str,
    capacity: int,
    starts_on: date,
    ends_on: date | None = None,
    host_family: UUID | None = None,
    organisation: UUID | None = None,
    by: Actor,
) -> UUID:
    """Write down an offer; an earlier open one of the same person and service ends the day before."""
    async with transaction(by) as db:
        await db.execute(
            """update offers set ends_on = greatest(starts_on, $3::date - 1)
               where person = $1 and service = $2 and (ends_on is null or ends_on >= $3)""",
            person,
            service.value,
            starts_on,
        )
        id_ = uuid7()
        await db.execute(
            """insert into offers (id, person, service, division, capacity, starts_on, ends_on,
                 host_family, organisation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            id_, person, service.value, division, capacity, starts_on, ends_on, host_family,
            organisation,
        )  # fmt: skip
        return id_


async def end_offer(offer: UUID, *, by: Actor) -> None:
    """No further children; those who are there stay.

    Raises:
        NotFound: no such offer within reach.

    """
    async with transaction(by) as db:
        if not await db.execute(
            "update offers set ends_on = $2 where id = $1 and (ends_on is null or ends_on > $2)",
            offer,
            clock.today(),
        ):
            raise NotFound
