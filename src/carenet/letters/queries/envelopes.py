"""What a household has to sign: whose children, what is not agreed yet, which letters wait."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading

HOUSEHOLDS_MAX: Final = 400
LATEST_MAX: Final = 5
SOON_DAYS: Final = 60
"""A yes that ends within two months is asked for again while the parents are home [F]."""
LIVES: Final = """
exists (select from household_members m join children c on c.id = m.child
  where m.household = h.id and m.ends_on is null and c.left_on is null and c.merged_into is null)"""
COUNT: Final = f"select count(*) from care_households h where h.village = $1 and {LIVES}"
HOUSEHOLDS: Final = f"""
select h.id, h.name, x.name as hamlet, d.name as village from care_households h
join divisions d on d.code = h.village left join hamlets x on x.id = h.hamlet
where h.village = $1 and {LIVES} order by x.name nulls last, h.name, h.id limit $2"""
CHILDREN: Final = """
select c.id, c.name, s.class_name, o.name as school from household_members m join children c on c.id = m.child
left join schoolings s on s.child = c.id and s.ends_on is null left join organisations o on o.id = s.organisation
where m.household = $1 and m.ends_on is null and c.left_on is null and c.merged_into is null
order by c.birth_date, c.id limit 20"""
PARTS: Final = {
    "guardians": """select g.child, g.relation, p.name from guardians g join people p on p.id = g.person
        where g.child = any($1::uuid[]) and g.ends_on is null and g.separated_on is null
        order by g.starts_on, g.id limit 80""",
    "carers": """select k.child, k.relation, p.name from carers k join people p on p.id = k.person
        where k.child = any($1::uuid[]) and k.ends_on is null order by k.starts_on, k.id limit 80""",
    "care": """select x.child, x.kind, p.name from placements x join people p on p.id = x.person
        where x.child = any($1::uuid[]) and x.ends_on is null order by x.starts_on limit 80""",
    "stays": """select s.child, s.place, s.starts_on, s.ends_on from parent_stays s
        where s.child = any($1::uuid[]) and s.returned_on is null and s.called_off_at is null
        order by s.starts_on limit 40""",
    "holds": """select distinct on (c.child, c.purpose) c.child, c.purpose,
          c.agreed and c.withdrawn_at is null and (c.until is null or c.until > $2::date) as holds
        from consents c where c.child = any($1::uuid[])
        order by c.child, c.purpose, c.given_at desc, c.id desc limit 200""",
    "letters": """select distinct l.id, l.title, l.body, l.from_name, l.sent_at from letters l
        join letter_recipients r on r.letter = l.id and r.acknowledged_at is null
        where l.over_at is null and $2::date is not null and (
          r.person in (select g.person from guardians g where g.child = any($1::uuid[]) and g.ends_on is null and g.separated_on is null)
          or r.person in (select k.person from carers k where k.child = any($1::uuid[]) and k.ends_on is null))
        order by l.sent_at limit 10""",
}  # fmt: skip


async def households_in(village: str, *, by: Actor) -> int:
    """How many households with children the actor reaches in a village."""
    async with reading(by) as db:
        number: int = await db.fetchval(COUNT, village)
    return number


async def household_parts(
    db: Scope, household: UUID, today: date
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """A household's children, and what is to be signed for them."""
    children = [dict(row) for row in await db.fetch(CHILDREN, household)]
    ids, soon = [child["id"] for child in children], today + timedelta(days=SOON_DAYS)
    parts = {}
    for name, sql in PARTS.items():
        given = (ids, soon) if "$2" in sql else (ids,)
        parts[name] = [dict(row) for row in await db.fetch(sql, *given)]
    return children, parts


async def my_envelopes(kind: str, *, by: Actor) -> list[dict[str, Any]]:
    """The actor's latest printings, newest first."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select id, state, created_at, details ->> 'village' as village, result from tasks
               where kind = $1 and begun_by = $2 order by created_at desc limit $3""",
            kind, by.id, LATEST_MAX,
        )  # fmt: skip
    return [dict(row) for row in rows]
