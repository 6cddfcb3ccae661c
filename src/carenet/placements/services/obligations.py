"""What is owed to a child: met by what is written down, owed again after it, set aside with a reason."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind, unremind
from carenet.placements.rules import (
    RECURRING,
    REMIND_DAYS,
    WEEKLY,
    Owed,
    check_exemption,
    week_after,
)

MORNING: Final = time(9)
MET_MAX: Final = 20
EXEMPTED_MAX: Final = 5000
MAY_EXEMPT: Final = ("county", "township", "director")

_MEET = """
update obligations set met_at = $4, met_by = $5 where id in (
  select id from obligations where child = $1 and kind = any ($3)
    and (person = $2 or placement is not null and app.stands_for(placement, $4) = $2) and met_at is null and missed_at is null and opens_on <= $6 order by due_on limit $7 for update)
returning id, village, placement, person, kind, opens_on, due_on"""


async def meet_obligations(
    child: UUID, person: UUID, kinds: Sequence[str], at: datetime, because: str, *, by: Actor
) -> int:
    """Tick off what a person owed to a child and has now done; how many things that were.

    Whoever stands in for the adult who owes it meets it too. What recurs is owed again, for as long as before, while the placement lasts.

    Args:
        child: to whom it was owed.
        person: who owed it.
        kinds: what was done, like `monthly_call`.
        at: when it was done, which may lie before it is written down.
        because: what shows it, like `contact:ID`.
        by: who writes it down.

    """
    if not kinds:
        return 0
    async with transaction(by) as db:
        met = await db.fetch(
            _MEET, child, person, list(kinds), at, because[:80], clock.day_of(at), MET_MAX
        )
        for row in met:
            await unremind(f"obligation:{row['id']}")
            if row["kind"] in RECURRING and row["placement"]:
                await _owe_again(db, child, row, clock.day_of(at))
        return len(met)


async def _owe_again(db: Scope, child: UUID, met: Any, done_on: date) -> None:
    """The next of its kind, unless the placement is over or one is open already."""
    lasts = await db.fetchval(
        """select exists (select from placements where id = $1 and ends_on is null)
             and not exists (select from obligations where placement = $1 and kind = $2
               and met_at is null and missed_at is null)""",
        met["placement"],
        met["kind"],
    )
    if not lasts:
        return
    id_, opens_on = uuid7(), done_on + timedelta(days=1)
    due_on = opens_on + (met["due_on"] - met["opens_on"])
    if met["kind"] == WEEKLY:  # a week is a week of the calendar, whenever in it the call was
        week = week_after(max(done_on, met["due_on"]))
        opens_on, due_on = week.opens_on, week.due_on
    await db.execute(
        """insert into obligations (id, child, village, placement, person, kind, opens_on, due_on)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        id_, child, met["village"], met["placement"], met["person"], met["kind"], opens_on, due_on,
    )  # fmt: skip
    await remind_of(id_, met["person"], met["kind"], due_on)


async def owe_from_now(
    child: UUID, village: str, placement: UUID, person: UUID, owed: Owed, *, by: Actor
) -> UUID:
    """Somebody owes this from now on; where it was owed by another it passes to this person, its day stays.

    Args:
        child: to whom.
        village: where the child is cared for.
        placement: what it rests on.
        person: who owes it.
        owed: what, from, until.
        by: who says so.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update obligations set person = $3 where child = $1 and kind = $2
                 and met_at is null and missed_at is null returning id, due_on""",
            child, owed.kind, person,
        )  # fmt: skip
        id_ = row["id"] if row else uuid7()
        due_on = row["due_on"] if row else owed.due_on
        if row is None:
            await db.execute(
                """insert into obligations (id, child, village, placement, person, kind, opens_on, due_on)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)""",
                id_, child, village, placement, person, owed.kind, owed.opens_on, due_on,
            )  # fmt: skip
        await unremind(f"obligation:{id_}")
        await remind_of(id_, person, owed.kind, due_on)
    return id_


async def remind_of(obligation: UUID, person: UUID, kind: str, due_on: date) -> None:
    """Three days before something is due, the person who owes it is told."""
    await remind(
        "obligation.due", f"obligation:{obligation}", person,
        clock.at(due_on - timedelta(days=REMIND_DAYS), MORNING),
        expires_at=clock.at(due_on + timedelta(days=1), MORNING),
        obligation=kind, date=due_on.isoformat(),
    )  # fmt: skip


async def readdress(db: Scope, placement: UUID) -> None:
    """What is still to be said of things owed goes to whoever answers for the placement by then."""
    now = clock.now()
    open_ = await db.fetch(
        """select id, person, kind, due_on from obligations where placement = $1
             and met_at is null and missed_at is null order by due_on limit $2""",
        placement, EXEMPTED_MAX,
    )  # fmt: skip
    for owed in open_:
        at = clock.at(owed["due_on"] - timedelta(days=REMIND_DAYS), MORNING)
        if at > now:
            who = await db.fetchval("select app.stands_for($1, $2)", placement, at)
            await unremind(f"obligation:{owed['id']}")
            await remind_of(owed["id"], who or owed["person"], owed["kind"], owed["due_on"])


async def exempt_obligation(obligation: UUID, because: str, *, by: Actor) -> None:
    """Set one thing owed aside: the officer who says so answers for it.

    Raises:
        NotFound: no such thing is owed within the actor's area.
        CannotExempt: without a reason.

    """
    by.needs(*MAY_EXEMPT)
    today = clock.today()
    check_exemption(because, today, today, today)
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select id, person, due_on from obligations where id = $1 and met_at is null and missed_at is null",
            obligation,
        )
        if row is None:
            raise NotFound
        await db.execute(
            """insert into exemptions (obligation, because, starts_on, ends_on, approved_by)
               values ($1, $2, $3, $4, $5)""",
            obligation, because, today, max(today, row["due_on"]), by.id,
        )  # fmt: skip
        await tell_exempted([row])


async def tell_exempted(owed: Sequence[Any]) -> None:
    """What was to be said of things owed is taken back, and each person hears once that it is off."""
    told: dict[UUID, Any] = {}
    for row in owed:
        await unremind(f"obligation:{row['id']}")
        if row["person"]:
            told.setdefault(row["person"], row)
    for person, row in told.items():
        await remind(
            "obligation.exempted", f"exempted:{row['id']}", person, clock.now(),
            date=row["due_on"].isoformat(),
        )  # fmt: skip
