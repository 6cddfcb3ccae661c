"""Who hears of a visit: those who may decide, then the leader and whoever leads the place."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.ladders import end_climb
from carenet.core.reminders import remind, remind_all
from carenet.escalation.queries.people import answering_for
from carenet.teams.services.ending import end_access
from carenet.teams.services.handing_over import chase_handover
from carenet.teams.services.rungs import HANDOVER, subject_of

VISIT: Final = """
select v.*, t.name as team_name, t.leader, c.name as place, a.person as proposer
from team_visits v join teams t on t.id = v.team join centres c on c.id = v.centre
left join accounts a on a.id = v.proposed_by where v.id = $1"""

SAID: Final = {
    "approved": "team.approved", "refused": "team.refused", "called_off": "team.called_off",
}  # fmt: skip


def _end(row: Any) -> datetime:
    return clock.at(row["last_on"] + timedelta(days=1), time())


async def tell_of_visit(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of VisitProposed: the offices that may decide, but for who proposed it."""
    async with transaction(by) as db:
        for fact in payloads:
            row = await db.fetchrow(VISIT, UUID(fact["visit"]))
            if row is None or row["state"] != "proposed":
                continue
            now, people = clock.now(), set[UUID]()
            for duty in ("township", "county"):
                people |= set(await answering_for(db, duty, row["village"], row["centre"], now))
            for person in people - {row["proposer"], row["leader"]}:
                await remind(
                    "team.proposed", subject_of(row["id"]), person, now, expires_at=_end(row),
                    place=row["place"], title=row["team_name"], date=row["first_on"].isoformat(),
                )  # fmt: skip


async def tell_of_decision(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of VisitDecided: the days end or are prepared; the leader hears, and whoever leads the place if the team was to come."""
    async with transaction(by) as db:
        for fact in payloads:
            row, state = await db.fetchrow(VISIT, UUID(fact["visit"])), fact["state"]
            if row is None or state == "over":
                continue
            if state == "approved":
                await chase_handover(row)
            elif state == "called_off":
                await end_climb(HANDOVER, subject_of(row["id"]), by=by, because="called off")
                await end_access(db, row["id"], by=by)
            now, people = clock.now(), {row["leader"]}
            if row["decided_by"] and state != "refused":
                people |= set(await answering_for(db, "lead", row["village"], row["centre"], now))
            await remind_all(
                SAID[state], subject_of(row["id"]), sorted(people), now, expires_at=_end(row),
                place=row["place"], title=row["team_name"], date=row["first_on"].isoformat(),
            )  # fmt: skip
