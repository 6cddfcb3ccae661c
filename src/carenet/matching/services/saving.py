"""Writing down what a solved round came to: its groups, its lines, the problem and the outcome."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.matching.engine.files import instance_json
from carenet.matching.engine.outcome import Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.facts import RoundSolved
from carenet.matching.pairing.making import Made, verdicts
from carenet.matching.pairing.shapes import Option, Verdict
from carenet.matching.queries.gathering import Marked
from carenet.matching.queries.material import Material
from carenet.matching.services.circles import keep_circles

ROWS_AT_ONCE: Final = 2_000
GROUPS: Final = """
insert into round_groups (id, round, child, village, need, position, state, reasons)
select x.id, $1, n.child, x.village, n.id, x.position, x.state, x.reasons::jsonb
from unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::text[], $7::text[])
  as x (id, village, need, position, state, reasons) join needs n on n.id = x.need
on conflict (round, need) do update set position = excluded.position,
  state = excluded.state, reasons = excluded.reasons"""
LINES: Final = """
insert into proposals (id, round, child, village, need, person, offer, cost, terms, next_best, state)
select x.id, $1, x.child, x.village, x.need, x.person, x.offer, x.cost, x.terms::jsonb,
  x.next_best::jsonb, x.state
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::int[],
  $9::text[], $10::text[], $11::text[])
  as x (id, child, village, need, person, offer, cost, terms, next_best, state)
on conflict (round, need, person) do update set cost = excluded.cost, terms = excluded.terms,
  next_best = excluded.next_best, state = excluded.state, offer = excluded.offer"""


@dataclass(frozen=True, slots=True)
class Solved:
    """A round's pairs and plan by service, the problem as handed over, its outcome, what is said of it.

    `ahead` is what a place at each helper is worth to those who may still come.
    """

    parts: tuple[tuple[Made, Outcome], ...]
    problem: Problem
    outcome: Outcome
    told: dict[str, Any]
    ahead: list[float] | None = None


async def save(job: tasks.Job, round_: UUID, found: Material, solved: Solved) -> None:
    """Write draft, problem and outcome in one transaction; the draft before it is taken back."""
    told = [(made, verdicts(made, plan)) for made, plan in solved.parts]
    lines = [line for _, mine in told for line in mine]
    async with transaction(job.by) as db:
        await db.execute(
            "update proposals set state = 'withdrawn' where round = $1 and state in ('draft', 'locked')",
            round_,
        )
        await _write(db, GROUPS, round_, list(_groups(lines, found.needs_marked)))
        groups = [g for made, _ in solved.parts for g in made.groups]
        await keep_circles(db, round_, groups)
        rows = [row for made, mine in told for row in _lines(made, mine)]
        await _write(db, LINES, round_, rows)
        summary = _summary(found, solved.outcome, lines) | solved.told
        if len(told) > 1:
            summary["services"] = {made.service.value: _of_service(mine) for made, mine in told}
        await db.execute(
            """update matching_rounds set state = 'draft', solved_at = $2, problem = $3, outcome = $4,
                 summary = $5 where id = $1""",
            round_,
            clock.now(),
            json.dumps(_replayable(solved)),
            json.dumps(
                solved.outcome.to_json() | ({"ahead": solved.ahead} if solved.ahead else {})
            ),
            json.dumps(summary),
        )
        await tasks.give_result(job.id, {"round": str(round_), "proposals": len(rows)})
        await announce(RoundSolved(round_, job.begun_by))


async def _write(db: Scope, sql: str, round_: UUID, rows: Sequence[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        columns = zip(*rows[start : start + ROWS_AT_ONCE], strict=True)
        await db.execute(sql, round_, *(list(column) for column in columns))


def _groups(lines: Sequence[Verdict], marked: Sequence[Marked]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for line in lines:
        state = "matched" if line.helper else "unmatched"
        there = {str(t): n for t, n in line.instead.items()}
        told = json.dumps({"cause": line.cause, "emptied": line.emptied, "instead": there})
        rows += [
            (uuid7(), w.village, w.need, len(rows) + k, state, told)
            for k, w in enumerate(line.group.wants)
        ]
    out: dict[UUID, Marked] = {m.id: m for m in reversed(marked) if m.mark.out}
    for one in out.values():
        told = json.dumps({"cause": one.mark.code})
        rows.append((uuid7(), one.village, one.id, len(rows), "left_out", told))
    return rows


def _lines(made: Made, lines: Sequence[Verdict]) -> list[tuple[Any, ...]]:
    locked = dict(made.locks)
    rows: list[tuple[Any, ...]] = []
    for position, line in enumerate(lines):
        if line.helper is None or line.told is None:
            continue
        kept = position in locked and made.helpers[locked[position]].id == line.helper.id
        shared = (
            line.helper.person, line.helper.offer, line.told.cost, json.dumps(line.told.to_json()),
            json.dumps([_option(o, line.told.cost) for o in line.options]),
            "locked" if kept else "draft",
        )  # fmt: skip
        rows += [(uuid7(), w.child, w.village, w.need, *shared) for w in line.group.wants]
    return rows


def _option(option: Option, cost: int) -> dict[str, Any]:
    return {
        "person": str(option.person),
        "offer": str(option.offer) if option.offer else None,
        "extra": option.told.cost - cost,
        "room": option.room,
        "told": option.told.to_json(),
    }


def _replayable(solved: Solved) -> dict[str, Any]:
    """The instance file's form, with the needs behind each group; ids only."""
    made = [m for m, _ in solved.parts]
    needs = [[str(w.need) for w in g.wants] for m in made for g in m.groups]
    return instance_json(solved.problem) | {"needs": needs, "service": made[0].service.value}


def _of_service(lines: Sequence[Verdict]) -> dict[str, int]:
    """Children of one service: in the round, and with somebody."""
    return {
        "children": sum(line.group.size for line in lines),
        "placed": sum(line.group.size for line in lines if line.helper),
    }


def _summary(found: Material, outcome: Outcome, lines: Sequence[Verdict]) -> dict[str, Any]:
    placed = sum(line.group.size for line in lines if line.helper)
    out: dict[str, int] = {}
    for one in found.helpers_marked:
        out[one.mark.code] = out.get(one.mark.code, 0) + 1
    return {
        "needs": found.needs,
        "children": sum(g.size for g in found.groups),
        "placed": placed,
        "left_out": sum(1 for m in found.needs_marked if m.mark.out),
        "helpers": len(found.helpers),
        "room": found.room,
        "helpers_out": out,
        "unmatched": {str(t): p.to_json() for t, p in outcome.unmatched.items()},
        "cost": outcome.cost.to_json(),
        "status": outcome.status,
        "seconds": outcome.seconds.get("solve"),
    }
