"""What a family or a proxy parent sees on its own phone: where it stands, who acts next, what is owed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.safeguarding.queries.taking_on import Officer, officers_over
from carenet.safeguarding.rules import taking_on as rules

MINE_MAX: Final = 5
"""An adult lives in one home and is one proxy parent; more are mistakes, and still shown."""
_MINE: Final = """
with mine as (
  select 'host' as kind, f.id as family, null::uuid as person, f.name::text as name, f.village::text as village, f.approved_on, f.renew_by,
    f.beds::int as room from host_families f where f.id = any ((select app.my_families())::uuid[]) and f.left_on is null
  union all
  select 'proxy_parent', null, x.person, null, p.division::text, x.approved_on, x.renew_by, x.households_max::int
  from proxy_parents x join people p on p.id = x.person where x.person = $1 and x.left_on is null)
select m.*, c.id as candidacy, c.how, c.confirmed_on, c.done_at, c.ended_at, app.unmet(c.id) as unmet,
  array(select d.kind::text || ' ' || d.due_on || ' ' || d.opens_on from home_duties d where (d.family = m.family or d.person = m.person)
    and d.met_at is null and d.missed_at is null and d.exempted_at is null order by d.due_on limit 4) as owed
from mine m left join lateral (select * from candidacies c where c.family = m.family or c.person = m.person
  order by c.begun_at desc, c.id desc limit 1) c on true
order by m.kind limit $2"""
_ADULTS: Final = """
select a.person as id, n.name, a.relation, a.confirmed_on, app.tier_on(a.person, $2) as tier
from host_family_adults a left join lateral app.names_of(array[a.person]) n on true
where a.family = $1 and a.left_on is null order by a.confirmed_on, a.id limit 20"""


@dataclass(frozen=True, slots=True)
class Housemate:
    """An adult of one's own home."""

    id: UUID
    name: str
    relation: str | None
    confirmed_on: date
    tier: str | None
    me: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own home, or oneself as a proxy parent."""

    kind: str
    family: UUID | None
    name: str | None
    village: str
    room: int
    approved_on: date | None
    renew_by: date | None
    candidacy: UUID | None
    how: str | None
    asked: bool
    """Whether the yes of an adult of this home is waited for."""
    running: bool
    steps: list[rules.Step]
    adults: list[Housemate]
    roster_due: date | None
    """By when who lives here is to be said anew; None while nothing is owed."""
    roster_now: bool
    """Whether that day is near."""
    officers: list[Officer]


async def my_homes(*, by: Actor) -> list[Mine]:
    """Where one stands as a host family or a proxy parent."""
    today = clock.today()
    async with reading(by) as db:
        rows = await db.fetch(_MINE, by.me, MINE_MAX)
        return [await _mine(db, row, today, by) for row in rows]


async def _mine(db: Scope, row: Any, today: date, by: Actor) -> Mine:
    adults = await db.fetch(_ADULTS, row["family"], today) if row["family"] else []
    owed = dict(line.split(" ", 1) for line in row["owed"])
    roster = owed.get("roster", "").split(" ")[0]
    due = date.fromisoformat(roster) if roster else None
    running = bool(row["candidacy"]) and row["done_at"] is None and row["ended_at"] is None
    return Mine(
        row["kind"], row["family"], row["name"], row["village"], row["room"], row["approved_on"],
        row["renew_by"], row["candidacy"], row["how"],
        running and row["confirmed_on"] is None, running,
        rules.steps(
            frozenset(row["unmet"]), introduced=row["how"] in ("nominated", "applied"),
            alone=row["kind"] != "host",
        )
        if running
        else [],
        [
            Housemate(
                a["id"], a["name"] or "", a["relation"], a["confirmed_on"], a["tier"],
                a["id"] == by.person,
            )
            for a in adults
        ],
        due,
        due is not None and due <= today + rules.ROSTER_NOTICE,
        await officers_over(db, row["village"], row["candidacy"] if running else None),
    )  # fmt: skip
