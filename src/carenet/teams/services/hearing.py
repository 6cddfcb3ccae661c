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
from carenet.teams.services.ending import end_access, leave_days
from carenet.teams.services.handing_over import chase_handover
from carenet.teams.services.rungs import HANDOVER, subject_of

VISIT: Final = """
select v.*, t.name as team_name, t.leader, c.name as place, a.person as proposer
from team_visits v join teams t on t.id = v.team join centres c on c.id = v.centre
left join accounts a on a.id = v.proposed_by where v.id = $1"""

MOVE: Final = """
select m.state as move, m.first_on as then_first, m.last_on as then_last, m.was_first_on, m.was_last_on, m.asked_by, a.person as asker
from team_visit_moves m left join accounts a on a.id = m.asked_by """
ON_TEAM: Final = "select person from team_members where team = $1 and left_at is null"
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


async def tell_of_move_asked(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of MoveAsked: the offices that may decide, but for who asked."""
    async with transaction(by) as db:
        for visit in dict.fromkeys(UUID(fact["visit"]) for fact in payloads):
            row = await db.fetchrow(VISIT, visit)
            move = await db.fetchrow(MOVE + "where m.visit = $1 and m.state = 'asked'", visit)
            if row is None or move is None:
                continue
            now, people = clock.now(), set[UUID]()
            for duty in ("township", "county"):
                people |= set(await answering_for(db, duty, row["village"], row["centre"], now))
            await remind_all(
                "team.move_asked", subject_of(visit), sorted(people - {move["asker"], row["leader"]}),
                now, expires_at=_end(row), place=row["place"], title=row["team_name"],
                date=move["then_first"].isoformat(),
            )  # fmt: skip


async def tell_of_move(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of MoveDecided: places on days left go back, and the team, who asked and the place hear."""
    async with transaction(by) as db:
        for fact in payloads:
            move = await db.fetchrow(MOVE + "where m.id = $1", UUID(fact["move"]))
            visit = await db.fetchval(
                "select visit from team_visit_moves where id = $1", UUID(fact["move"])
            )
            row = await db.fetchrow(VISIT, visit)
            if move is None or row is None or row["state"] != "approved":
                continue
            now, people = clock.now(), {row["leader"], move["asker"]} - {None}
            if fact["moved"]:
                await end_climb(HANDOVER, subject_of(visit), by=by, because="other days")
                await chase_handover(row)
                await leave_days(db, visit, move["was_first_on"], move["was_last_on"], by=by)
                people |= {one["person"] for one in await db.fetch(ON_TEAM, row["team"])}
                people |= set(await answering_for(db, "lead", row["village"], row["centre"], now))
            await remind_all(
                "team.moved" if fact["moved"] else "team.not_moved", subject_of(visit), sorted(people),
                now, expires_at=_end(row), place=row["place"], title=row["team_name"],
                date=row["first_on"].isoformat(),
            )  # fmt: skip
