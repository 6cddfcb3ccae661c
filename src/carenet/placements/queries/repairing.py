"""An adult or a home is lost: who could take its children, changing as little as possible for all others.

Everyone who is placed with the same service takes part as it is today. The engine's repair places
again whom the lost helper has; at most one other child is moved for each of them, and none where it
can be avoided.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import numpy as np

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.matching.engine.outcome import Limits, Outcome, Proven
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.repair import repair
from carenet.matching.pairing.making import Made, make
from carenet.matching.pairing.shapes import GROUPS_MAX, SUPPLY_MAX, Group, Helper, Ties, Told
from carenet.matching.pairing.sides import Ints
from carenet.matching.queries.gathering import group_of
from carenet.matching.queries.material import ABOUT, AROUND, HOUSEHOLDS, PROMISED, helpers_of
from carenet.matching.rules import SHAPES, Service

SECONDS_MAX: Final = 5
MOVE: Final = 100_000
"""What it costs to move a child who could stay: more than any way, less than a child with nobody."""
SERVICE: Final = {"full_care": Service.HOST_FAMILY, "half_care": Service.HOST_FAMILY}
PRESENT: Final = f"""
select {ABOUT}, n.person as at, n.asked
from (select p.id, p.child, p.village, p.person, null as subject, null as wants_sex,
        null::uuid as group_key,
        coalesce((select u.tier from urgencies u where u.child = p.child and u.ended_on is null), 3) as tier,
        exists (select from handovers x where x.placement = p.id and x.answered_at is null) as asked
      from placements p where p.kind = any($1::text[]) and p.ends_on is null) n {AROUND}
order by n.person, n.id limit $2"""
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"


@dataclass(frozen=True, slots=True)
class Step:
    """One child and to whom it would go; nobody where the rules leave nobody with room."""

    placement: UUID
    child: UUID
    child_name: str
    village: str
    forced: bool
    to: UUID | None = None
    helper: str | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Repairing:
    """All that is proposed after a loss; `waiting` children have been offered to somebody already."""

    placement: UUID
    kind: str
    lost: UUID
    adult: str | None
    steps: tuple[Step, ...]
    waiting: int

    @property
    def forced(self) -> list[Step]:
        """Children of the lost helper."""
        return [s for s in self.steps if s.forced]

    @property
    def moved(self) -> list[Step]:
        """Others who would have to move for their sake."""
        return [s for s in self.steps if not s.forced]


async def repairing(placement: UUID, *, by: Actor) -> Repairing:
    """What would become of the children of a placement's adult if that adult were lost today.

    Raises:
        NotFound: no such running placement within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            """select p.id, p.kind, p.person, (select w.name from app.names_of(array[p.person]) w) as adult
               from placements p where p.id = $1 and p.ends_on is null""",
            placement,
        )
        if row is None or not by.is_officer:
            raise NotFound
        service = SERVICE.get(row["kind"]) or Service(row["kind"])
        kinds = [k for k, s in SERVICE.items() if s is service] or [row["kind"]]
        present = await db.fetch(PRESENT, kinds, GROUPS_MAX)
        waiting = [r for r in present if r["asked"]]
        rows = [r for r in present if not r["asked"]]
        helpers, ties = await _others(db, service, row["person"], rows, by)
        steps = await asyncio.to_thread(_solved, service, row["person"], rows, helpers, ties)
        names = await db.fetch(
            "select id, name from app.names_of($1)", [s.to for s in steps if s.to]
        )
        children = await db.fetch(
            "select id, name from children where id = any($1)", [s.child for s in steps]
        )
        await db.execute(LOG, [s.child for s in steps], ["name", "placement"], "placements")
    known = {r["id"]: r["name"] for r in names}
    called = {r["id"]: r["name"] for r in children}
    shown = tuple(
        replace(s, child_name=called.get(s.child, ""), helper=known.get(s.to) if s.to else None)
        for s in steps
    )
    mine = sum(r["at"] == row["person"] for r in waiting)
    return Repairing(placement, row["kind"], row["person"], row["adult"], shown, mine)


