"""What follows from missed places in a county: chosen by the county, with a reason, kept as rows."""

from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.scheduling.rules.missed import Rule


async def set_rule(rule: Rule, because: str, *, by: Actor) -> UUID:
    """Another rule from the next missed place on; what holds already stays as it was.

    Raises:
        MayNot: no county duty.

    """
    by.needs("county")
    made, now = uuid7(), clock.now()
    async with transaction(by) as db:
        await db.execute(
            """update no_show_rules set ended_at = $3, ended_by = $4
               where lo = $1 and kind = $2 and ended_at is null""",
            by.lo, rule.kind, now, by.id,
        )  # fmt: skip
        await db.execute(
            """insert into no_show_rules (id, lo, kind, times, within_days, lasts_days, set_by,
                 set_at, because) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            made, by.lo, rule.kind, rule.times, rule.within_days, rule.lasts_days, by.id, now,
            because,
        )  # fmt: skip
    return made
