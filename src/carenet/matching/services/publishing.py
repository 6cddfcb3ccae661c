"""Publishing: a proposal goes to the guardian where consent is asked, then to the helper.

A no, or silence past the deadline, passes the need to the round's next best; if nobody of the
round is left, the need stays open for the next round.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.matching.facts import (
    NeedLeftOpen,
    ProposalDeclined,
    RoundPublished,
)
from carenet.matching.pairing.shapes import CIRCLE_MIN
from carenet.matching.rules import (
    SHAPES,
    Service,
    require_state,
)
from carenet.matching.services.apart import keep_together
from carenet.matching.services.asking import ANSWER_LADDER, ask_guardian, let_go, note
from carenet.matching.services.circles import circles_answered, families_agreed
from carenet.matching.services.room import has_hours, room_of
from carenet.matching.services.rounds import MAY_MATCH, hold_round

PUBLISH_MAX: Final = 1000
CHOSEN: Final = """
select p.id, p.child, p.village, p.person, p.need, n.group_key, n.service,
  coalesce(app.consented(p.child, $3, $4), false) as consented
from proposals p join needs n on n.id = p.need
where p.round = $1 and p.state in ('draft', 'locked') and n.met_at is null and n.closed_at is null
  and ($2::uuid[] is null or p.id = any($2) or (n.group_key, p.person) in (
    select m.group_key, y.person from proposals y join needs m on m.id = y.need
    where y.id = any($2) and m.group_key is not null and m.service in ('proxy_parent', 'host_family', 'peer')))
  and n.service = $8 and ($6::text is null or p.village = $6 or (n.service = 'peer' and exists (
    select from proposals y join needs m on m.id = y.need
    where y.round = p.round and y.person = p.person and m.group_key = n.group_key and y.village = $6))) and ($7::text is null or p.state = $7)
  and not exists (select from proposals o where o.need = p.need
                  and o.state in ('published', 'agreed', 'accepted'))
order by case n.service when 'peer' then n.group_key end, p.id limit $5 for update of p"""


# The proposals of a circle lapse, and are offered on, together.
LAPSE: Final = """
update proposals p set state = 'declined' from needs n, proposals l join needs m on m.id = l.need
where l.id = $1 and l.state = 'agreed' and n.id = p.need and p.state = 'agreed' and (p.id = l.id
  or (m.service = 'peer' and n.group_key = m.group_key and p.round = l.round and p.person = l.person))
returning p.id, p.child, p.village"""
AGAIN: Final = """
select p.*, n.service, n.group_key, r.lo, r.also from proposals l join needs m on m.id = l.need
  join proposals p on p.round = l.round and p.person = l.person and p.state = l.state
  join needs n on n.id = p.need join matching_rounds r on r.id = p.round
where l.id = $1 and (p.id = l.id or (m.service = 'peer' and n.group_key = m.group_key))
  and n.met_at is null and n.closed_at is null and not exists (select from proposals o
    where o.need = p.need and o.state in ('published', 'agreed', 'accepted')) order by p.id"""


async def publish(
    round_: UUID,
    proposals: Sequence[UUID] | None,
    *,
    village: str | None = None,
    state: str | None = None,
    apart: str | None = None,
    by: Actor,
) -> int:
    """Let chosen lines of a draft go out, or all of a village or state, at most PUBLISH_MAX; how many went.

    Raises:
        CannotMatch: the round is no draft now.
        PartsSiblings: brothers and sisters would be apart, and `apart` does not say why.

    """
    by.needs(*MAY_MATCH)
    async with transaction(by) as db:
        await hold_round(db, round_, "draft")
        chosen = list(proposals) if proposals is not None else None
        rows = []
        for service in await services_of(db, round_):
            out = await _let_out(db, round_, service, chosen, village, state, by)
            await keep_together(db, out, service, apart, by=by)
            rows += out
        left = await db.fetchval(
            "select exists (select from proposals where round = $1 and state in ('draft', 'locked'))",
            round_,
        )
        await db.execute(
            """update matching_rounds set state = $2, published_at = coalesce(published_at, $3),
                 published_by = coalesce(published_by, $4) where id = $1""",
            round_, "draft" if left else "published", clock.now(), by.id,
        )  # fmt: skip
        await announce(RoundPublished(round_, len(rows)))
        return len(rows)


async def services_of(db: Scope, round_: UUID) -> list[Service]:
    """The services of a round, its own first."""
    row = await db.fetchrow("select service, also from matching_rounds where id = $1", round_)
    return [] if row is None else [Service(code) for code in (row["service"], *row["also"])]


async def _let_out(
    db: Scope, round_: UUID, service: Service, chosen: list[UUID] | None, village: str | None,
    state: str | None, by: Actor,
) -> list[Any]:  # fmt: skip
    """The chosen lines of one service go to guardians, or to helpers where a yes is there."""
    purpose = SHAPES[service].purpose
    rows = await db.fetch(
        CHOSEN, round_, chosen, purpose, clock.today(), PUBLISH_MAX, village, state, service.value
    )
    rows = _whole(rows) if SHAPES[service].circle else rows
    await note(db, rows, "published", by)
    now = clock.now()
    for row in rows:
        if purpose and not row["consented"]:
            await ask_guardian(db, row, purpose, now)
    agreed = [r for r in rows if not purpose or r["consented"]]
    await families_agreed(db, round_, agreed, now)
    return list(rows)


def _whole(rows: Sequence[Any]) -> list[Any]:
    """Without the last circle where not all of it may have been read."""
    cut = rows[-1]["group_key"] if len(rows) == PUBLISH_MAX else None
    return [r for r in rows if cut is None or r["group_key"] != cut]


async def withdraw(proposal: UUID, because: str, *, by: Actor) -> None:
    """Take a published proposal back before anybody accepted it.

    Raises:
        NotFound: no such proposal within reach.
        CannotMatch: it was answered by now.

    """
    by.needs(*MAY_MATCH)
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select id, child, village, state, need, round from proposals where id = $1 for update",
            proposal,
        )
        if row is None:
            raise NotFound
        require_state(row["state"], "published", "agreed")
        await db.execute("update proposals set state = 'withdrawn' where id = $1", proposal)
        await db.execute(
            """insert into proposal_decisions (proposal, child, village, what, by, at, because)
               values ($1, $2, $3, 'withdrawn', $4, $5, $6)""",
            proposal, row["child"], row["village"], by.id, clock.now(), because,
        )  # fmt: skip
        await let_go(proposal, by)
        await circles_answered(db, [proposal])
        await announce(NeedLeftOpen(row["need"], row["round"]))


async def lapse_proposal(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a helper who did not answer in time is taken as a no without blame."""
    for payload in payloads:
        if payload["ladder"] != ANSWER_LADDER:
            continue
        async with transaction(by) as db:
            rows = await db.fetch(LAPSE, UUID(payload["subject"].removeprefix("proposal:")))
            await note(db, rows, "lapsed", by)
            for row in rows:
                await let_go(row["id"], by)
                await announce(ProposalDeclined(row["id"], lapsed=True))


