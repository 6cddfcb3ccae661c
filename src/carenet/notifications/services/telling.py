"""Reminders that messages themselves have made."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.accounts.rules.duties import GIVES
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind, unremind

APPROVERS_MAX: Final = 10
# The nearest of those who may give it, administrators last, never its holder or proposer; approving
# asks the database again.
APPROVERS: Final = """
with asked as (select * from duties w where w.id = $1 and w.approved_at is null
  and not exists (select from duty_endings e where e.duty = w.id)),
able as (
  select a.person, (d.role not in ('sysadmin', 'security'), length(d.lo)) as near from asked w join duties d on d.lo <= w.lo and w.hi <= d.hi
    and (d.towns = '{}' or left(w.lo, 9) = any (d.towns))
  join accounts a on a.id = d.account
  where (d.role, w.role) in (select * from unnest($4::text[], $5::text[]))
    and a.id <> w.account and a.id <> w.proposed_by
    and d.approved_at is not null and d.starts_on <= $2 and d.ends_on >= $2
    and not exists (select from duty_endings e where e.duty = d.id)
    and not exists (select from account_endings x where x.account = a.id and x.undone_at is null))
select distinct person from able where near = (select max(near) from able)
order by person limit $3"""


async def tell_task_ended(task: str, begun_by: str, page: str | None, by: Actor) -> None:
    """Say to whoever began a piece of long work that it has ended."""
    async with transaction(by) as db:
        person = await db.fetchval("select person from accounts where id = $1", UUID(begun_by))
        if person is not None:
            await remind("task.done", f"task:{task}", person, clock.now(), path=page)


async def tell_of_beginning(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A placement began: the adult hears from which day on, and where to read what comes next."""
    async with transaction(by):
        for one in payloads:
            await remind(
                "placement.began", f"placement:{one['placement']}", UUID(one["person"]),
                clock.now(), date=clock.today().isoformat(),
            )  # fmt: skip


async def tell_of_end(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A placement is over: the adult is thanked; what was still to be said of it is not said."""
    async with transaction(by):
        for one in payloads:
            subject = f"placement:{one['placement']}"
            await unremind(subject)
            await unremind(f"{subject}:ending")
            await remind("placement.ended", subject, UUID(one["person"]), clock.now())


async def tell_of_duty(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A duty waits: the nearest officers who may approve it hear of it."""
    pairs = [(giver, role) for giver, roles in GIVES.items() for role in roles]
    async with transaction(by) as db:
        for one in payloads:
            rows = await db.fetch(
                APPROVERS, UUID(one["duty"]), clock.today(), APPROVERS_MAX, [g for g, _ in pairs],
                [r for _, r in pairs],
            )  # fmt: skip
            for row in rows:
                await remind("duty.waiting", f"duty:{one['duty']}", row["person"], clock.now())
