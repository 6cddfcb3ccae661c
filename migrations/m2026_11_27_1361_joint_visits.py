"""Several go to one home together: one record, and each says whether they were there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:61:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Joint visits"

UP = r"""
create table visit_companions (
  id uuid primary key default uuidv7(),
  report uuid not null references visit_reports on delete restrict on update cascade,
  child uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  named_by uuid not null references people on delete restrict on update cascade,
  named_at timestamptz not null default now(),
  on_day date not null,
  happened_at timestamptz not null,
  came boolean,
  words varchar(200),
  answered_at timestamptz,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check ((came is null) = (answered_at is null)), check (person <> named_by));
create unique index visit_companions_once on visit_companions (report, person);
create index visit_companions_child on visit_companions (child, village);
create index visit_companions_village on visit_companions (village);
create index visit_companions_person on visit_companions (person);
create index visit_companions_named_by on visit_companions (named_by);
alter table visit_companions enable row level security, force row level security;
create policy officer on visit_companions to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on visit_companions to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on visit_companions to carenet_worker using (true) with check (true);
create policy helper on visit_companions to carenet_helper using (child = any ((select app.my_children())::uuid[])
  and (select a.person from app.acting() a) in (person, named_by));
grant select, insert, update (came, words, answered_at) on visit_companions to carenet_officer, carenet_area, carenet_helper;
grant select on visit_companions to carenet_worker, carenet_sealed;
grant select on visit_reports, reaches, people, duties, duty_endings, accounts, account_endings, guardians, carers, household_members to carenet_sealed;

-- Each answers for itself, once.
create function app.companion_answers() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.answered_at is not null or old.person is distinct from (select a.person from app.acting() a) then
    raise exception using errcode = 'CN404', message = 'answered, or asked of somebody else';
  end if;
  return new;
end $$;
create trigger companion_answers before update on visit_companions for each row execute function app.companion_answers();

set local role carenet_sealed;
-- Is a child within the duty or the reach of the one who acts?
create function app.covers_child(p_child uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from app.acting() a join public.children c on c.id = p_child where a.account is not null and
    case when a.role = 'carenet_helper' then p_child = any (app.children_of(a.person))
      else c.village >= a.lo and c.village < a.hi and (a.towns = '{}' or left(c.village, 9) = any (a.towns)) end)
$$;

-- Who may have come along: whoever reaches the child besides its family, and the officers of its village.
create function app.might_come(p_child uuid) returns table (person uuid, name text) language sql stable security definer set search_path = '' as $$
  select x.person, p.name::text from (
    select r.person from public.reaches r where r.child = p_child and r.starts_at <= now() and (r.ends_at is null or r.ends_at > now())
    union select a.person from public.duties d join public.accounts a on a.id = d.account join public.children c on c.id = p_child
      where d.role in ('director', 'township') and d.approved_at is not null and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
        and not exists (select from public.duty_endings e where e.duty = d.id)
        and not exists (select from public.account_endings e where e.account = a.id and e.undone_at is null)
        and d.lo <= c.village and c.village < d.hi and (d.towns = '{}' or left(c.village, 9) = any (d.towns))) x
  join public.people p on p.id = x.person
  where app.covers_child(p_child) and x.person is distinct from (select a.person from app.acting() a)
    and not app.suspended(x.person) and not app.restricted(x.person, p_child)
    and not exists (select from public.guardians g where g.child = p_child and g.person = x.person and g.ends_on is null)
    and not exists (select from public.carers g where g.child = p_child and g.person = x.person and g.ends_on is null)
    and exists (select from public.accounts a where a.person = x.person)
  order by 2, 1 limit 20
$$;

-- Who was at this home lately, for any child of it: a name and a day, nothing of what was found.
create function app.been_there(p_child uuid, p_since date) returns table (name text, on_day date) language sql stable security definer set search_path = '' as $$
  select p.name::text, max(w.on_day) from (
    select v.person, v.on_day, v.child from public.visit_reports v
    union all select m.person, v.on_day, v.child from public.visit_companions m join public.visit_reports v on v.id = m.report where m.came) w
  join public.people p on p.id = w.person
  where app.covers_child(p_child) and w.on_day >= p_since and w.child in (select p_child union select o.child from public.household_members o
    where o.ends_on is null and o.household in (select m.household from public.household_members m where m.child = p_child and m.ends_on is null))
  group by p.id, p.name order by 2 desc, 1 limit 10
$$;
revoke all on function app.covers_child(uuid), app.might_come(uuid), app.been_there(uuid, date), app.companion_answers() from public;
grant execute on function app.might_come(uuid), app.been_there(uuid, date) to carenet_officer, carenet_area, carenet_helper;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