async def offer_next_best(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ProposalDeclined: the need goes to the round's next best with room, at once."""
    for payload in payloads:
        async with transaction(by) as db:
            rows = await db.fetch(AGAIN, UUID(payload["proposal"]))
            if rows and not await _offer(db, rows, by):
                (own,) = (r for r in rows if r["id"] == UUID(payload["proposal"]))
                await announce(NeedLeftOpen(own["need"], own["round"]))


async def _offer(db: Scope, rows: Sequence[asyncpg.Record], by: Actor) -> bool:
    """Offer a child, or a whole circle, to the next who may and has room; whether there was one."""
    row = rows[0]
    service = Service(row["service"])
    if SHAPES[service].circle and len(rows) < CIRCLE_MIN:
        return False
    tried = {
        r["person"]
        for r in await db.fetch(
            """select person from proposals where need = $1
                 and state in ('declined', 'refused', 'withdrawn') and round = $2
               union select person from pair_rules
               where need = $1 and kind = 'ban' and lifted_on is null""",
            row["need"],
            row["round"],
        )
    }
    for option in row["next_best"] or ():
        person = UUID(option["person"])
        room = await room_of(db, service, person, row["lo"], beside=row["group_key"])
        if person in tried or room < 1:
            continue
        if row["also"] and not await has_hours(db, service, person):
            continue
        try:
            async with transaction(by):
                new = [await _insert(db, one, option) for one in rows]
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate != "CN001":
                raise
            continue  # cleared no longer, or kept apart since the round was solved
        await _ask(db, row["round"], new, service, by)
        return True
    return False


async def _ask(
    db: Scope, round_: UUID, new: Sequence[dict[str, Any]], service: Service, by: Actor
) -> None:
    """Guardians are asked first, where there is no yes yet; then who helps."""
    purpose, now, agreed = SHAPES[service].purpose, clock.now(), []
    for one in new:
        if not purpose or await db.fetchval(
            "select app.consented($1, $2, $3)", one["child"], purpose, clock.today()
        ):
            agreed.append(one)
        else:
            await ask_guardian(db, one, purpose, now)
    await families_agreed(db, round_, agreed, now)
    await note(db, new, "next_best", by)


async def _insert(db: Scope, row: asyncpg.Record, option: Mapping[str, Any]) -> dict[str, Any]:
    rest = [o for o in row["next_best"] if o["person"] != option["person"]]
    await db.execute(
        "update proposals set state = 'withdrawn' where round = $1 and need = $2 and state in ('draft', 'locked')",
        row["round"],
        row["need"],
    )
    id_ = await db.fetchval(
        """insert into proposals (id, round, child, village, need, person, offer, cost, terms,
             next_best, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft')
           on conflict (round, need, person) do update set state = 'draft' returning id""",
        uuid7(), row["round"], row["child"], row["village"], row["need"], UUID(option["person"]),
        UUID(option["offer"]) if option["offer"] else None, option["told"]["cost"],
        json.dumps(option["told"]), json.dumps(rest),
    )  # fmt: skip
    return {
        "id": id_, "child": row["child"], "village": row["village"], "need": row["need"],
        "person": UUID(option["person"]), "group_key": row["group_key"], "service": row["service"],
    }  # fmt: skip
