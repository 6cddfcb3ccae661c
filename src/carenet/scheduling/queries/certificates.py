"""Certificates: one's own, those of a person at the desk, and what anybody may read by the code."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import definer, reading
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.certificates import tidy_code

LISTED_MAX: Final = 30
OF_PERSON: Final = """
select id, paper_number, first_on, last_on, minutes, asked_at, ready_at, revoked_at, revoked_because
from certificates where person = $1 order by asked_at desc, id desc limit $2"""
ONE: Final = """
select c.*, t.state, t.stage, t.problem from certificates c left join tasks t on t.id = c.task
where c.id = $1 and c.person = $2"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a certificate states, with the name covered."""

    number: str
    name: str
    minutes: int
    first_on: date
    last_on: date
    asked_at: datetime
    revoked_at: datetime | None


async def certificates_of(person: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """A person's certificates, the newest first."""
    async with reading(by) as db:
        rows = await db.fetch(OF_PERSON, person, LISTED_MAX)
    return [dict(row) for row in rows]


async def my_certificate(certificate: UUID, *, by: Actor) -> dict[str, Any]:
    """One of my certificates with how far its printing is.

    Raises:
        NotFound: it is not mine.

    """
    async with reading(by) as db:
        row = await db.fetchrow(ONE, certificate, by.me)
    if row is None:
        raise NotFound
    return dict(row)


async def verified(typed: str) -> Verified | None:
    """What stands behind a code; None where none does."""
    code = tidy_code(typed)
    rows = await definer("select * from app.verify_certificate($1)", code) if code else []
    return Verified(**rows[0]) if rows else None
