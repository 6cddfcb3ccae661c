"""What is owed is always somebody's by name: passed on when whoever owed it may not, or is not there any more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind, unremind
from carenet.placements.rules import Owed
from carenet.placements.services.obligations import remind_of

ANEW: Final = "Somebody cares for the child in this way again."
# What an officer took on when an adult fell out returns to care once somebody is there for it again.
_TAKE: Final = """
update obligations o set person = $3, placement = $4, due_on = greatest(o.due_on, $5) from duty_passings h
where o.child = $1 and o.kind = $2 and o.met_at is null and o.missed_at is null and o.person <> $3
  and h.id = (select x.id from duty_passings x where x.obligation = o.id order by x.at desc, x.id desc limit 1)
  and h.to_person = o.person and not exists (select from exemptions e where e.obligation = o.id)
  and not exists (select from placements p where p.id = o.placement and p.ends_on is null)
returning o.id, o.village, h.to_person as before, o.due_on"""


async def pass_on_left(now: datetime, *, by: Actor) -> int:
    """Pass on what officers hold whose duty is over; how many things that were. By a worker, each minute."""
    async with transaction(by) as db:
        return int(await db.fetchval("select app.pass_on_left(null, null, $1)", now))


async def tell_of_passing(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of DutyPassedOn: who answers now hears of it once, and is reminded of each before its day."""
    told: dict[UUID, UUID] = {}
    async with transaction(by) as db:
        for one in payloads:
            obligation, person = UUID(one["obligation"]), UUID(one["person"])
            if not await db.fetchval(
                """select true from obligations where id = $1 and person = $2
                     and met_at is null and missed_at is null""",
                obligation, person,
            ):  # fmt: skip
                continue
            told.setdefault(person, obligation)
            await remind_of(obligation, person, one["kind"], date.fromisoformat(one["due_on"]))
        for person, obligation in told.items():
            await remind("obligation.passed", f"passed:{obligation}", person, clock.now())


async def take_over(
    db: Scope, child: UUID, placement: UUID, person: UUID, owed: Owed, *, by: Actor
) -> bool:
    """Take over what an officer kept of this kind since an earlier placement ended; whether there was such a thing.

    Args:
        db: the verb's open transaction.
        child: to whom it is owed.
        placement: on what it rests from now on.
        person: who owes it from now on.
        owed: what would be owed otherwise; the later day counts.
        by: who begins the placement.

    """
    rows = await db.fetch(_TAKE, child, owed.kind, person, placement, owed.due_on)
    for row in rows:
        await db.execute(
            """insert into duty_passings (id, obligation, child, village, from_person, to_person, at, by, because)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            uuid7(), row["id"], child, row["village"], row["before"], person, clock.now(), by.id, ANEW,
        )  # fmt: skip
        await unremind(f"obligation:{row['id']}")
        await remind_of(row["id"], person, owed.kind, row["due_on"])
    return bool(rows)
