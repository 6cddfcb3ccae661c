"""Moving a line of a draft by hand to another helper; its price is said before it is done."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, reading, transaction
from carenet.core.refusals import N_, NotFound
from carenet.matching.engine.files import read_instance
from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.solve import solve
from carenet.matching.engine.standing import standing
from carenet.matching.rules import SHARED_HOURS, CannotMatch, Service, require_state
from carenet.matching.services.drafting import NeedsReason
from carenet.matching.services.room import hours_in_draft, room_of
from carenet.matching.services.rounds import MAY_MATCH, hold_round, start_round

UNEVEN_PRICED_MAX: Final = 3000
"""Groups of a round with unequal loads that is solved again at once; with equal loads going on takes no time."""
PRICE_SECONDS: Final = 5
LINE: Final = """
select p.*, n.group_key, n.service, r.lo, r.state as round_state, r.also
from proposals p join needs n on n.id = p.need join matching_rounds r on r.id = p.round
where p.id = $1"""
TOGETHER: Final = """
select p.id, p.child, p.village, p.need, p.next_best, p.offer, p.cost, p.terms
from proposals p join needs n on n.id = p.need
where p.round = $1 and p.person = $2 and p.state in ('draft', 'locked')
  and (p.id = $3 or ($4::uuid is not null and n.group_key = $4
       and n.service in ('proxy_parent', 'host_family', 'peer')))
