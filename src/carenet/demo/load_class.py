"""The next holidays' class of the demo: places that are asked for, given, and waited for."""

from datetime import date, time, timedelta
from typing import Final

import asyncpg

from carenet.classes.rules.places import STAND_BY, YOUNG_YEARS, adults_for, season_of
from carenet.demo.load_care import CLERK
from carenet.demo.names import pools
from carenet.demo.shapes import County
from carenet.demo.sink import id_of
from carenet.scheduling.services.enrolling import LISTED
from carenet.scheduling.wording import PER_ADULT

ACTIVITY: Final = "homework"
STARTS_AT, ENDS_AT = time(9), time(16)
WEEKDAYS: Final = [1, 2, 3, 4, 5]
REST_DAYS: Final = 4
"""Between the last day of the term and the Monday of the class at least."""
WEEKS: Final = 2
CLEAR_DAYS: Final = 17
"""Before the next term at least: the Spring Festival lies a fortnight before it."""
PLACES, ASKED = 4, 7
ENROL_BEFORE, ENROL_FOR = 3, 30

BREAK: Final = """
select t.ends_on as begins, (select min(n.starts_on) from terms n where n.division = t.division and n.starts_on > t.ends_on) as next
from terms t where left(t.division, 6) = left($1, 6) and t.ends_on > $2::date order by t.ends_on limit 1"""
SERIES: Final = """
insert into series (id, centre, village, room, kind, activity, title, weekdays, weeks, starts_at, ends_at,
  first_on, last_on, adults_min, adults_max, children_max, drop_in, created_by)
select $1, c.id, c.village, (select r.id from rooms r where r.organisation = c.id order by r.id limit 1), $2, $3, $4, $5, 'every',
  $6, $7, $8, $9, $10, $11, $12, false, $13
from centres c where c.village = $14 order by c.id limit 1"""
CLASS: Final = """
insert into holiday_classes (id, centre, village, season, places, lunch, enrol_from, enrol_until, bring, created_by)
select s.id, s.centre, s.village, $2, $3, true, $4, $5, $6, $7 from series s where s.id = $1"""
DAYS: Final = """
insert into care_sessions (id, series, centre, village, room, kind, activity, title, on_day, planned_on, starts_at, ends_at,
  adults_min, adults_max, children_max, drop_in, updated_at, check_in_code)
select uuidv7(), s.id, s.centre, s.village, s.room, s.kind, s.activity, s.title, d.day, d.day,
  (d.day + s.starts_at) at time zone 'Asia/Shanghai', (d.day + s.ends_at) at time zone 'Asia/Shanghai',
  s.adults_min, s.adults_max, s.children_max, false, now(),
  lpad((abs(hashtextextended(s.id::text || d.day::text, 3)) % 1000000)::text, 6, '0')
from series s join calendar_days d on d.day between s.first_on and s.last_on
where s.id = $1 and extract(isodow from d.day)::int = any (s.weekdays) and d.kind not in ('holiday', 'weekend')"""
APPLICATIONS: Final = """
with family as (
  select g.child, row_number() over (order by g.child) as n from accounts a
  join guardians g on g.person = a.person and g.ends_on is null where a.handle = 'guardian'
    and not exists (select from parent_stays p where p.child = g.child)),
wanted as (
  select c.id, c.village, c.birth_date, f.n is not null as own,
    row_number() over (order by coalesce(f.n, 2), c.birth_date, c.id) as n
  from children c left join family f on f.child = c.id
  where not exists (select from parent_stays p where p.child = c.id and p.ends_on >= $3 and p.called_off_at is null)
    and c.village = $2 and c.left_on is null and c.merged_into is null and coalesce(f.n, 1) = 1
    and c.birth_date between $3::date - interval '14 years' and $3::date - interval '6 years')
insert into class_applications (id, holiday_class, centre, child, village, asked_at, asked_by, eats, goes_home,
  alone_by_day, young, placed_at, placed_by)
select gen_random_uuid(), h.id, h.centre, w.id, w.village, now() - (30 - w.n) * interval '1 hour', $4, true,
  case when w.n % 3 = 0 then 'alone' else 'together' end, w.n % 2 = 0,
  w.birth_date > $3::date - $7::int * interval '1 year',
  case when w.n <= $5 then now() - (28 - w.n) * interval '1 hour' end, case when w.n <= $5 then $4::uuid end
from wanted w, holiday_classes h where h.id = $1 and w.n <= $6"""
ENROLMENTS: Final = """
insert into enrolments (series, centre, child, village, starts_on, ends_on, source, enrolled_by)
select a.holiday_class, a.centre, a.child, a.village, s.first_on, s.last_on, 'application:' || a.id, $2
from class_applications a join series s on s.id = a.holiday_class where s.id = $1 and a.placed_at is not null"""


async def load_class(db: asyncpg.Connection, made: County) -> None:
    """Write it, as the migrator; nothing where no term is known."""
    village = made.cast["director"].division
    found = await db.fetchrow(BREAK, village, made.today)
    if found is None:
        return
    first, last = _days(found["begins"], found["next"])
    words, series, season = pools()["in_hand"], id_of("class"), season_of(first)
    adults = adults_for(PLACES, PER_ADULT[ACTIVITY])
    await db.execute(
        SERIES, series, LISTED, ACTIVITY, words[f"class_{season}"], WEEKDAYS, STARTS_AT, ENDS_AT, first,
        last, adults, adults + STAND_BY, PLACES, CLERK, village,
    )  # fmt: skip
    opens = made.today - timedelta(days=ENROL_BEFORE)
    closes = min(made.today + timedelta(days=ENROL_FOR), last)
    await db.execute(CLASS, series, season, PLACES, opens, closes, words["class_bring"], CLERK)
    await db.execute(DAYS, series)
    await db.execute(APPLICATIONS, series, village, first, CLERK, PLACES, ASKED, YOUNG_YEARS)
    await db.execute(ENROLMENTS, series, CLERK)


def _days(term_ends: date, next_begins: date | None) -> tuple[date, date]:
    """First and last day: Mondays to Fridays of some weeks between two terms."""
    rested = term_ends + timedelta(days=REST_DAYS)
    first = rested + timedelta(days=-rested.weekday() % 7)
    last = first + timedelta(days=WEEKS * 7 - 3)
    return first, min(last, next_begins - timedelta(days=CLEAR_DAYS)) if next_begins else last
