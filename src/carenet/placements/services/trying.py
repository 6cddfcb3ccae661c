"""Tried and could not: written beside what is owed, which stays owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.placements.facts import DutyTried
from carenet.placements.rules.trying import (
    AIMS,
    WITHIN_DAYS,
    CannotTry,
    check_try,
    tried_enough,
)
from carenet.placements.services.obligations import MAY_EXEMPT

CHILDREN_MAX: Final = 8
OWED_MAX: Final = 20
SAID: Final = (
    "select exists (select from reminders where kind = 'obligation.tried' and subject = $1)"
)
# Whoever owes it knows: somebody else looks, above them where they answer for the village themselves.
BESIDES: Final = """
select app.answers_besides($1, $2, array(select o.person from obligations o where o.id = $3
  union select app.stands_for(o.placement, $2) from obligations o where o.id = $3 and o.placement is not null))"""
# $1 the children, $2 the kinds, $3 who owes it or stands in for who does, $4 this moment.
MINE: Final = """
update obligations set tried_at = $4 where id in (
  select id from obligations where child = any ($1) and kind = any ($2) and met_at is null and missed_at is null
    and opens_on <= $5 and (person = $3 or placement is not null and app.stands_for(placement, $4) = $3)
  order by due_on limit $6)
returning id, child, village"""


@dataclass(frozen=True, slots=True)
class Try:
    """When somebody tried, how, and what was found."""

    on: date
    how: str
    note: str | None = None
    whom: str | None = None
    """Whom they tried to reach: child, carer, parents or other."""


async def note_try(obligation: UUID, tried: Try, *, by: Actor) -> None:
    """Somebody tried to do what is owed to a child.

    Raises:
        NotFound: no such thing is owed within the actor's area.
        CannotTry: the day lies ahead or too long ago.

    """
    by.needs(*MAY_EXEMPT)
    check_try(tried.on, clock.today())
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update obligations set tried_at = $2
               where id = $1 and met_at is null and missed_at is null returning child, village""",
            obligation, clock.now(),
        )  # fmt: skip
        await _write(db, row, tried, by, obligation=obligation)


async def note_own_try(children: Sequence[UUID], aim: str, tried: Try, *, by: Actor) -> int:
    """Whoever owes it tried and could not; it stays owed. How many things were tried.

    Args:
        children: to whom it is owed.
        aim: what they set out to do, of `AIMS`.
        tried: when, how, whom, and why not.
        by: who owes it, or stands in.

    Raises:
        CannotTry: the day lies ahead or too long ago, or nothing of the kind is owed now.

    """
    check_try(tried.on, clock.today())
    now = clock.now()
    async with transaction(by) as db:
        rows = await db.fetch(
            MINE, list(children)[:CHILDREN_MAX], list(AIMS[aim]), by.me, now, clock.today(), OWED_MAX
        )  # fmt: skip
        if not rows:
            raise CannotTry(
                N_(
                    "Nothing of this kind is open for this child now. You need not write down a try."
                )
            )
        for row in rows:
            await _write(db, row, tried, by, obligation=row["id"])
    return len(rows)


async def hear_tries(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of DutyTried: where enough has been tried, whoever answers for the village besides them looks, once."""
    now, today = clock.now(), clock.today()
    async with transaction(by) as db:
        for one in payloads:
            owed, village = UUID(one["obligation"]), one["village"]
            tries = await db.fetch(
                "select tried_on, how from duty_tries where obligation = $1 and tried_on > $2::date - $3::int",
                owed, today, WITHIN_DAYS,
            )  # fmt: skip
            if not tried_enough([(row["tried_on"], row["how"]) for row in tries], today):
                continue
            if await db.fetchval(SAID, f"tried:{owed}"):
                continue
            who = await db.fetchval(BESIDES, village, now, owed)
            if who is not None:
                await remind("obligation.tried", f"tried:{owed}", who, now)


async def note_try_at_home(home_duty: UUID, tried: Try, *, by: Actor) -> None:
    """Somebody tried to reach a home about what it owes.

    Raises:
        NotFound: nothing like that is owed by a home of the actor's area.
        CannotTry: the day lies ahead or too long ago.

    """
    by.needs(*MAY_EXEMPT)
    check_try(tried.on, clock.today())
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select null::uuid as child, village from home_duties
               where id = $1 and met_at is null and exempted_at is null""",
            home_duty,
        )
        await _write(db, row, tried, by, home_duty=home_duty)


async def _write(db: Scope, row: Any, tried: Try, by: Actor, **owed: UUID) -> None:
    if row is None:
        raise NotFound
    await db.execute(
        """insert into duty_tries (id, obligation, home_duty, child, village, tried_on, how, note, written_by, whom)
           select $1, $2, $3, $4, $5, $6, $7::text, $8::text, $9, $10::text where not exists (select from duty_tries t
             where coalesce(t.obligation, t.home_duty) = coalesce($2::uuid, $3::uuid) and t.tried_on = $6
               and t.how = $7::text and t.written_by = $9 and t.note is not distinct from $8::text)""",
        uuid7(), owed.get("obligation"), owed.get("home_duty"), row["child"], row["village"],
        tried.on, tried.how, (tried.note or "").strip() or None, by.id, tried.whom,
    )  # fmt: skip
    if (obligation := owed.get("obligation")) is not None:
        await announce(DutyTried(obligation, row["village"]))
