"""An adult is set aside altogether, or kept from one child; both with a reason, both may be lifted."""

import json
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.safeguarding.facts import (
    ContactRestricted,
    PersonSuspended,
    RestrictionLifted,
    SuspensionLifted,
)
from carenet.safeguarding.services.clearances import NotOneself


class SetAsideAlready(Refusal):
    """The adult is set aside already."""

    msgid = N_("This person is set aside already.")


class RestrictedAlready(Refusal):
    """The adult is kept from the child already."""

    msgid = N_("This person is kept from the child already.")


async def _audit(db: Any, verb: str, person: UUID, **detail: Any) -> None:
    await db.execute(
        "select app.audit($1, $2, $3)", verb, f"person:{person}", json.dumps(detail, default=str)
    )


async def suspend(person: UUID, because: str, *, by: Actor) -> UUID:
    """Set an adult aside from now on: it reaches nobody and can be booked for nothing.

    Raises:
        NotOneself: nobody sets itself aside, nor is it asked to decide about itself.
        NotFound: no such adult within reach.
        SetAsideAlready: it is.

    """
    if by.person == person:
        raise NotOneself
    id_ = uuid7()
    async with transaction(by) as db:
        if not await db.fetchval("select true from people where id = $1 for update", person):
            raise NotFound
        if await db.fetchval("select app.suspended($1)", person):
            raise SetAsideAlready
        await db.execute(
            "insert into suspensions (id, person, by, because) values ($1, $2, $3, $4)",
            id_, person, by.id, because,
        )  # fmt: skip
        await _audit(db, "set aside", person, because=because, suspension=id_)
        await announce(PersonSuspended(person, id_))
    return id_


async def lift_suspension(person: UUID, because: str, *, by: Actor) -> None:
    """An adult is no longer set aside. What was withdrawn stays withdrawn.

    Raises:
        NotOneself: it is the actor itself.
        NotFound: nobody within reach is set aside here.

    """
    if by.person == person:
        raise NotOneself
    async with transaction(by) as db:
        rows = await db.fetch(
            """update suspensions set ends_at = now(), lifted_by = $2, lifted_because = $3
               where person = $1 and (ends_at is null or ends_at > now()) returning id""",
            person, by.id, because,
        )  # fmt: skip
        if not rows:
            raise NotFound
        await _audit(db, "lift setting aside", person, because=because)
        for row in rows:
            await announce(SuspensionLifted(person, row["id"]))


async def restrict(
    child: UUID, person: UUID, because: str, *, papers: str | None = None, by: Actor
) -> UUID:
    """Keep an adult from a child, whatever else is agreed or placed.

    Raises:
        NotFound: no such child within reach, or no such adult.
        NotOneself: it is the actor itself.
        RestrictedAlready: it is so already.

    """
    if by.person == person:
        raise NotOneself
    id_ = uuid7()
    async with transaction(by) as db:
        village = await db.fetchval("select village from children where id = $1 for update", child)
        named = await db.fetchval("select name from app.names_of(array[$1::uuid])", person)
        if village is None or named is None:
            raise NotFound
        if await db.fetchval("select app.restricted($1, $2)", person, child):
            raise RestrictedAlready
        await db.execute(
            """insert into restrictions (id, child, village, person, by, because, papers)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            id_, child, village, person, by.id, because, papers,
        )  # fmt: skip
        await _audit(db, "restrict contact", person, child=child, because=because)
        await announce(ContactRestricted(person, child, id_))
    return id_


async def lift_restriction(restriction: UUID, because: str, *, by: Actor) -> UUID:
    """A contact restriction ends. Returns the child.

    Raises:
        NotFound: no such restriction within reach, or over already.
        NotOneself: it restricts the actor itself.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select child, person from restrictions where id = $1
               and (ends_at is null or ends_at > $2) for update""",
            restriction, clock.now(),
        )  # fmt: skip
        if row is None:
            raise NotFound
        if row["person"] == by.person:
            raise NotOneself
        await db.execute(
            "update restrictions set ends_at = now(), lifted_by = $2, lifted_because = $3 where id = $1",
            restriction, by.id, because,
        )  # fmt: skip
        await _audit(db, "lift restriction", row["person"], child=row["child"], because=because)
        await announce(RestrictionLifted(row["person"], row["child"], restriction))
        child: UUID = row["child"]
    return child
