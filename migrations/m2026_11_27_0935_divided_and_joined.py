"""One session divided in two, two joined for a day: a child of one day's enrolment is looked at session by session."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T09:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sessions divided and joined"

UP = r"""
set local role carenet_sealed;
-- A child is enrolled in one thing at a time; enrolments of one child take turns. Holiday classes, series
-- of one day and enrolments for one day are compared by their sessions; what a centre does within the class's day is no other place.
create or replace function app.one_thing_at_a_time() returns trigger language plpgsql security definer set search_path = '' as $$
declare mine record;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.child::text, 7261));
  select * into mine from public.series s where s.id = new.series;
  if new.ends_on is null or new.ends_on >= new.starts_on then
    if exists (select from public.enrolments e join public.series s on s.id = e.series
      where e.child = new.child and e.id <> new.id and s.ended_at is null
        and daterange(e.starts_on, e.ends_on, '[]') && daterange(new.starts_on, new.ends_on, '[]')
        and s.first_on <= mine.last_on and mine.first_on <= s.last_on
        and case when 'holiday_class' in (s.kind, mine.kind) or s.first_on = s.last_on or mine.first_on = mine.last_on
            or e.starts_on = e.ends_on or new.starts_on = new.ends_on then
          ('holiday_class' not in (s.kind, mine.kind) or s.centre <> mine.centre or s.kind = mine.kind) and exists (
            select from public.care_sessions a join public.care_sessions b on b.series = new.series and b.on_day = a.on_day
              and b.cancelled_at is null and a.starts_at < b.ends_at and b.starts_at < a.ends_at
            where a.series = e.series and a.cancelled_at is null and a.on_day >= greatest(e.starts_on, new.starts_on)
              and a.on_day <= least(e.ends_on, new.ends_on, mine.last_on))
        else s.weekdays && mine.weekdays and (s.weeks = 'every' or mine.weeks = 'every' or s.weeks = mine.weeks)
          and s.starts_at < mine.ends_at and mine.starts_at < s.ends_at end) then
      raise exception using errcode = 'CN005', message = 'the child is elsewhere at that time';
    end if;
  end if;
  return new;
end $$;
set local role carenet_owner;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
