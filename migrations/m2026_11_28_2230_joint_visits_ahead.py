"""A visit planned ahead by two: one proposes day and hour, the other says yes or no, both have it in their calendar."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Joint visits planned ahead"

UP = r"""
create table joint_visits (
  id uuid primary key default uuidv7(),
  visit uuid not null,
  child uuid not null,
  village varchar(13) collate "C" not null,
  person uuid not null references people on delete restrict on update cascade,
  proposed_by uuid not null references people on delete restrict on update cascade,
  proposed_at timestamptz not null default now(),
  starts_at timestamptz not null,
  owed varchar(30)[] not null default '{}',
  accepted boolean,
  agreed_at timestamptz,
  words varchar(200),
  answered_at timestamptz,
  called_off_at timestamptz,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check ((accepted is null) = (answered_at is null)), check (person <> proposed_by), check (agreed_at is not null or accepted is not true));
create unique index joint_visits_once on joint_visits (child, person, proposed_by, starts_at) where called_off_at is null;
create index joint_visits_visit on joint_visits (visit);
create index joint_visits_child on joint_visits (child, village);
create index joint_visits_village on joint_visits (village);
create index joint_visits_person on joint_visits (person);
create index joint_visits_proposed_by on joint_visits (proposed_by);
alter table joint_visits enable row level security, force row level security;
create policy officer on joint_visits to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on joint_visits to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on joint_visits to carenet_worker using (true) with check (true);
create policy helper on joint_visits to carenet_helper using (child = any ((select app.my_children())::uuid[])
  and (select a.person from app.acting() a) in (person, proposed_by));
grant select, insert, update (accepted, agreed_at, words, answered_at, called_off_at) on joint_visits to carenet_officer, carenet_area, carenet_helper;
grant select on joint_visits to carenet_worker, carenet_sealed;

-- Each proposes in their own name and to whoever looks after the child; each answers for itself; who proposed it calls it off.
create function app.joint_visit_said() returns trigger language plpgsql set search_path = '' as $$
declare me uuid := (select a.person from app.acting() a);
begin
  if tg_op = 'INSERT' then
    if current_user in ('carenet_officer', 'carenet_area', 'carenet_helper')
      and (new.proposed_by is distinct from me or not exists (select from app.might_come(new.child) m where m.person = new.person)) then
      raise exception using errcode = 'CN404', message = 'in the name of another, or to somebody who does not look after this child';
    end if;
  elsif old.called_off_at is not null then
    raise exception using errcode = 'CN404', message = 'called off';
  elsif new.accepted is distinct from old.accepted or new.answered_at is distinct from old.answered_at or new.words is distinct from old.words or new.agreed_at is distinct from old.agreed_at then
    if old.person is distinct from me or old.accepted is false or new.called_off_at is distinct from old.called_off_at then
      raise exception using errcode = 'CN404', message = 'answered, or asked of somebody else';
    end if;
  elsif old.proposed_by is distinct from me then
    raise exception using errcode = 'CN404', message = 'proposed by somebody else';
  end if;
  return new;
end $$;
create trigger joint_visit_said before insert or update of accepted, agreed_at, words, answered_at, called_off_at on joint_visits for each row execute function app.joint_visit_said();

set local role carenet_sealed;
create or replace function app.feed_entries(p_sha bytea, p_from timestamptz, p_until timestamptz) returns table (
  session uuid, sequence int, updated_at timestamptz, starts_at timestamptz, ends_at timestamptz,
  kind text, place text, short_code text, cancelled boolean)
language plpgsql stable security definer set search_path = '' as $$
declare f public.feeds;
begin
  select * into f from public.feeds x where x.token_sha256 = p_sha and x.ended_at is null;
  if f.purpose = 'shifts' then
    return query
      select s.id, s.sequence + u.changes, greatest(s.updated_at, u.changed_at), s.starts_at, s.ends_at, s.kind::text,
        c.name::text, c.short_code::text, s.cancelled_at is not null or not u.live
      from (select x.care_session, (count(*) + count(x.withdrawn_at))::int - 1 as changes, bool_or(x.withdrawn_at is null) as live,
                   greatest(max(x.signed_up_at), max(x.withdrawn_at)) as changed_at
            from public.sign_ups x where x.person = f.person group by x.care_session) u
      join public.care_sessions s on s.id = u.care_session join public.centres c on c.id = s.centre
      where s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
      order by s.starts_at, s.id limit 500;
    -- Days on which the holder stands in for somebody: the hours alone, neither child nor place.
    return query
      select b.id, c.changes, c.changed_at, b.starts_at, b.ends_at, 'cover'::text, ''::text, ''::text, b.closed_at is not null
      from public.backups b cross join lateral (select greatest(count(*)::int - 1, 0) as changes, max(x.at) as changed_at
        from public.backup_changes x where x.backup = b.id) c
      where b.person = f.person and b.accepted_at is not null and b.ends_at > p_from and b.starts_at < p_until
      order by b.starts_at, b.id limit 100;
    -- Visits the holder makes together with somebody: the hour alone, neither child nor house nor village.
    return query
      select v.visit, (count(*) - 1 + sum(v.changes))::int, max(v.changed_at), v.starts_at, v.starts_at + interval '1 hour', 'visit'::text, ''::text, ''::text, bool_and(not v.goes)
      from (select j.visit, j.starts_at, greatest(j.proposed_at, j.answered_at, j.called_off_at) as changed_at,
              j.called_off_at is null and (j.proposed_by = f.person or j.accepted) as goes,
              -- Asked, answered, a yes taken back, called off: each change of the entry counts on.
              (j.answered_at is not null)::int + (j.accepted is false)::int + (j.called_off_at is not null)::int as changes
            from public.joint_visits j where (j.proposed_by = f.person or j.person = f.person and j.agreed_at is not null)
              and not app.restricted(f.person, j.child)
              and j.starts_at >= p_from and j.starts_at < p_until) v
      group by v.visit, v.starts_at order by v.starts_at, v.visit limit 100;
  elsif f.purpose = 'centre' then
    return query
      select s.id, s.sequence, s.updated_at, s.starts_at, s.ends_at, s.kind::text, c.name::text, c.short_code::text, s.cancelled_at is not null
      from public.care_sessions s join public.centres c on c.id = s.centre
      where c.id in (select d.organisation from app.live_duties(f.account) d where d.role = 'lead')
        and s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
      order by s.starts_at, s.id limit 500;
  elsif f.purpose = 'family' then
    return query
      select s.id, s.sequence, s.updated_at, s.starts_at, s.ends_at, s.kind::text, c.name::text, c.short_code::text, s.cancelled_at is not null
      from public.care_sessions s join public.centres c on c.id = s.centre
      where s.starts_at >= p_from and s.starts_at < p_until and s.kind <> 'counselling'
        and exists (select from public.enrolments e join public.guardians g on g.child = e.child
          where e.series = s.series and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
            and g.person = f.person and g.ends_on is null and g.separated_on is null and g.caring_confirmed_on is not null
            and e.child = any (app.children_of(f.person)))
      order by s.starts_at, s.id limit 500;
  end if;
end $$;
reset role;
revoke all on function app.joint_visit_said() from public;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
