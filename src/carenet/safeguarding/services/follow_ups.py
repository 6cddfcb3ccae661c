"""A screening's follow-up is entered with its day, and written down when it was done."""

from datetime import date
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.core.reminders import unremind
from carenet.safeguarding.rules.follow_ups import HOW, KINDS, check_days

MAY_FOLLOW = ("county", "township", "director", "counsellor")


def kinds_for(by: Actor) -> tuple[str, ...]:
    """What the actor keeps: an officer all of it, a counsellor how the child feels."""
    return KINDS if by.is_officer else ("mind",)


async def note_follow_up(
    child: UUID, kind: str, found_on: date, due_on: date, *, by: Actor
) -> UUID:
    """Somebody has to look again by a day. Sealed: two factors. A counsellor keeps those of the mind.

    Raises:
        CannotFollow: a day lies where it cannot.
        NotFound: there is no such child within the actor's reach.

    """
    by.needs(*MAY_FOLLOW)
    by.needs_two_factors()
    check_days(found_on, due_on, clock.today())
    id_ = uuid7()
    async with transaction(by) as db:
        village = await db.fetchval("select village from children where id = $1", child)
        if village is None or kind not in kinds_for(by):
            raise NotFound
        await db.execute(
            """insert into follow_ups (id, child, village, kind, found_on, due_on, noted_at, noted_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            id_, child, village, kind, found_on, due_on, clock.now(), by.id,
        )  # fmt: skip
    return id_


async def close_follow_up(child: UUID, follow_up: UUID, how: str, *, by: Actor) -> None:
    """It was done, passed on, or is not needed any more; nobody is reminded of it from now on.

    Raises:
        NotFound: it is not there, or done already.

    """
    by.needs(*MAY_FOLLOW)
    by.needs_two_factors()
    async with transaction(by) as db:
        done = how in HOW and await db.fetchval(
            """update follow_ups set done_on = $3, done_how = $4, done_by = $5
               where id = $1 and child = $2 and done_on is null returning id""",
            follow_up, child, clock.today(), how, by.id,
        )  # fmt: skip
        if not done:
            raise NotFound
        await unremind(f"follow:{child}:{follow_up}")
