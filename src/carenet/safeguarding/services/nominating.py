"""The committee names a home or a proxy parent; nothing more happens until they say yes themselves."""

from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound
from carenet.people.services import host_families, proxies
from carenet.safeguarding.services.taking_on import MAY_STOP, keep_audit, write


async def nominate_home(
    name: str, village: str, *, beds: int, girls: bool, boys: bool, full_care: bool,
    school_minutes: int | None, by: Actor,
) -> UUID:  # fmt: skip
    """The committee writes a home down; nothing more happens until the family says yes itself.

    Returns:
        The way it now goes.

    Raises:
        NotFound: the village lies outside the actor's duties.

    """
    async with transaction(by) as db:
        family = await host_families.add_host_family(
            name, village, beds=beds, girls=girls, boys=boys, full_care=full_care,
            school_minutes=school_minutes, by=by,
        )  # fmt: skip
        return await _begin(db, "host", family, village, by)


async def nominate_proxy(
    name: str, village: str, sex: str, *, mobile: str | None, households: int, by: Actor
) -> UUID:
    """The committee names somebody as proxy parent; nothing more happens until that person says yes.

    Raises:
        NotFound: the village lies outside the actor's duties.

    """
    async with transaction(by) as db:
        person = await proxies.add_proxy(
            name, village, sex, mobile=mobile, households=households, by=by
        )
        return await _begin(db, "proxy_parent", person, village, by)


async def begin_again(candidacy: UUID, *, by: Actor) -> UUID:
    """A way that was stopped, or a home whose year is over, begins anew; the family is asked again.

    Raises:
        NotFound: no such way within reach, or it is not over.
        CannotTakeOn: another one runs already.

    """
    by.needs(*MAY_STOP)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select c.kind, coalesce(c.family, c.person) as whom, c.village from candidacies c
               where c.id = $1 and (c.ended_at is not null or c.done_at is not null)
                 and not exists (select from host_families f where f.id = c.family and f.left_on is not null)""",
            candidacy,
        )
        if row is None:
            raise NotFound
        return await _begin(db, row["kind"], row["whom"], row["village"], by)


async def _begin(db: Scope, kind: str, whom: UUID, village: str, by: Actor) -> UUID:
    id_ = uuid7()
    await write(
        """insert into candidacies (id, kind, family, person, village, how, begun_by)
           values ($1, $2::text, case when $2::text = 'host' then $3::uuid end, case when $2::text <> 'host' then $3::uuid end,
             $4, 'nominated', $5)""",
        id_, kind, whom, village, by.id, by=by,
    )  # fmt: skip
    await keep_audit(db, "nominate", id_, kind=kind)
    return id_
