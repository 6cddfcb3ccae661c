"""A place of the demo that somebody asked for and that waits for the lead's word."""

from typing import Final

import asyncpg

from carenet.demo.shapes import County
from carenet.demo.sink import id_of

ASKER: Final = "volunteer2"
ASKING: Final = """
insert into askings (id, care_session, centre, village, person, asked_at, answer_by)
select $1, c.id, c.centre, c.village, a.person, now() - interval '2 hours', least(now() + interval '22 hours', c.starts_at)
from care_sessions c join accounts a on a.handle = $2
where c.village = $3 and c.starts_at > now() + interval '1 day' and c.cancelled_at is null and c.series is not null
  and c.adults + c.asking < c.adults_max and c.kind not in ('counselling', 'holiday_class')
  and app.tier_on(a.person, c.on_day) is not null
  and not exists (select from commitments x where x.person = a.person and x.kind = 'occupies'
    and tstzrange(x.starts_at, x.ends_at) && tstzrange(c.starts_at, c.ends_at))
  and not exists (select from sign_ups u where u.care_session = c.id and u.person = a.person)
order by c.starts_at, c.id limit 1"""
NEEDS_WORD: Final = """
update series s set needs_word = true from askings k join care_sessions c on c.id = k.care_session
where k.id = $1 and s.id = c.series"""
CLOCK: Final = """
insert into climbs (id, ladder, subject, details, started_at, step, steps, next_at)
select gen_random_uuid(), 'asking', 'asking:' || k.id, jsonb_build_object('asking', k.id), k.asked_at, 0,
  '[{"minutes": 1440, "name": "lapsed"}]'::jsonb, k.answer_by from askings k where k.id = $1"""


async def load_asking(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator; nothing where no session near has a place."""
    asking = id_of("asking")
    await db.execute(ASKING, asking, ASKER, made.cast["director"].division)
    await db.execute(NEEDS_WORD, asking)
    await db.execute(CLOCK, asking)