order by p.id for update of p"""
_ELSEWHERE: Final = N_("This helper is not among those the rules allow here. Please look again.")


@dataclass(frozen=True, slots=True)
class Price:
    """What a move costs: the line itself, and all others where somebody has to make room.

    `left` counts children more (or fewer) without anybody by tier after solving again with the
    move kept; None where the helper has room, or where the round is too large to say so at once.
    """

    person: UUID
    told: Mapping[str, Any]
    extra: int
    room: int
    children: int
    left: Mapping[int, int] | None = None
    cost: int | None = None


async def price_of_move(proposal: UUID, person: UUID, *, by: Actor) -> Price:
    """What moving a line to another helper would cost; nothing is changed.

    Raises:
        NotFound: no such proposal within reach.
        CannotMatch: the helper is not allowed there, or the line has moved on.

    """
    by.needs(*MAY_MATCH)
    async with reading(by) as db:
        row = await _line(db, proposal)
        option = _option(row, person)
        children = await _children(db, row)
        room = await _room(db, row, person)
        price = Price(person, option["told"], option["extra"], room, children)
        if room >= _load(row, children):
            return price
        (stored,) = await db.fetch(
            "select problem, outcome from matching_rounds where id = $1", row["round"]
        )
        locks = await db.fetch(
            """select need, person from pair_rules
               where round = $1 and kind = 'lock' and lifted_on is null and need <> $2""",
            row["round"],
            row["need"],
        )
    kept = {r["need"]: r["person"] for r in locks} | {row["need"]: person}
    return await asyncio.to_thread(_priced, price, stored["problem"], stored["outcome"], kept)


def _priced(
    price: Price, problem: dict[str, Any], before: dict[str, Any], kept: Mapping[UUID, UUID]
) -> Price:
    """Solve the stored problem again with these pairs kept; the difference is the price."""
    needs = problem["needs"]
    plain = {k: v for k, v in problem.items() if k not in ("needs", "service")}
    instance = read_instance(json.dumps(plain).encode())
    if len(needs) > UNEVEN_PRICED_MAX and _uneven(instance):
        return price
    at_need = {UUID(n): g for g, group in enumerate(needs) for n in group}
    at_person = {UUID(h.split(":")[0]): k for k, h in enumerate(instance.helper_ids)}
    locks = tuple(
        dict.fromkeys(
            (at_need[n], at_person[p]) for n, p in kept.items() if n in at_need and p in at_person
        )
    )
    kept_there = replace(instance, locks=locks)
    earlier = standing(kept_there, instance, Outcome.from_json(before))
    after = solve(kept_there, Limits(seconds=PRICE_SECONDS), earlier=earlier)
    if after.status == "infeasible":
        return price
    left = {
        int(tier): int(after.unmatched[int(tier)].value) - int(count["value"])
        for tier, count in before["unmatched_children"].items()
    }
    return replace(price, left=left, cost=int(after.cost.value) - int(before["cost"]["value"]))


def _uneven(problem: Problem) -> bool:
    """Whether groups take unequal shares of a helper."""
    pairs = problem.pairs
    return pairs is None or bool(len(pairs.load) and pairs.load.min() < pairs.load.max())


async def move(proposal: UUID, person: UUID, because: str | None, *, by: Actor) -> bool:
    """Move a line (brothers and sisters together) to another helper and keep it there.

    Where that helper is full the wish is kept and the round is solved again around it; the answer
    says whether it was moved at once.

    Raises:
        NeedsReason: a move without a reason.
        NotFound: no such proposal within reach.
        CannotMatch: the helper is not allowed there, or the round has moved on.

    """
    by.needs(*MAY_MATCH)
    if not because:
        raise NeedsReason
    async with transaction(by) as db:
        row = await _line(db, proposal)
        await hold_round(db, row["round"], "draft")
        row = await _line(db, proposal)  # as it is now that nobody else decides
        option = _option(row, person)
        lines = await db.fetch(TOGETHER, row["round"], row["person"], proposal, row["group_key"])
        at_once = await _room(db, row, person) >= _load(row, len(lines))
        try:
            for line in lines:
                await _keep(db, row["round"], line, option, because, by)
                if at_once:
                    await _replace(db, row, line, option, because, by)
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate != "CN001":
                raise
            raise CannotMatch(_ELSEWHERE) from None  # cleared no longer, or kept apart by now
        if not at_once:
            await start_round(row["round"], by=by)
        return at_once


async def _line(db: Scope, proposal: UUID) -> Any:
    row = await db.fetchrow(LINE, proposal)
    if row is None:
        raise NotFound
    require_state(row["state"], "draft", "locked")
    require_state(row["round_state"], "draft")
    return row


def _option(row: Mapping[str, Any], person: UUID) -> Mapping[str, Any]:
    for option in row["next_best"] or ():
        if option["person"] == str(person):
            found: Mapping[str, Any] = option
            return found
    raise CannotMatch(_ELSEWHERE)


async def _children(db: Scope, row: Mapping[str, Any]) -> int:
    """Children who go along: brothers and sisters of the same line."""
    found: int = await db.fetchval(
        """select count(*) from proposals p join needs n on n.id = p.need
           where p.round = $1 and p.person = $2 and p.state in ('draft', 'locked') and (p.id = $3
             or ($4::uuid is not null and n.group_key = $4
                 and n.service in ('proxy_parent', 'host_family', 'peer')))""",
        row["round"], row["person"], row["id"], row["group_key"],
    )  # fmt: skip
    return found


def _load(row: Mapping[str, Any], children: int) -> int:
    return children if row["service"] == Service.HOST_FAMILY else 1


async def _room(db: Scope, row: Mapping[str, Any], person: UUID) -> int:
    """Room left at a helper once everything that is out and everything in this draft is counted."""
    counted = "p.id" if row["service"] == Service.HOST_FAMILY else "coalesce(n.group_key, n.id)"
    drafted: int = await db.fetchval(
        f"""select count(distinct {counted}) from proposals p join needs n on n.id = p.need
            where p.round = $1 and p.person = $2 and p.state in ('draft', 'locked')
              and n.service = $3""",
        row["round"],
        person,
        row["service"],
    )
    service = Service(row["service"])
    room = await room_of(db, service, person, row["lo"]) - drafted
    if not row["also"]:
        return room
    hours = await hours_in_draft(db, row["round"], person)
    return room if hours is None else min(room, hours // SHARED_HOURS[service])


async def _keep(
    db: Scope, round_: UUID, line: Any, option: Mapping[str, Any], because: str, by: Actor
) -> None:
    await db.execute(
        """update pair_rules set lifted_on = $3
           where round = $1 and need = $2 and kind = 'lock' and lifted_on is null""",
        round_, line["need"], clock.today(),
    )  # fmt: skip
    await db.execute(
        """insert into pair_rules (round, child, village, need, person, kind, by, at, because, price)
           values ($1, $2, $3, $4, $5, 'lock', $6, $7, $8, $9)""",
        round_, line["child"], line["village"], line["need"], UUID(option["person"]), by.id,
        clock.now(), because, option["extra"],
    )  # fmt: skip


async def _replace(
    db: Scope,
    row: Mapping[str, Any],
    line: Any,
    option: Mapping[str, Any],
    because: str,
    by: Actor,
) -> None:
    """The old line is taken back, the new one stands kept; the old helper is its next best now."""
    change = int(option["extra"])
    others = [
        o | {"extra": int(o["extra"]) - change}
        for o in line["next_best"] or ()
        if o["person"] != option["person"]
    ]
    before = {
        "person": str(row["person"]), "offer": str(line["offer"]) if line["offer"] else None,
        "extra": -change, "room": 1, "told": line["terms"],
    }  # fmt: skip
    await db.execute("update proposals set state = 'withdrawn' where id = $1", line["id"])
    id_ = await db.fetchval(
        """insert into proposals (id, round, child, village, need, person, offer, cost, terms,
             next_best, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'locked')
           on conflict (round, need, person) do update set state = 'locked', cost = excluded.cost,
             terms = excluded.terms, next_best = excluded.next_best returning id""",
        uuid7(), row["round"], line["child"], line["village"], line["need"],
        UUID(option["person"]), UUID(option["offer"]) if option["offer"] else None,
        option["told"]["cost"], json.dumps(option["told"]), json.dumps([before, *others]),
    )  # fmt: skip
    await db.executemany(
        """insert into proposal_decisions (proposal, child, village, what, by, at, because)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        [
            (id_, line["child"], line["village"], what, by.id, clock.now(), because)
            for what in ("moved", "lock")
        ],
    )
