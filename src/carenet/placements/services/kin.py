"""Who of the family keeps a child is looked at: first, each year again, and what follows where it cannot stay."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.services import recompute_findings
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_
from carenet.core.reminders import unremind
from carenet.escalation.rules import KIN, POLICIES
from carenet.escalation.services.telling import Matter, tell
from carenet.matching.rules import Service
from carenet.matching.services.needs import AlreadyOpen, open_need
from carenet.placements.services.obligations import remind_of
from carenet.safeguarding.rules.kin import FIRST_WITHIN, OPENS_BEFORE, first_due, next_due

KIND: Final = "kin_assessment"
CANNOT_STAY: Final = N_("Two people saw that the child cannot stay with who of the family keeps it")
FIRST_MAX: Final = 200
"""So many first looks are planned at a turn of the worker."""
# $1 today, $2 how many. Officers are asked of the database village by village, for a village has one that answers.
UNSEEN: Final = """
select c.id, c.village from children c
left join urgencies u on u.child = c.id and u.ended_on is null
where c.left_on is null and c.merged_into is null and not c.short_record
  and exists (select from carers k where k.child = c.id and k.ends_on is null and k.starts_on <= $1
    and k.person is not null and k.relation not in ('mother', 'father'))
  and not exists (select from kin_assessments a where a.child = c.id and (a.agreed or a.answered_at is null))
  and not exists (select from obligations o where o.child = c.id and o.kind = 'kin_assessment')
order by c.village, u.tier nulls last, c.id limit $2"""
LATEST: Final = """
select a.village, a.outcome, exists (select from needs n where n.child = a.child and n.service = 'host_family'
    and n.met_at is null and n.closed_at is null) as wanted
from kin_assessments a join children c on c.id = a.child
where a.child = $1 and a.agreed and c.left_on is null order by a.visited_on desc, a.id desc limit 1"""


async def owe_kin_first(today: date, now: datetime, *, by: Actor) -> int:
    """Plan the first look at who keeps a child already, a few of a village a week; how many were planned.

    Args:
        today: the local day.
        now: this moment.
        by: a worker.

    """
    planned = 0
    async with transaction(by) as db:
        ahead: dict[str, int] = {}
        for row in await db.fetch(UNSEEN, today, FIRST_MAX):
            village = row["village"]
            if village not in ahead:
                ahead[village] = await db.fetchval(
                    """select count(*) from obligations where village = $1 and kind = $2
                         and met_at is null and missed_at is null and opens_on >= $3::date - $4::int""",
                    village, KIND, today, FIRST_WITHIN.days,
                )  # fmt: skip
            who = await db.fetchval("select app.answers_for($1, $2)", village, now)
            if who is None:
                continue
            due_on = first_due(today, ahead[village])
            await _owe(db, row["id"], who, due_on - FIRST_WITHIN, due_on)
            ahead[village] += 1
            planned += 1
    return planned


async def _owe(db: Scope, child: UUID, who: UUID, opens_on: date, due_on: date) -> None:
    id_ = uuid7()
    await db.execute(
        """insert into obligations (id, child, village, person, kind, opens_on, due_on)
           select $1, c.id, c.village, $3, $4, $5, $6 from children c where c.id = $2""",
        id_, child, who, KIND, opens_on, due_on,
    )  # fmt: skip
    await remind_of(id_, who, KIND, due_on)


async def owe_kin_again(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of KinAssessed: what was owed is met; a year later it is owed anew, or another home is sought at once."""
    now = clock.now()
    async with transaction(by) as db:
        for one in payloads:
            child, because = UUID(one["child"]), f"kin_assessment:{one['assessment']}"
            met = await db.fetch(
                """update obligations set met_at = $3, met_by = $4 where child = $1 and kind = $2
                     and met_at is null and missed_at is null returning id""",
                child, KIND, now, because,
            )  # fmt: skip
            for row in met:
                await unremind(f"obligation:{row['id']}")
            await recompute_findings(child, by=by)  # before the need, whose turn it decides
            if one.get("outcome") == "not":
                await _seek_home(child, one["village"], now, by=by)
                continue
            await end_climb(KIN, f"kin:{child}", by=by, because="well")
            who = await db.fetchval("select app.answers_for($1, $2)", one["village"], now)
            if who is not None:
                due_on = next_due(date.fromisoformat(one["visited_on"]))
                await _owe(db, child, who, due_on - OPENS_BEFORE, due_on)


async def _seek_home(child: UUID, village: str, now: datetime, *, by: Actor) -> None:
    try:
        async with transaction(by):
            await open_need(child, Service.HOST_FAMILY, subject=None, because=CANNOT_STAY, by=by)
    except AlreadyOpen:
        pass  # sought already: what is new is that it cannot wait
    await start_climb(KIN, f"kin:{child}", now, POLICIES[KIN].steps, place=village)


async def on_kin_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a child cannot stay where it is, and no other home has begun."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != KIN:
                continue
            child = UUID(step["subject"].partition(":")[2])
            row = await db.fetchrow(LATEST, child)
            if row is None or row["outcome"] != "not" or not row["wanted"]:
                await end_climb(KIN, step["subject"], by=by, because="answered")
                continue
            matters.append(Matter(step, row["village"], child=child))
    await tell(matters, by=by)
