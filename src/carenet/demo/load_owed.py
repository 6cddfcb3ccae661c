"""Visits that are owed in the demo: teachers each term, proxy parents each quarter, and who of the family keeps a child."""

import json
from datetime import timedelta
from typing import Final

import asyncpg

from carenet.demo.living import share
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.safeguarding.rules.kin import FIRST_WITHIN, ITEMS, OPENS_BEFORE, next_due

TERM_DAYS, QUARTER_DAYS = 120, 90
CAST_STEP: Final = 2
"""Of whoever signs in to the demo one visit falls due every so many days, so that a day's round has several houses."""
LOOKS: Final = 4
SEEN_DAYS_AGO: Final = (9, 2)

VISITS: Final = f"""
insert into obligations (id, child, village, person, placement, kind, opens_on, due_on)
select gen_random_uuid(), p.child, p.village, p.person, p.id, $2, case when p.ours then $1::date else p.due - $3::int end, p.due
from (select x.*, a.id is not null as ours, $1::date + case when a.id is null then 2 + {share("x.id::text")}::int % ($3::int - 2)
        else $5::int * row_number() over (partition by x.person order by x.child)::int end as due
      from placements x left join accounts a on a.person = x.person
      where x.kind = $4 and x.ends_on is null) p"""
KEPT: Final = """
select distinct on (c.id) c.id as child, c.village, k.person from children c
join carers k on k.child = c.id and k.ends_on is null and k.person is not null and k.relation not in ('mother', 'father')
where c.village = $1 and c.left_on is null and c.merged_into is null and not c.short_record order by c.id, k.id limit $2"""
LOOK: Final = """
insert into obligations (id, child, village, person, kind, opens_on, due_on)
select gen_random_uuid(), $1, $2::text, a.person, 'kin_assessment', $3, $4 from accounts a where a.handle = 'director'"""
SEEN: Final = """
insert into kin_assessments (id, child, village, person, visited_on, first_account, first_person, second_person,
  answers, outcome, support, written_at, answered_at, second_account, agreed)
select gen_random_uuid(), $1, $2::text, $3, $4, d.id, d.person, t.person, $5, 'support', $6,
  now() - interval '1 day', case when $7 then now() end, case when $7 then t.id end, case when $7 then true end
from accounts d, accounts t where d.handle = 'director' and t.handle = 'township'"""


async def load_owed(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator."""
    for kind, days, of in (
        ("teacher_visit", TERM_DAYS, "paired_teacher"),
        ("quarterly_meeting", QUARTER_DAYS, "proxy_parent"),
    ):
        await db.execute(VISITS, made.today, kind, days, of, CAST_STEP)
    await _load_kin(db, made)


async def _load_kin(db: asyncpg.Connection, made: County) -> None:
    """Who keeps a child in the director's village: one was looked at, one waits for the second, a few are to come."""
    village = made.cast["director"].division
    kept = await db.fetch(KEPT, village, LOOKS + len(SEEN_DAYS_AGO))
    answers, support = (
        json.dumps(dict.fromkeys(ITEMS, "yes") | {"bed": "mend"}),
        pools()["in_hand"]["kin_support"],
    )
    for n, (row, ago) in enumerate(zip(kept, SEEN_DAYS_AGO, strict=False)):
        on = made.today - timedelta(days=ago)
        await db.execute(SEEN, row["child"], village, row["person"], on, answers, support, n == 0)
        due = next_due(on) if n == 0 else made.today + FIRST_WITHIN
        opens = due - OPENS_BEFORE if n == 0 else made.today
        await db.execute(LOOK, row["child"], village, opens, due)
    for n, row in enumerate(kept[len(SEEN_DAYS_AGO) :], start=1):
        due = made.today + timedelta(days=CAST_STEP * n)
        await db.execute(LOOK, row["child"], village, due - FIRST_WITHIN, due)
