"""The ledger of hours: doubted by whoever gave them, agreed to or refused by another, never changed.

A correction is a counter-entry: both values stay.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.core.reminders import remind
from carenet.scheduling.facts import HoursCorrected
from carenet.scheduling.rules.attesting import CannotAttest, CannotDecide, require_doubt
from carenet.scheduling.services.holding import require_runs

TOGETHER_MAX: Final = 100
TOLD: Final = "hours.decided"
STANDS: Final = """
select h.*, case when h.counts then h.minutes else 0 end + coalesce((select sum(c.minutes) from service_hours c
  where c.counters = h.id and c.counts), 0)::int as stands
from service_hours h where h.id = $1 and h.kind <> 'counter'"""
DECIDE: Final = """
update service_hours set confirmed_by = $2, refused_by = $3, decided_at = $4, answer = $5
where id = $1 and kind <> 'measured' and decided_at is null"""


async def _entry(db: Scope, entry: UUID) -> Any:
    row = await db.fetchrow(STANDS, entry)
    if row is None:
        raise NotFound
    return row


async def doubt(entry: UUID, minutes: int, because: str, *, by: Actor) -> UUID:
    """An entry of mine is not right: what it should be, and why; somebody else looks at it.

    Raises:
        CannotAttest: it says the same, waits for an answer already, or does not count yet.
        NotFound: it is not this person's.

    """
    async with transaction(by) as db:
        row = await _entry(db, entry)
        if row["person"] != by.me:
            raise NotFound
        if row["kind"] != "measured" and row["decided_at"] is None:
            raise CannotAttest(
                N_("This entry still waits for a second person. Doubt it after that.")
            )
        require_doubt(minutes, row["stands"])
        made = uuid7()
        try:
            async with transaction(by):
                await db.execute(
                    """insert into hour_disputes (id, entry, person, centre, village, minutes,
                         because, at, by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
                    made, entry, by.me, row["centre"], row["village"], minutes, because,
                    clock.now(), by.id,
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotAttest(N_("You said so already; somebody will look at it.")) from None
    return made


async def _require_other(db: Scope, row: Any, wrote: UUID | None, *, by: Actor) -> None:
    """Whoever runs the place, and neither wrote the hours nor gave them."""
    if row["centre"] is None:
        by.needs("county", "township", "director")
    else:
        await require_runs(row["centre"], by=by, db=db)
    if by.me == row["person"] or by.id == wrote:
        raise CannotDecide


async def agree(entries: Sequence[UUID], *, by: Actor) -> int:
    """The hours somebody else wrote down are right; how many entries count from now on.

    Raises:
        CannotDecide: some are this person's own, or written by it.

    """
    async with transaction(by) as db:
        agreed = 0
        for entry in list(dict.fromkeys(entries))[:TOGETHER_MAX]:
            agreed += await _decide(db, entry, True, None, by=by)
    return agreed


async def refuse(entry: UUID, answer: str, *, by: Actor) -> None:
    """The hours somebody else wrote down are not right: they stay, and do not count."""
    async with transaction(by) as db:
        if not await _decide(db, entry, False, answer, by=by):
            raise CannotDecide(N_("This was decided already."))


async def _decide(db: Scope, entry: UUID, yes: bool, answer: str | None, *, by: Actor) -> int:
    row = await db.fetchrow("select * from service_hours where id = $1", entry)
    if row is None:
        raise NotFound
    await _require_other(db, row, row["typed_by"], by=by)
    done = await db.execute(
        DECIDE, entry, by.id if yes else None, None if yes else by.id, clock.now(), answer
    )
    if done:
        await remind(TOLD, f"hours:{entry}", row["person"], clock.now())
        if yes and row["kind"] == "counter":
            await announce(HoursCorrected(row["person"], row["on_day"].isoformat()))
    return int(done)


async def correct(entry: UUID, minutes: int, because: str, *, by: Actor) -> UUID:
    """Whoever runs the place saw a mistake: a counter-entry, which another has to agree to.

    Raises:
        CannotAttest: it says what stands there, or a correction waits already.

    """
    async with transaction(by) as db:
        row = await _entry(db, entry)
        if row["centre"] is None:
            raise MayNot
        await require_runs(row["centre"], by=by, db=db)
        require_doubt(minutes, row["stands"])
        if not row["counts"]:
            raise CannotAttest(
                N_("This entry still waits for a second person. Doubt it after that.")
            )
        waits = await db.fetchval(
            """select exists (select from service_hours where counters = $1
                 and decided_at is null)""",
            entry,
        )
        if waits:
            raise CannotAttest(N_("A correction of these hours waits for a second person already."))
        return await _counter(db, row, minutes, because, by=by)


async def _counter(
    db: Scope, row: Any, minutes: int, because: str, *, by: Actor, agreed_by: UUID | None = None
) -> UUID:
    made, now = uuid7(), clock.now()
    await db.execute(
        """insert into service_hours (id, person, centre, village, kind, on_day, minutes, entered_at,
             typed_by, because, counters, confirmed_by, decided_at)
           values ($1, $2, $3, $4, 'counter', $5, $6, $7, $8, $9, $10, $11, $12)""",
        made, row["person"], row["centre"], row["village"], row["on_day"],
        minutes - row["stands"], now, by.id, because, row["id"], agreed_by,
        now if agreed_by else None,
    )  # fmt: skip
    return made


async def answer_doubt(dispute: UUID, *, uphold: bool, answer: str | None, by: Actor) -> None:
    """Somebody's doubt is right, and a counter-entry is made; or it is not, and why.

    Raises:
        CannotDecide: it is this person's own, wrote the entry, or was decided.

    """
    async with transaction(by) as db:
        asked = await db.fetchrow("select * from hour_disputes where id = $1 for update", dispute)
        if asked is None:
            raise NotFound
        row = await _entry(db, asked["entry"])
        await _require_other(db, row, asked["by"], by=by)
        if asked["decided_at"] is not None:
            raise CannotDecide(N_("This was decided already."))
        if not uphold and not answer:
            raise CannotDecide(N_("Please say in a word why not: they will read it."))
        await db.execute(
            """update hour_disputes set decided_at = $2, decided_by = $3, upheld = $4, answer = $5
               where id = $1""",
            dispute, clock.now(), by.id, uphold, answer,
        )  # fmt: skip
        if uphold and asked["minutes"] != row["stands"]:
            await _counter(
                db, row, asked["minutes"], asked["because"], by=by, agreed_by=asked["by"]
            )
            await announce(HoursCorrected(row["person"], row["on_day"].isoformat()))
        await remind(TOLD, f"hours:{dispute}", row["person"], clock.now())
