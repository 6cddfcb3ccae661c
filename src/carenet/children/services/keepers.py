"""Who keeps the register: the officers of the village, the township and the county."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound

KEEPERS: Final = ("director", "township", "county")


def needs_keeper(by: Actor) -> None:
    """Go on only as one who keeps the register. A worker acts for whoever began its work.

    Raises:
        MayNot: the actor is somebody else.

    """
    if by.account is not None:
        by.needs(*KEEPERS)


async def village_of(child: UUID, db: Scope) -> str:
    """The village of care.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    village: str | None = await db.fetchval("select village from children where id = $1", child)
    if village is None:
        raise NotFound
    return village


async def village_held(child: UUID, db: Scope) -> str:
    """The village of care; until the end nobody else saves a part of this child's record.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    village: str | None = await db.fetchval(
        "select village from children where id = $1 for no key update", child
    )
    if village is None:
        raise NotFound
    return village


@asynccontextmanager
async def alone_with(child: UUID, *, by: Actor) -> AsyncIterator[None]:
    """What is read of the child's record in here is what is written over: nobody saves in between.

    Raises:
        MayNot: the actor keeps no register.
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        await village_held(child, db)
        yield
