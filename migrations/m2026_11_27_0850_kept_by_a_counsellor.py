"""A counsellor keeps the follow-ups of screenings of the mind; letters long over are forgotten with their messages."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T08:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Follow-ups kept by a counsellor; letters forgotten"

UP = r"""
grant select on duties, duty_endings, accounts, children, follow_ups to carenet_sealed;
grant select, delete on letters, letter_recipients to carenet_sealed;
grant select on climbs to carenet_sealed;
set local role carenet_sealed;
-- Does the person hold a counsellor's duty now, and reach the child?
create function app.counsels(p_person uuid, p_child uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select p_child = any (app.children_of(p_person)) and not app.hosts_child(p_person, p_child)
    and exists (select from public.accounts a join public.duties d on d.account = a.id
      where a.person = p_person and d.role = 'counsellor' and d.approved_at is not null
        and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
        and not exists (select from public.duty_endings e where e.duty = d.id)) $$;
create function app.counselled_by_me(p_child uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select a.factors >= 2 and app.counsels(a.person, p_child) from app.acting() a), false) $$;
-- What a worker may know of them: that one of a village is due on a day, and the counsellor who keeps it.
drop function app.follow_ups_open(date);
create function app.follow_ups_open(p_until date) returns table (id uuid, child uuid, village text, due_on date, keeper uuid)
language sql stable security definer set search_path = '' as $$
  select f.id, f.child, f.village::text, f.due_on,
    (select a.person from public.accounts a where a.id = f.noted_by and f.kind = 'mind' and app.counsels(a.person, f.child))
  from public.follow_ups f
  join public.children c on c.id = f.child and c.left_on is null and c.merged_into is null
  where f.done_on is null and f.due_on <= p_until order by f.due_on, f.id limit 2000 $$;
-- A letter goes with its list, a bounded number of rows at a time, once nobody is asked about it any more.
create function app.forget_letters(p_before timestamptz, p_max int) returns int
language plpgsql security definer set search_path = '' as $$
declare old uuid[]; people int; gone int := 0;
begin
  perform app.long_over(p_before);
  select array_agg(x.id) into old from (
    select l.id from public.letters l where l.sent_at < p_before
      and not exists (select from public.climbs c where c.ladder = 'letter' and c.subject = 'letter:' || l.id and c.ended_at is null)
      and not exists (select from public.letter_recipients r join public.call_tasks k on k.id = r.call_task
        where r.letter = l.id and k.done_at is null and k.withdrawn_at is null)
    order by l.sent_at, l.id limit 100) x;
  delete from public.letter_recipients r where r.id in (
    select y.id from public.letter_recipients y where y.letter = any (old) order by y.letter limit p_max);
  get diagnostics people = row_count;
  if people < p_max then
    delete from public.letters l where l.id = any (old);
    get diagnostics gone = row_count;
  end if;
  return people + gone;
end $$;
revoke all on function app.counsels(uuid, uuid), app.counselled_by_me(uuid), app.follow_ups_open(date),
  app.forget_letters(timestamptz, int) from public;
grant execute on function app.counselled_by_me(uuid) to carenet_officer, carenet_area, carenet_helper;
grant execute on function app.follow_ups_open(date), app.forget_letters(timestamptz, int) to carenet_worker;
reset role;
create policy counsellor on follow_ups to carenet_helper
  using (kind = 'mind' and app.counselled_by_me(child));
grant select, insert, update on follow_ups to carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
