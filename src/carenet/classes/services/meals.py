"""The lunch of a day: what there is, then how many ate, that a sample was kept and who ate along."""

from uuid import UUID

from carenet.classes.rules.counting import CannotCount
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_
from carenet.scheduling.services.enrolling import LISTED
from carenet.scheduling.services.holding import hold_session, require_runs


async def plan_meal(session: UUID, menu: str, *, by: Actor) -> None:
    """Write down what there is for lunch; it may be changed until it was eaten.

    Raises:
        CannotCount: the day is called off or is no class's.
        MayNot: it is somebody else's place.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        if held["kind"] != LISTED or held["cancelled_at"] is not None:
            raise CannotCount
        await db.execute(
            """insert into class_meals (id, care_session, centre, village, menu, at, by)
               values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (care_session) do update set menu = excluded.menu, at = excluded.at,
                 by = excluded.by where class_meals.portions is null""",
            uuid7(), session, held["centre"], held["village"], menu, clock.now(), by.id,
        )  # fmt: skip


async def note_eaten(
    session: UUID, portions: int, ate_along: str, *, by: Actor, sample_kept: bool
) -> None:
    """How many ate, whether a sample of each dish was kept for 48 hours, and which adult ate along.

    Source: rules for food safety at schools (Order 45 of 2019), articles 15 and 40.

    Raises:
        CannotCount: nothing is written down for lunch yet.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        done = await db.execute(
            """update class_meals set portions = $2, sample_kept = $3, ate_along = $4, at = $5, by = $6
               where care_session = $1""",
            session, portions, sample_kept, ate_along, clock.now(), by.id,
        )  # fmt: skip
        if not done:
            raise CannotCount(N_("Please write down first what there is for lunch."))
