"""An adult is in one place at a time: taking and giving back hours, held by the database."""

from datetime import datetime
from uuid import UUID

from asyncpg import ExclusionViolationError

from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, Refusal


class AlreadyTaken(Refusal):
    """The person is somewhere else at that time."""

    msgid = N_("This person is already taken at that time.")


async def commit_time(
    person: UUID, starts_at: datetime, ends_at: datetime, *, because: str, by: Actor
) -> UUID:
    """Take an adult's hours for `because`, like `session:ID`; the commitment's id.

    Back-to-back passes, overlap is refused, whatever kind of work took the other hours.

    Raises:
        AlreadyTaken: some of these hours are taken.

    """
    made = uuid7()
    try:
        async with transaction(
            by
        ) as db:  # inside a verb a savepoint: the refusal undoes this row alone
            await db.execute(
                """insert into commitments (id, person, kind, starts_at, ends_at, because)
                   values ($1, $2, 'occupies', $3, $4, $5)""",
                made,
                person,
                starts_at,
                ends_at,
                because,
            )
    except ExclusionViolationError:
        raise AlreadyTaken from None
    return made


async def release_time(person: UUID, because: str, *, by: Actor) -> bool:
    """Give an adult's hours back; False if none were taken for this.

    The row goes: a constraint cannot see a cancellation elsewhere. What happened is kept by
    whatever the hours were for.
    """
    async with transaction(by) as db:
        return (
            await db.execute(
                "delete from commitments where person = $1 and because = $2", person, because
            )
            > 0
        )
