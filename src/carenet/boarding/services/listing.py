"""The leave list is made: who goes, how, with whom; the questions and the clock are planned with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.boarding.rules import LADDER, STAYS, WAYS, asked_at, check_day, climbs_at
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind
from carenet.escalation.rules import POLICIES

WITH_SOMEBODY: Final = ("fetched", "together")
MAY_LIST: Final = ("teacher", "director", "township")
BOARDERS: Final = """
select s.child, s.village, s.organisation as office from schoolings s
where s.child = any($1) and s.boards and s.ends_on is null and s.organisation is not null
  and (s.organisation = any($2) or $3)"""
KEEP: Final = """
insert into weekend_leaves (child, village, office, leaves_on, goes, how, with_whom, home_by, listed_at, listed_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (child, leaves_on) do update set goes = excluded.goes, how = excluded.how,
  with_whom = excluded.with_whom, home_by = excluded.home_by, listed_at = excluded.listed_at,
  listed_by = excluded.listed_by
where weekend_leaves.home_at is null returning id, goes"""
CARERS: Final = "select distinct person from carers where child = any($1) and ends_on is null"


@dataclass(frozen=True, slots=True)
class Line:
    """What the list says of one child: a way home with somebody or nobody, or that it stays."""

    child: UUID
    how: str
    with_whom: str | None = None


async def make_list(lines: Sequence[Line], leaves_on: date, home_by: time, *, by: Actor) -> int:
    """Keep the list of a day; how many go home. Written again, a list replaces itself line by line.

    The carers are asked an hour after the children should be home and the next morning; from nine
    on each child of whom nobody has said anything climbs by itself.

    Raises:
        CannotList: the day is too far off.
        NotFound: one of them is no boarder within the actor's reach.

    """
    by.needs(*MAY_LIST)
    check_day(leaves_on, clock.today())
    moment = clock.at(leaves_on, home_by)
    async with transaction(by) as db:
        known = await db.fetch(
            BOARDERS, [line.child for line in lines], list(by.offices), by.is_officer
        )
        of = {row["child"]: row for row in known}
        gone = []
        for line in lines:
            if line.child not in of or line.how not in (*WAYS, STAYS):
                raise NotFound
            if await _keep(db, of[line.child], line, leaves_on, moment, by):
                gone.append(line.child)
        await _ask(db, gone, leaves_on, moment)
    return len(gone)


async def _keep(
    db: Scope, boarder: Any, line: Line, leaves_on: date, home_by: datetime, by: Actor
) -> bool:
    goes = line.how != STAYS
    row = await db.fetchrow(
        KEEP, line.child, boarder["village"], boarder["office"], leaves_on, goes,
        line.how if goes else None, line.with_whom if line.how in WITH_SOMEBODY else None, home_by, clock.now(), by.id,
    )  # fmt: skip
    if row is None or not goes:
        return False
    # On a weekend the nine o'clock of the list may have passed: then its first step is due at once.
    await start_climb(
        LADDER, f"friday:{row['id']}", climbs_at(leaves_on), POLICIES[LADDER].steps,
        place=boarder["village"],
    )  # fmt: skip
    return True


async def _ask(db: Scope, children: Sequence[UUID], leaves_on: date, home_by: datetime) -> None:
    """One question to a carer, however many children are on the way."""
    first, again = asked_at(home_by)
    now, until = clock.now(), climbs_at(leaves_on)
    for row in await db.fetch(CARERS, list(children)):
        for kind, at in (("friday.home", first), ("friday.still", again)):
            if at > now:
                subject = f"friday:{leaves_on}"
                await remind(kind, subject, row["person"], at, expires_at=until)
