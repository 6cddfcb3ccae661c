"""Offers: who offers what, how much of it, from when until when. They go before the register."""

from datetime import date
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.matching.queries.offers import my_offers
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


class CannotOffer(Refusal):
    """The offer does not fit who offers it, or its dates do not fit each other."""


async def offer_of_mine(
    service: str, capacity: int, starts_on: date, ends_on: date | None, *, by: Actor
) -> UUID:
    """A helper's own offer.

    Raises:
        CannotOffer: not one's own kind of help, more than was agreed, or dates the wrong way round.

    """
    mine = (await my_offers(by=by)).kinds.get(service)
    if mine is None:
        raise CannotOffer(N_("You are not written down for this. Please call the township office."))
    if capacity > mine.most:
        raise CannotOffer(
            N_("At most %(most)s were agreed with you. Please call the township office for more."),
            most=mine.most,
        )
    if starts_on < clock.today() or (ends_on is not None and ends_on < starts_on):
        raise CannotOffer(N_("Please choose days from today on, the last not before the first."))
    return await offer_help(
        by.me, mine.service, division=mine.division, capacity=capacity, starts_on=starts_on,
        ends_on=ends_on, host_family=mine.host_family, by=by,
    )  # fmt: skip


async def end_offer(offer: UUID, *, by: Actor) -> None:
    """One's own offer ends: no further children; those who are there stay.

    Raises:
        NotFound: it is not the actor's own, or has ended.

    """
    async with transaction(by) as db:
        if not await db.execute(
            """update offers set ends_on = $2
               where id = $1 and person = $3 and (ends_on is null or ends_on > $2)""",
            offer,
            clock.today(),
            by.me,
        ):
            raise NotFound
