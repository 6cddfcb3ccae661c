"""What a round reads: needs with what decides them, helpers with their room, and forbidden pairs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.matching.pairing.shapes import GROUPS_MAX, SUPPLY_MAX, Group, Helper, Ties
from carenet.matching.queries.gathering import Marked, groups_of
from carenet.matching.queries.ties import ties_of
from carenet.matching.rules import SHAPES, HelperFacts, Mark, Service, helper_marks
from carenet.places.sketch import sketch_point

ABOUT: Final = """
n.id, n.child, n.village, n.subject, n.group_key, n.tier, n.wants_sex, c.sex, c.languages,
  coalesce(h.latitude, d.latitude) as latitude, coalesce(h.longitude, d.longitude) as longitude,
  c.birth_date, h.centre_foot_minutes, s.organisation as school, s.grade, s.class_name, coalesce(s.boards, false) as boards, m.household,
  array(select g.person from guardians g where g.child = n.child and g.ends_on is null
        union select k.person from carers k where k.child = n.child and k.ends_on is null) as kin"""
AROUND: Final = """
join children c on c.id = n.child
  left join lateral (select x.household, y.hamlet from household_members x
     join care_households y on y.id = x.household
     where x.child = n.child and x.ends_on is null limit 1) m on true
  left join hamlets h on h.id = m.hamlet
  left join divisions d on d.code = n.village
  left join lateral (select x.organisation, x.boards, x.grade, x.class_name from schoolings x
     where x.child = n.child and x.ends_on is null order by x.starts_on desc limit 1) s on true"""
STANDING: Final = """
$4::date - n.opened_on as waited, k.consent, coalesce(t.tries, 0) as tries,
  coalesce(t.reached, true) as reached"""
# Read once for the whole area: asked child by child, ten thousand children take a second longer.
ANSWERS: Final = """
left join (select distinct on (x.child) x.child,
     case when x.withdrawn_at is not null then 'withdrawn' when not x.agreed then 'refused'
       when x.until < $4 then 'expired' else 'agreed' end as consent
   from consents x where x.purpose = $5 and x.village >= $2 and x.village < $3
   order by x.child, x.given_at desc, x.id desc) k on k.child = n.child
left join (select a.child, count(*) filter (where not a.reached) as tries,
     (array_agg(a.reached order by a.at desc))[1] as reached
   from guardian_attempts a where a.at > $4::date - 30 and a.village >= $2 and a.village < $3
   group by a.child) t on t.child = n.child"""
IN_IT: Final = """
where n.service = $1 and n.village >= $2 and n.village < $3 and n.opened_on <= $4
  and n.met_at is null and n.closed_at is null and c.left_on is null
  and not exists (select from proposals p where p.need = n.id
                  and p.state in ('published', 'agreed', 'accepted'))
order by n.opened_on, n.id limit $6"""
NEEDS: Final = f"select {ABOUT}, {STANDING} from needs n {AROUND} {ANSWERS} {IN_IT}"
SUPPLY: Final = "select * from app.supply($1, $2, $3) limit $4"

HOUSEHOLDS: Final = """
select distinct p.person, m.household from placements p
  join household_members m on m.child = p.child and m.ends_on is null
where p.ends_on is null and p.person = any($1::uuid[])"""

PROMISED: Final = """
select p.person, count(distinct coalesce(n.group_key, n.id)) as groups, count(*) as children
from proposals p join needs n on n.id = p.need
where p.state in ('published', 'agreed', 'accepted') and n.service = $1
group by p.person"""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a round is solved from, and what stays out with its reasons."""

    groups: tuple[Group, ...]
    helpers: tuple[Helper, ...]
    ties: Ties
    needs_marked: tuple[Marked, ...]
    helpers_marked: tuple[Marked, ...]
    needs: int
    room: int


async def material(
    round_: UUID, service: Service, lo: str, hi: str, day: date, *, by: Actor
) -> Material:
    """Read a round's needs, helpers and forbidden pairs."""
    shape = SHAPES[service]
    async with reading(by) as db:
        needs = await db.fetch(NEEDS, service.value, lo, hi, day, shape.purpose, GROUPS_MAX + 1)
        supply = await db.fetch(SUPPLY, service.value, lo[:6], day, SUPPLY_MAX + 1)
        people = list({row["person"] for row in supply})
        households = await db.fetch(HOUSEHOLDS, people)
        promised = await db.fetch(PROMISED, service.value)
        ties = await ties_of(db, round_, service, None if shape.circle else people, lo, hi)
    groups, marked = groups_of(needs, service, ties.never, ties.apart)
    helpers, out = helpers_of(supply, service, households, promised)
    return Material(
        groups, helpers, ties, marked, out, len(needs), sum(h.capacity - h.load for h in helpers)
    )


def helpers_of(
    rows: Sequence[asyncpg.Record],
    service: Service,
    households: Sequence[asyncpg.Record],
    promised: Sequence[asyncpg.Record],
    *,
    full_too: bool = False,
) -> tuple[tuple[Helper, ...], tuple[Marked, ...]]:
    """Helpers of the supply who may be matched, and why others may not; the full ones if asked for."""
    shape = SHAPES[service]
    counted = "children" if shape.load == "places" else "groups"
    held = {r["person"]: r[counted] for r in promised}
    known: dict[UUID, set[UUID]] = defaultdict(set)
    for row in households:
        known[row["person"]].add(row["household"])
    helpers, out = [], []
    for row in rows:
        load = row["load"] + held.get(row["person"], 0)
        mark = mark_on(row, service, load)
        if mark is not None and not (full_too and mark.code == "full"):
            out.append(Marked(row["person"], row["division"], mark))
            continue
        helpers.append(_helper(row, load, frozenset(known[row["person"]])))
    return tuple(helpers), tuple(out)


def mark_on(row: asyncpg.Record, service: Service, load: int) -> Mark | None:
    """Why the helper of a row of the supply cannot be matched now."""
    facts = HelperFacts(
        row["tier"], row["suspended"], row["home_cleared"], row["approved"], row["capacity"], load
    )
    return helper_marks(SHAPES[service], facts)


def _helper(row: asyncpg.Record, load: int, households: frozenset[UUID]) -> Helper:
    point = sketch_point(row["division"]) if row["latitude"] is None else None
    return Helper(
        id=":".join(str(x) for x in (row["person"], row["organisation"], row["host_family"]) if x),
        person=row["person"],
        offer=row["offer"],
        division=row["division"],
        latitude=point.lat if point else row["latitude"],
        longitude=point.lon if point else row["longitude"],
        capacity=row["capacity"],
        load=load,
        sex=row["sex"],
        organisation=row["organisation"],
        takes_girls=row["takes_girls"] and row["woman_cleared"],
        takes_boys=row["takes_boys"],
        reach_minutes=row["reach_minutes"],
        subjects=frozenset(row["subjects"]),
        understands=frozenset(row["understands"]),
        explains=frozenset(row["explains"]),
        free=frozenset(row["free"]),
        host_family=row["host_family"],
        households=households,
    )
