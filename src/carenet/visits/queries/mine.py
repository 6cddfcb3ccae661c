"""The children somebody may write about, by their short names."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.words import gettext

BROTHERS_MAX: Final = 8

# Officers see their whole village, everyone else whom they reach; PostgreSQL decides.
CHILDREN: Final = """
select c.id, c.name, s.grade, s.class_name, h.name as household, h.id as household_id, count(*) over () as total,
  app.consented(c.id, 'photo', $4) as photo,
  (select max(x.at) from (
     select max(v.happened_at) as at from visit_reports v where v.child = c.id and v.person = $1
     union all select max(k.happened_at) from contacts k where k.child = c.id and k.person = $1
     union all select max(d.happened_at) from day_logs d where d.child = c.id and d.person = $1) x) as last_at
from children c
left join schoolings s on s.child = c.id and s.ends_on is null
left join household_members m on m.child = c.id and m.ends_on is null
left join care_households h on h.id = m.household
left join urgencies u on u.child = c.id and u.ended_on is null
where c.left_on is null and c.merged_into is null
  and ($2::uuid[] is null or c.id = any ($2) or h.id in (
    select y.household from household_members y where y.child = any ($2) and y.ends_on is null))
  and (not $3 or exists (select from placements p where p.child = c.id and p.kind in ('full_care', 'half_care')
    and (p.person = $1 or p.host_family = any ((select app.my_families())::uuid[]))
    and coalesce(p.starts_on, p.planned_from) <= $4 and (p.ends_on is null or p.ends_on >= $4))
    or exists (select from backups b where b.child = c.id and b.person = $1 and b.accepted_at is not null
      and (b.ends_at is null or b.ends_at > now())))
order by u.tier nulls last, c.sort_key, c.id limit $5 offset $6"""


@dataclass(frozen=True, slots=True)
class Mine:
    """A child as a phone shows it: given name and class, never the surname."""

    id: UUID
    short: str
    last_at: datetime | None
    household: UUID | None
    photo: bool = False
    """Has the family agreed to pictures?"""


def _joined(first: str, more: str | None) -> str:
    return gettext("%(name)s, %(more)s") % {"name": first, "more": more} if more else first


def called(row: Any) -> str:
    """A child on a phone: given name and class. The row has name, grade and class_name."""
    return _joined(short_name(row["name"]), class_words(row["grade"], row["class_name"]))


def _shorts(rows: list[Any]) -> list[str]:
    plain = [called(row) for row in rows]
    twice = {text for text, n in Counter(plain).items() if n > 1}
    return [
        _joined(text, row["household"]) if text in twice else text
        for text, row in zip(plain, rows, strict=True)
    ]


async def _record(db: Scope, rows: list[Any], purpose: str) -> None:
    await db.execute(
        "select app.log_read(c, array['short name', 'class'], $2) from unnest($1::uuid[]) c",
        [row["id"] for row in rows],
        purpose,
    )


async def my_children(
    page: int | None, today: date, *, hosted: bool = False, by: Actor
) -> Page[Mine]:
    """The children the actor may write about, the most urgent first; each one is recorded as read.

    `hosted`: only those who live or stay with the actor's home today.
    """
    number, size, offset = place(page, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(CHILDREN, by.me, None, hosted, today, size, offset)
        await _record(db, rows, "log")
    return Page(_mine(rows), number, size, rows[0]["total"] if rows else 0)


async def with_brothers(
    children: list[UUID], today: date, *, hosted: bool = False, by: Actor
) -> list[Mine]:
    """The named children and those of the same household, for one form about all of them."""
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(CHILDREN, by.me, children, hosted, today, BROTHERS_MAX, 0)
        await _record(db, rows, "log")
    found = _mine(rows)
    return sorted(found, key=lambda one: one.id not in children)


def _mine(rows: list[Any]) -> list[Mine]:
    return [
        Mine(row["id"], short, row["last_at"], row["household_id"], row["photo"])
        for row, short in zip(rows, _shorts(rows), strict=True)
    ]


async def duty_phone(*, by: Actor) -> str | None:
    """The township office's number for urgent calls, where it is known."""
    town = by.lo[:9] if by.lo else None
    async with reading(by) as db:
        found: str | None = await db.fetchval(
            """select o.phone from organisations o where o.kind = 'township_office' and o.phone is not null
               and left(o.division, 9) = coalesce($1, (select left(c.village, 9) from children c limit 1),
                 (select left(p.division, 9) from people p where p.id = $2))
               order by o.id limit 1""",
            town,
            by.person,
        )
        return found
