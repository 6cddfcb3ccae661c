"""Taking a suggestion for who came in between into the round's draft, for people to decide."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.core.refusals import N_
from carenet.core.steps import Step
from carenet.matching.queries.between import suggested_for
from carenet.matching.rules import BETWEEN_DECIDE_DAYS, CannotMatch
from carenet.matching.services.circles import keep_circles
from carenet.matching.services.rounds import MAY_MATCH, hold_round

EXPIRY_LADDER: Final = "suggestion"
EXPIRY_STEPS: Final = (Step(BETWEEN_DECIDE_DAYS * 24 * 60, "lapse"),)
_GONE: Final = N_("This suggestion no longer holds: something has changed. Please look again.")
LINE: Final = """
insert into proposals (id, round, child, village, need, person, offer, cost, terms, next_best, state, answer_by)
select $1, $2, n.child, n.village, n.id, $4, $5, $6, $7, $8, 'draft', $9 from needs n
where n.id = $3 and n.met_at is null and n.closed_at is null
on conflict (round, need, person) do update set state = 'draft', cost = excluded.cost,
  terms = excluded.terms, next_best = excluded.next_best, answer_by = excluded.answer_by where proposals.state = 'withdrawn'
returning id, child, village"""
GROUP: Final = """
insert into round_groups (id, round, child, village, need, position, state, reasons)
select $1, $2, n.child, n.village, n.id,
  (select coalesce(max(g.position), -1) + 1 from round_groups g where g.round = $2), 'matched', '{}'
from needs n where n.id = $3
on conflict (round, need) do update set state = 'matched', reasons = '{}'"""
DECIDED: Final = """
insert into proposal_decisions (proposal, child, village, what, by, at)
values ($1, $2, $3, $6, $4, $5)"""
BACK: Final = """
update proposals set state = 'withdrawn' where id = $1 and state = 'draft'
returning id, child, village, round, need"""
REST: Final = """
update matching_rounds r set state = 'published' where r.id = $1 and r.state = 'draft' and r.published_at is not null
  and not exists (select from proposals p where p.round = r.id and p.state in ('draft', 'locked'))"""
SYSTEM: Final = UUID(int=0)
UNMATCHED: Final = """
update round_groups set state = 'unmatched', reasons = '{"cause": "capacity"}' where round = $1 and need = $2"""


async def take_suggestion(round_: UUID, need: UUID, person: UUID, *, by: Actor) -> None:
    """Put what is suggested for a need (brothers and sisters together) into the round's draft.

    Nobody is asked yet: the line is kept, refused or published like any other, or goes back when
    nobody decides in time.

    Raises:
        NotFound: no such round within reach, or it was never solved.
        CannotMatch: somebody else is suggested by now, or nobody.

    """
    by.needs(*MAY_MATCH)
    one = await suggested_for(round_, need, by=by)
    if one is None or one.helper is None or one.told is None or one.helper.person != person:
        raise CannotMatch(_GONE)
    cost = one.told.cost
    others = [
        {
            "person": str(o.person), "offer": str(o.offer) if o.offer else None,
            "extra": o.told.cost - cost, "room": o.room, "told": o.told.to_json(),
        }
        for o in one.options
    ]  # fmt: skip
    now = clock.now()
    until = now + timedelta(days=BETWEEN_DECIDE_DAYS)
    async with transaction(by) as db:
        await hold_round(db, round_, "draft", "published")
        await keep_circles(db, round_, [one.group])
        for want in one.group.wants:
            row = await _line(
                db, uuid7(), round_, want.need, person, one.helper.offer, cost,
                json.dumps(one.told.to_json()), json.dumps(others), until,
            )  # fmt: skip
            if row is None:
                raise CannotMatch(_GONE)
            await db.execute(GROUP, uuid7(), round_, want.need)
            await start_climb(EXPIRY_LADDER, f"suggestion:{row['id']}", now, EXPIRY_STEPS)
            await db.execute(
                DECIDED, row["id"], row["child"], row["village"], by.id, now, "between"
            )  # fmt: skip
        await db.execute("update matching_rounds set state = 'draft' where id = $1", round_)


async def _line(db: Scope, *values: Any) -> Any:
    """The line as it was written; nothing where somebody is not cleared, or kept apart, by now."""
    try:
        return await db.fetchrow(LINE, *values)
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate != "CN001":
            raise
        raise CannotMatch(_GONE) from None


async def lapse_suggestion(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a suggestion that nobody kept, refused or published goes back."""
    for payload in payloads:
        if payload["ladder"] != EXPIRY_LADDER:
            continue
        async with transaction(by) as db:
            row = await db.fetchrow(BACK, UUID(payload["subject"].removeprefix("suggestion:")))
            if row is None:
                continue
            await db.execute(UNMATCHED, row["round"], row["need"])
            await db.execute(
                DECIDED, row["id"], row["child"], row["village"], by.account or SYSTEM, clock.now(),
                "lapsed",
            )  # fmt: skip
            await db.execute(REST, row["round"])
