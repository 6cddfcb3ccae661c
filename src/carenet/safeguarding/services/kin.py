"""Two people of the village look at who of the family keeps a child; one writes, the other confirms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind, unremind
from carenet.safeguarding.facts import KinAssessed
from carenet.safeguarding.rules.kin import CannotAssess, check_assessment

MAY_ASSESS: Final = ("county", "township", "director")


@dataclass(frozen=True, slots=True)
class Seen:
    """What two people saw at a carer's, and what comes of it."""

    visited_on: date
    answers: Mapping[str, str]
    outcome: str
    support: str | None = None
    child_said: str | None = None


async def write_assessment(
    child: UUID, person: UUID, second: UUID, seen: Seen, *, by: Actor
) -> UUID:
    """Write down what two people saw; it counts once the second says so on their own account.

    Raises:
        NotFound: the child is not within reach, or this person does not keep it.
        CannotAssess: what was seen is not whole, or the second is no other officer here.

    """
    by.needs(*MAY_ASSESS)
    check_assessment(seen.visited_on, seen.answers, seen.outcome, seen.support, clock.today())
    try:
        async with transaction(by) as db:
            village = await db.fetchval(
                """select k.village from carers k join children c on c.id = k.child
                   where k.child = $1 and k.person = $2 and k.ends_on is null and c.left_on is null""",
                child, person,
            )  # fmt: skip
            if village is None:
                raise NotFound
            there = await db.fetch("select person from app.officers_over($1)", village)
            if second == by.me or second not in {row["person"] for row in there}:
                raise CannotAssess(
                    N_("The second must be another officer with a duty over this village.")
                )
            id_ = uuid7()
            await db.execute(
                """insert into kin_assessments (id, child, village, person, visited_on, first_account, first_person,
                     second_person, answers, outcome, support, child_said)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
                id_, child, village, person, seen.visited_on, by.id, by.me, second,
                json.dumps(dict(seen.answers)), seen.outcome, (seen.support or "").strip() or None,
                (seen.child_said or "").strip() or None,
            )  # fmt: skip
            await remind("kin.second", f"kin:{child}:{id_}", second, clock.now())
    except asyncpg.UniqueViolationError:
        raise CannotAssess(N_("The second person has not confirmed the earlier one yet.")) from None
    return id_


async def answer_assessment(
    child: UUID, assessment: UUID, *, agreed: bool, differs: str | None, by: Actor
) -> None:
    """The second was there too, and saw the same, or says what was different.

    Raises:
        NotFound: it waits for somebody else, or for nobody any more.
        CannotAssess: a no without what was different.

    """
    by.needs(*MAY_ASSESS)
    if not agreed and not (differs or "").strip():
        raise CannotAssess(N_("Please say what was different."))
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update kin_assessments set answered_at = $3, second_account = $4, agreed = $5, differs = $6
               where id = $1 and child = $2 and second_person = $7 and answered_at is null
                 and first_account <> $4 returning village, person, visited_on, outcome""",
            assessment, child, clock.now(), by.id, agreed, (differs or "").strip() or None, by.me,
        )  # fmt: skip
        if row is None:
            raise NotFound
        await unremind(f"kin:{child}:{assessment}", kind="kin.second")
        if agreed:
            visited_on, outcome = row["visited_on"].isoformat(), row["outcome"]
            await announce(KinAssessed(child, row["village"], assessment, visited_on, outcome))