async def _others(
    db: Any, service: Service, lost: UUID, rows: Sequence[Any], by: Actor
) -> tuple[tuple[Helper, ...], Ties]:
    """Everybody else who may help, full or not, and pairs that may not be (kept apart, or said no)."""
    supply = await db.fetch(
        """select s.* from app.supply($1, $2, $3) s
           where s.person <> $4 and exists (select from people p where p.id = s.person) limit $5""",
        service.value, by.lo[:6], clock.today(), lost, SUPPLY_MAX,
    )  # fmt: skip
    people = list({r["person"] for r in supply})
    households = await db.fetch(HOUSEHOLDS, people)
    promised = await db.fetch(PROMISED, service.value)
    helpers, _ = helpers_of(supply, service, households, promised, full_too=True)
    apart = await db.fetch(
        """select child, person from restrictions where person = any($1::uuid[])
             and starts_at <= now() and (ends_at is null or ends_at > now())""",
        people,
    )
    declined = await db.fetch(
        """select placement, successor from handovers
           where answer = 'declined' and placement = any($1::uuid[])""",
        [r["id"] for r in rows],
    )
    return helpers, Ties(
        frozenset((r["child"], r["person"]) for r in apart),
        frozenset((r["placement"], r["successor"]) for r in declined),
    )


def _solved(
    service: Service, lost: UUID, rows: Sequence[Any], helpers: tuple[Helper, ...], ties: Ties
) -> list[Step]:
    """Repair: those of the lost helper again, everyone else where they are."""
    groups, at = _groups(service, rows)
    made = make(groups, _with_own_room(helpers, groups, at, service), ties, service)
    where = {h.person: k for k, h in enumerate(made.helpers)}
    # Whom today's rules would not place where it is stays there, outside of the repair.
    inside = [
        g for g, person in enumerate(at)
        if person == lost or (person in where and made.field.cost[g, where[person]] >= 0)
    ]  # fmt: skip
    if len(inside) < len(groups):
        groups, at = [groups[g] for g in inside], [at[g] for g in inside]
        made = make(groups, _with_own_room(helpers, groups, at, service), ties, service)
    nowhere = len(made.helpers)
    present = np.array([where.get(person, nowhere) for person in at], np.int64)
    problem = _for_repair(made.problem(*made.field.everything()), present)
    before = Outcome(
        tuple(present.tolist()), {t: Proven(0, 0) for t in problem.tiers}, Proven(0, 0), "feasible"
    )
    found = repair(problem, before, (nowhere,), Limits(seconds=SECONDS_MAX))
    after = found.outcome.assignment
    return [
        step
        for g, group in enumerate(groups)
        if at[g] == lost or g in found.moved
        for step in _steps(made, g, group, after[g], forced=at[g] == lost)
    ]


def _groups(service: Service, rows: Sequence[Any]) -> tuple[list[Group], list[UUID]]:
    """Children as they are placed; brothers and sisters with the same helper go on together."""
    together: dict[tuple[Any, Any], list[Any]] = {}
    for row in rows:
        key = row["household"] if SHAPES[service].together else None
        together.setdefault((row["at"], key or row["id"]), []).append(row)
    return [group_of(f"{a}:{k}", members) for (a, k), members in together.items()], [
        a for a, _ in together
    ]


def _with_own_room(
    helpers: Sequence[Helper], groups: Sequence[Group], at: Sequence[UUID], service: Service
) -> list[Helper]:
    """Helpers whose load is what others have there: the children of the repair count by themselves."""
    own: dict[UUID, int] = {}
    for group, person in zip(groups, at, strict=True):
        own[person] = own.get(person, 0) + (group.size if SHAPES[service].load == "places" else 1)
    return [replace(h, load=max(0, h.load - own.get(h.person, 0))) for h in helpers]


def _for_repair(problem: Problem, present: Ints) -> Problem:
    """The same where every move of a child who could stay is dear.

    One more helper stands at the end, without room: where the lost one was.
    """
    nowhere = len(problem.helper_ids)
    pairs = problem.pairs
    if pairs is not None:
        leaves = (present[pairs.group] != nowhere) & (pairs.helper != present[pairs.group])
        pairs = replace(pairs, cost=pairs.cost + MOVE * leaves)
    return replace(
        problem, helper_ids=(*problem.helper_ids, "lost"), pairs=pairs,
        capacity=np.append(problem.capacity, 0),
    )  # fmt: skip


def _steps(made: Made, g: int, group: Group, h: int | None, *, forced: bool) -> list[Step]:
    helper = made.helpers[h] if h is not None and h < len(made.helpers) else None
    told = made.told(g, int(h)) if helper is not None and h is not None else None
    return [
        Step(w.need, w.child, "", w.village, forced, helper.person if helper else None, None, told)
        for w in group.wants
    ]
