"""What a home owes is set aside by name: with a reason, by an officer who answers for it."""

from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import unremind
from carenet.placements.rules import check_exemption
from carenet.placements.services.obligations import MAY_EXEMPT
from carenet.safeguarding.services.renewing import lift


async def exempt_home_duty(home_duty: UUID, because: str, *, by: Actor) -> None:
    """Set aside what a home or a proxy parent owes: who lives there this time, the look of this year.

    The approval itself still ends on its day; who lives there is asked again 90 days later.

    Raises:
        NotFound: nothing like that is owed within the actor's area.
        CannotExempt: without a reason.

    """
    by.needs(*MAY_EXEMPT)
    today = clock.today()
    check_exemption(because, today, today, today)
    async with transaction(by) as db:
        for id_, due_on in await lift(home_duty, clock.now(), by=by):
            await unremind(f"home_duty:{id_}")
            await db.execute(
                """insert into exemptions (home_duty, because, starts_on, ends_on, approved_by)
                   values ($1, $2, $3, $4, $5)""",
                id_, because, today, max(today, due_on), by.id,
            )  # fmt: skip
