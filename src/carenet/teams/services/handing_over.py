"""Before a team goes its leader writes down, group by group, what was done; whoever runs the place reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, MayNot, NotFound, Refusal
from carenet.core.reminders import remind
from carenet.escalation.queries.people import answering_for
from carenet.teams.facts import TeamHandedOver
from carenet.teams.services.rungs import HANDOVER, HANDOVER_STEPS, subject_of

NOON: Final = time(12)
KEPT_FOR: Final = timedelta(days=14)
WRITE: Final = """
insert into team_handovers (id, visit, centre, village, series, done, next, at, by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
# Groups of children with whom the team was, and for which nothing is written down yet. For workers.
OPEN: Final = """
select v.*, t.name as team_name, t.leader, c.name as place, exists (
  select from care_sessions s join sign_ups u on u.care_session = s.id and u.withdrawn_at is null
  join team_members m on m.person = u.person and m.team = v.team
  where s.centre = v.centre and s.on_day between v.first_on and v.last_on and s.cancelled_at is null
    and not exists (select from team_handovers h where h.visit = v.id and h.series is not distinct from s.series)) as owed
from team_visits v join teams t on t.id = v.team join centres c on c.id = v.centre where v.id = $1"""


class CannotHandOver(Refusal):
    """It cannot be written down like this."""

    msgid = N_("This cannot be written down like this.")


def noon_of(day: Any) -> datetime:
    """When the leader is first asked on the last day."""
    return clock.at(day, NOON)


async def chase_handover(row: Any) -> None:
    """From noon of the last day somebody is asked until it is written."""
    await start_climb(
        HANDOVER, subject_of(row["id"]), noon_of(row["last_on"]), HANDOVER_STEPS,
        place=row["village"],
    )  # fmt: skip


async def write_handover(
    visit: UUID, series: UUID | None, done: str, then: str | None, *, by: Actor
) -> None:
    """What was done with one group of children. By the leader, from the first day on, once a group.

    Raises:
        CannotHandOver: it is too early, or written down already.
        MayNot: the actor does not lead the team.
        NotFound: there is no such visit, or the team was not with this group.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select v.*, t.leader from team_visits v join teams t on t.id = v.team where v.id = $1""",
            visit,
        )
        if row is None:
            raise NotFound
        if row["leader"] != by.person:
            raise MayNot
        if row["first_on"] > clock.today() or row["state"] not in ("approved", "over"):
            raise CannotHandOver(N_("The visit has not begun yet."))
        groups = await db.fetch(
            """select distinct s.series from app.visit_places($1) p
               join care_sessions s on s.id = p.care_session where p.coming > 0""",
            visit,
        )
        if series not in {g["series"] for g in groups}:
            raise NotFound
        try:
            async with transaction(by):
                await db.execute(
                    WRITE, uuid7(), visit, row["centre"], row["village"], series, done, then,
                    clock.now(), by.id,
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotHandOver(
                N_("This group is written down already. Please look at the page again.")
            ) from None
        await announce(TeamHandedOver(visit))


async def read_handover(visit: UUID, *, by: Actor) -> None:
    """I have read what the team wrote. By whoever runs the place.

    Raises:
        NotFound: there is nothing to be read by the actor.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.read_team_handover($1, $2)", visit, clock.now()):
            raise NotFound


async def hear_handover(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of TeamHandedOver: when all groups are written down nobody is asked, and the place reads."""
    async with transaction(by) as db:
        for visit in dict.fromkeys(UUID(fact["visit"]) for fact in payloads):
            row = await db.fetchrow(OPEN, visit)
            if row is None or row["owed"]:
                continue
            await end_climb(HANDOVER, subject_of(visit), by=by, because="written down")
            now = clock.now()
            for person in await answering_for(db, "lead", row["village"], row["centre"], now):
                await _say("team.handed_over", row, person, now)


async def on_handover_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: the leader is asked, then the offices hear that it is missing."""
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != HANDOVER:
                continue
            row = await db.fetchrow(OPEN, UUID(step["subject"].partition(":")[2]))
            if row is None or not row["owed"] or row["state"] not in ("approved", "over"):
                continue
            now = clock.now()
            if step["name"] == "leader":
                await _say("team.handover", row, row["leader"], now)
                continue
            people = {row["leader"]}
            for duty in ("lead", "township"):
                people |= set(await answering_for(db, duty, row["village"], row["centre"], now))
            for person in sorted(people):
                await _say("team.not_handed_over", row, person, now)


async def _say(kind: str, row: Any, person: UUID, now: datetime) -> None:
    await remind(
        kind, subject_of(row["id"]), person, now, expires_at=now + KEPT_FOR, place=row["place"],
        title=row["team_name"], date=row["last_on"].isoformat(),
    )  # fmt: skip
