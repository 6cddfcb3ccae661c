"""Who keeps a child of the family is looked at by the village: two people, a list, what came of it, each year anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:64:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Kin carers assessed by the village"

UP = r"""
create table kin_assessments (
  id uuid primary key default uuidv7(),
  child uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  visited_on date not null,
  first_account uuid not null,
  first_person uuid not null,
  second_person uuid not null,
  answers jsonb not null,
  outcome varchar(8) not null check (outcome in ('suits', 'support', 'not')),
  support varchar(300),
  child_said varchar(300),
  written_at timestamptz not null default now(),
  answered_at timestamptz,
  second_account uuid,
  agreed boolean,
  differs varchar(300),
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (outcome = 'suits' or support is not null),
  check (first_person <> second_person),
  check (second_account is null or second_account <> first_account),
  check ((answered_at is null) = (agreed is null) and (answered_at is null) = (second_account is null)),
  check (agreed is distinct from false or differs is not null));
create index kin_assessments_child on kin_assessments (child, village);
create index kin_assessments_village on kin_assessments (village);
create index kin_assessments_person on kin_assessments (person);
create unique index kin_assessments_one_open on kin_assessments (child, person) where answered_at is null;
alter table kin_assessments enable row level security, force row level security;
create policy officer on kin_assessments to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on kin_assessments to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on kin_assessments to carenet_worker using (true) with check (true);
grant select on kin_assessments to carenet_officer, carenet_area, carenet_worker;
grant insert, update (answered_at, second_account, agreed, differs) on kin_assessments to carenet_officer, carenet_area;

set local role carenet_sealed;
-- What rests on no placement is an officer's from the start, and passes on like what was taken over.
create or replace function app.pass_on_left(p_person uuid, p_by uuid, p_now timestamptz) returns int
language plpgsql security definer set search_path = '' as $$
declare o record; to_ uuid; passed int := 0;
begin
  for o in select x.*, (select h."by" from public.duty_passings h where h.obligation = x.id order by h.at desc, h.id desc limit 1) as decided
      from public.obligations x
      where x.met_at is null and x.missed_at is null and (p_person is null or x.person = p_person)
        and (x.placement is null or exists (select from public.duty_passings h where h.obligation = x.id and h.to_person = x.person))
        and not exists (select from public.exemptions e where e.obligation = x.id)
        and not exists (select from public.placements p where p.id = x.placement and p.person = x.person and p.ends_on is null)
        and not exists (select from public.duties d join public.accounts c on c.id = d.account where c.person = x.person
          and d.role in ('director', 'township', 'county', 'city') and d.approved_at is not null
          and (p_now at time zone 'Asia/Shanghai')::date between d.starts_on and d.ends_on
          and not exists (select from public.duty_endings e where e.duty = d.id) and d.lo <= x.village and x.village < d.hi
          and (d.towns = '{}' or left(x.village, 9) = any (d.towns)))
      order by x.due_on, x.id limit 1000 for update of x loop
    to_ := app.answers_for(o.village, p_now);
    if to_ is null then
      insert into public.exemptions (obligation, because, starts_on, ends_on, approved_by) values (o.id, 'The duty of whoever answered for it is over.',
        app.local_today(), greatest(o.due_on, app.local_today()), coalesce(p_by, o.decided, '00000000-0000-0000-0000-000000000000'));
      continue;
    end if;
    update public.reminders r set state = 'cancelled', changed_at = p_now
      where r.subject = 'obligation:' || o.id and r.state in ('due', 'handed_over');
    update public.obligations x set person = to_ where x.id = o.id;
    insert into public.duty_passings (obligation, child, village, from_person, to_person, at, "by", because)
      values (o.id, o.child, o.village, o.person, to_, p_now, p_by, 'The duty of whoever answered for it is over.');
    insert into public.facts (name, payload, announced_at) values ('DutyPassedOn',
      jsonb_build_object('obligation', o.id, 'person', to_, 'kind', o.kind, 'due_on', o.due_on), p_now);
    passed := passed + 1;
  end loop;
  return passed;
end $$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
