"""Once a term a child with a place at a centre says how it is there; written down by whoever asked."""

from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal

MAY_ASK: Final = ("county", "township", "director", "lead")
_HELD: Final = """
select e.village, (select t.id from terms t where $3 between t.starts_on and t.ends_on
    and starts_with(e.village, rtrim(t.division, '0')) order by t.starts_on desc limit 1) as term
from enrolments e where e.child = $1 and e.centre = $2 and e.starts_on <= $3 and (e.ends_on is null or e.ends_on >= $3)
  and (e.village >= $4 and e.village < $5 or e.centre = any ($6)) limit 1"""


class CannotLookBack(Refusal):
    """This place cannot be looked back on like this."""


async def review_place(
    child: UUID, centre: UUID, child_said: str, note: str | None, *, goes_on: bool, by: Actor
) -> None:
    """Keep what a child says about its place at a centre, and whether it goes on.

    Raises:
        NotFound: the child has no place there now, within the actor's reach.
        CannotLookBack: no term runs, it was asked already, or a no without what is to follow.

    """
    by.needs(*MAY_ASK)
    if not goes_on and not (note or "").strip():
        raise CannotLookBack(N_("If it should not go on, please say what is to follow."))
    today = clock.today()
    try:
        async with transaction(by) as db:
            row = await db.fetchrow(_HELD, child, centre, today, by.lo, by.hi, list(by.offices))
            if row is None:
                raise NotFound
            if row["term"] is None:
                raise CannotLookBack(N_("No term runs today. It is reviewed in the term."))
            await db.execute(
                """insert into place_reviews (id, child, village, centre, term, on_day, child_said,
                     goes_on, note, written_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                uuid7(), child, row["village"], centre, row["term"], today, child_said, goes_on,
                (note or "").strip() or None, by.id,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise CannotLookBack(N_("It was reviewed in this term already.")) from None
