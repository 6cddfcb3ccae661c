"""The list of helpers: who they are, which tier, what lapses soon, when they are free."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.pinyin import query_pattern

LAPSES_SOON: Final = timedelta(days=30)
NEW: Final = timedelta(days=60)
_SORTS: Final = {
    "name": "p.sort_key, p.id",
    "-name": "p.sort_key desc, p.id",
    "until": "span.ends_on nulls first, p.sort_key, p.id",
    "-until": "span.ends_on desc nulls last, p.sort_key, p.id",
    "joined": "h.joined_on, p.sort_key, p.id",
    "-joined": "h.joined_on desc, p.sort_key, p.id",
}
_LIST: Final = """
with h as (
  select person, string_agg(kind, ',' order by kind) as kinds, max(joined_on) as joined_on,
         array_agg(s) filter (where s is not null) as subjects
  from (select v.person, 'volunteer' as kind, v.joined_on, s from volunteers v
          left join lateral unnest(v.subjects) s on true where v.left_on is null
        union all select x.person, 'proxy_parent', x.joined_on, null from proxy_parents x where x.left_on is null
        union all select a.person, 'host', a.confirmed_on, null from host_family_adults a
          join host_families f on f.id = a.family and f.left_on is null where a.left_on is null) every
  group by person)
select p.id, p.name, p.division, h.kinds, h.joined_on, h.subjects, coalesce(span.tier, case when ever.last is null then 'none' else 'lapsed' end) as tier,
  coalesce(span.ends_on, ever.last) as until,
  exists (select from suspensions s where s.person = p.id and s.starts_at <= now()
          and (s.ends_at is null or s.ends_at > now())) as set_aside,
  (select array_agg(distinct a.weekday order by a.weekday) from availabilities a where a.person = p.id) as days,
  count(*) over () as total
from h join people p on p.id = h.person
left join lateral (select c.tier, c.ends_on from cleared_spans c
  where c.person = p.id and c.starts_on <= $1 and c.ends_on >= $1
  order by (c.tier = 'cleared') desc, c.ends_on desc limit 1) span on true
left join lateral (select max(c.ends_on) as last from cleared_spans c
  where c.person = p.id and c.ends_on < $1 and c.ends_on >= c.starts_on) ever on true
where ($2::text is null or h.kinds like '%' || $2 || '%')
  and ($3::text is null or coalesce(span.tier, case when ever.last is null then 'none' else 'lapsed' end) = $3)
  and (not $4 or span.ends_on <= $1 + $5::int)
  and (not $6 or h.joined_on >= $1 - $7::int)
  and ($8::int is null or exists (select from availabilities a where a.person = p.id and a.weekday = $8
       and ($9::text is null or a.part = $9)))
  and ($8::int is not null or $9::text is null or exists (select from availabilities a where a.person = p.id and a.part = $9))
  and ($10::text is null or $10 = any (h.subjects))
  and ($11::text is null or p.name like $11)
  and ($12::text is null or p.pinyin like $12 or p.initials like $12)
  and ($13::text is null or exists (select from contact_ways w where w.person = p.id and w.value like $13))
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list was narrowed."""

    q: str = ""
    kind: str | None = None
    tier: str | None = None
    soon: bool = False
    new: bool = False
    weekday: int | None = None
    part: str | None = None
    subject: str | None = None
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class HelperLine:
    """One line of the list; `lapses` says that the clearance ends within LAPSES_SOON."""

    id: UUID
    name: str
    division: str
    kinds: list[str]
    joined_on: date
    subjects: list[str]
    tier: str
    until: date | None
    lapses: bool
    set_aside: bool
    days: list[int]


def _line(row: Any, today: date) -> HelperLine:
    until = row["until"]
    return HelperLine(
        row["id"], row["name"], row["division"] or "", sorted(set(row["kinds"].split(","))),
        row["joined_on"], sorted(set(row["subjects"] or ())), row["tier"], until,
        until is not None and until <= today + LAPSES_SOON, row["set_aside"], list(row["days"] or ()),
    )  # fmt: skip


async def helpers(
    wanted: Wanted, number: int | None, size: int | None, *, by: Actor
) -> Page[HelperLine]:
    """A page of the helpers of one's scope."""
    page, size, offset = place(number, size)
    today, like = clock.today(), query_pattern(wanted.q)
    order = _SORTS.get(wanted.sort, _SORTS["name"])
    async with reading(by) as db:
        rows = await db.fetch(
            f"{_LIST} order by {order} limit $14 offset $15",
            today, wanted.kind, wanted.tier, wanted.soon, LAPSES_SOON.days, wanted.new, NEW.days,
            wanted.weekday, wanted.part, wanted.subject, like.name, like.keys, like.phone, size, offset,
        )  # fmt: skip
    return Page([_line(r, today) for r in rows], page, size, rows[0]["total"] if rows else 0)
