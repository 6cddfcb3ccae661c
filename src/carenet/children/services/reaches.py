"""Reach: this adult may see this child, because of something that begins and ends.

It is the one way in for everyone but officers. Whoever gives access gives reach in the same
transaction; what ends, ends the reach it gave. Times are the database's own: row security asks them.
"""

from uuid import UUID

import asyncpg

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import NotFound

_GRANT = """
insert into reaches (person, child, village, because, starts_at)
select $1, $2, c.village, $3, now() from children c where c.id = $2
on conflict (person, child, because) do update set ends_at = null,
  starts_at = case when reaches.ends_at is null then reaches.starts_at else excluded.starts_at end"""
_END = """
update reaches set ends_at = greatest(now(), starts_at) where because = $1
  and ($2::uuid is null or person = $2) and (ends_at is null or ends_at > now())"""


async def grant_reach(person: UUID, child: UUID, because: str, *, by: Actor) -> None:
    """Let a person see a child from now on, `because` naming what gives it, like `placement:ID`.

    Raises:
        NotFound: the child lies outside what the actor may decide about.

    """
    async with transaction(by) as db:
        if by.account is None:  # a worker sees all and has no sign-in to ask
            if not await db.execute(_GRANT, person, child, because):
                raise NotFound
            return
        try:
            async with transaction(by):
                await db.execute(
                    "select app.grant_reach($1, $2, $3, now())", person, child, because
                )
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise NotFound from None
            raise


async def end_reach(because: str, *, by: Actor, person: UUID | None = None) -> None:
    """End all reach given by `because`, or one person's alone; nothing to end is no fault."""
    async with transaction(by) as db:
        if by.account is None:
            await db.execute(_END, because, person)
        else:
            await db.execute("select app.end_reach($1, $2, now())", because, person)
