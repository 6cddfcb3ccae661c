"""Recipients and reminders for measuring: wishes, quiet hours, languages and duties of every sort."""

from datetime import UTC, datetime
from typing import Any

VILLAGE = "450226101201"

PEOPLE = """
with made as (
  insert into people (id, name, sort_key, initials, division)
  select uuidv7(), 'b' || n, 'b' || n, 'b' || n, $2 from generate_series(1, $1) n returning id, name),
accounts_ as (
  insert into accounts (id, person, handle, name, email, language)
  select uuidv7(), id, name, name, name || '@example.org',
    case when hashtext(name) % 3 = 0 then 'en' else 'zh_Hans' end from made returning id, person),
roles as (
  insert into account_roles (account, role, starts_on)
  select id, case when hashtext(id::text) % 4 = 0 then 'host' else 'volunteer' end, '2024-01-01'
  from accounts_ returning account),
duties_ as (
  insert into duties (account, role, division, lo, hi, starts_on, ends_on, proposed_by, approved_by, approved_at)
  select id, 'director', $2, $2, $2 || '~', '2024-01-01', '2099-12-31', uuidv7(), uuidv7(), now() from accounts_
  where hashtext(id::text) % 20 = 0 returning account)
insert into notification_preferences (person, channels, quiet_from, quiet_until, digest, paused_until)
select id, '{}', case when hashtext(name) % 2 = 0 then time '22:00' end,
  case when hashtext(name) % 2 = 0 then time '06:00' end,
  case when hashtext(name) % 10 = 1 then 'daily' else 'none' end,
  case when hashtext(name) % 10 = 2 then now() + interval '3 days' end
from made where hashtext(name) % 3 <> 1"""

REMINDERS = """
insert into reminders (id, kind, subject, recipient, due_at, expires_at, details, state)
select uuidv7(), 'session.soon', 'session:' || md5((n / 6)::text), p.id,
  $3::timestamptz + (n % $4::int) * interval '1 second', $3 + interval '3 hours',
  jsonb_build_object('date', $3::date::text, 'time', to_char(time '08:00' + (n / 6 % 40) * interval '15 minutes', 'HH24:MI'),
    'place', 'Centre ' || n / 6, 'title', 'Reading ' || n / 6 % 50), 'due'
from generate_series(0, $1::int - 1) n
join (select id, row_number() over (order by id) - 1 as place from people where name like 'b%') p on p.place = n % $2::int"""


async def make_people(db: Any, people: int) -> None:
    """So many adults with accounts, in one village."""
    await db.execute(PEOPLE, people, VILLAGE)
    await db.execute("analyze")


async def make_reminders(
    db: Any, reminders: int, people: int, due: datetime, spread: int = 1
) -> None:
    """So many reminders, six to a session, due at once or over so many seconds."""
    await db.execute(REMINDERS, reminders, people, due.astimezone(UTC), spread)


async def never_quiet(db: Any) -> None:
    """Nobody sleeps, pauses or waits for a summary: the measurement runs at any hour."""
    await db.execute(
        """update notification_preferences set quiet_from = '00:00', quiet_until = '00:00',
             digest = 'none', paused_until = null"""
    )
    await db.execute(
        """insert into notification_preferences (person, channels, quiet_from, quiet_until, digest)
           select id, '{}', '00:00', '00:00', 'none' from people on conflict do nothing"""
    )
