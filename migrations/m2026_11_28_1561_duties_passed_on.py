"""What an adult owes who is set aside passes to an officer of the village by name; nothing owed is left with nobody."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T15:61:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Duties pass on when an adult is set aside"

UP = r"""
create table duty_passings (
  id uuid primary key default uuidv7(),
  obligation uuid not null references obligations on delete restrict on update cascade,
  child uuid not null,
  village varchar(13) collate "C" not null,
  from_person uuid not null references people on delete restrict on update cascade,
  to_person uuid not null references people on delete restrict on update cascade,
  at timestamptz not null,
  by uuid,
  because varchar(200) not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (from_person <> to_person));
create index duty_passings_obligation on duty_passings (obligation);
create index duty_passings_child on duty_passings (child, village);
create index duty_passings_village on duty_passings (village);
create index duty_passings_from on duty_passings (from_person);
create index duty_passings_to on duty_passings (to_person);
alter table duty_passings enable row level security, force row level security;
create policy officer on duty_passings to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on duty_passings to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on duty_passings to carenet_worker using (true) with check (true);
create policy helper on duty_passings to carenet_helper using (child = any ((select app.my_children())::uuid[]));
grant select on duty_passings to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert on duty_passings to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant select, insert on duty_passings to carenet_sealed;
grant update on obligations to carenet_sealed;
grant select on duties, duty_endings, accounts to carenet_sealed;

set local role carenet_sealed;
-- One officer by name who answers for a village on a day: the child director, else the township, the county, the city;
-- nobody who is set aside.
create function app.answers_for(p_village text, p_now timestamptz) returns uuid
language sql stable security definer set search_path = '' as $$
  select c.person from public.duties d join public.accounts c on c.id = d.account
  where d.role in ('director', 'township', 'county', 'city') and d.approved_at is not null
    and d.starts_on <= (p_now at time zone 'Asia/Shanghai')::date and d.ends_on >= (p_now at time zone 'Asia/Shanghai')::date
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and d.lo <= p_village and p_village < d.hi and (d.towns = '{}' or left(p_village, 9) = any (d.towns))
    and not app.suspended(c.person, p_now)
  order by array_position(array['director', 'township', 'county', 'city'], d.role::text), d.starts_on, d.id limit 1
$$;

-- What is open of one adult, or rests on one placement, passes to that officer: the day stays, who owes it changes.
-- Where there is no officer at all it ends with the reason, in the name of whoever decided.
create function app.pass_on_owed(p_person uuid, p_placement uuid, p_by uuid, p_because text, p_now timestamptz) returns int
language plpgsql security definer set search_path = '' as $$
declare o record; to_ uuid; passed int := 0;
begin
  for o in select x.* from public.obligations x where x.met_at is null and x.missed_at is null
      and (x.person = p_person or x.placement = p_placement)
      and not exists (select from public.exemptions e where e.obligation = x.id) order by x.due_on, x.id limit 1000 for update of x loop
    to_ := app.answers_for(o.village, p_now);
    if to_ = o.person then continue; end if;
    update public.reminders r set state = 'cancelled', changed_at = p_now
      where r.subject = 'obligation:' || o.id and r.state in ('due', 'handed_over');
    if to_ is null then
      insert into public.exemptions (obligation, because, starts_on, ends_on, approved_by)
        values (o.id, p_because, app.local_today(), greatest(o.due_on, app.local_today()), coalesce(p_by, '00000000-0000-0000-0000-000000000000'));
      continue;
    end if;
    update public.obligations x set person = to_ where x.id = o.id;
    insert into public.duty_passings (obligation, child, village, from_person, to_person, at, "by", because)
      values (o.id, o.child, o.village, o.person, to_, p_now, p_by, p_because);
    insert into public.facts (name, payload, announced_at) values ('DutyPassedOn',
      jsonb_build_object('obligation', o.id, 'person', to_, 'kind', o.kind, 'due_on', o.due_on), p_now);
    passed := passed + 1;
  end loop;
  return passed;
end $$;

-- What was late when a placement ended is missed for ever; what was still ahead ends with the reason; what has passed to
-- an officer meanwhile stays that officer's.
create or replace function app.close_placement_for(p_placement uuid, p_because text, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare p record; by_ uuid;
begin
  update public.placements x set ends_on = coalesce(x.ends_on, app.local_today()) where x.id = p_placement returning x.* into p;
  update public.reaches r set ends_at = greatest(r.starts_at, least(p_now, now())) where r.because = 'placement:' || p_placement and r.ends_at is null;
  delete from public.commitments c where c.person = p.person and c.kind = 'load' and c.because = 'placement:' || p_placement;
  select coalesce((select c.recorded_by from public.consents c where c.child = p.child and not c.agreed order by c.given_at desc limit 1),
    '00000000-0000-0000-0000-000000000000') into by_;
  perform app.end_owed(p_placement, p.person, p_because, by_, p_now);
end $$;
create function app.end_owed(p_placement uuid, p_person uuid, p_because text, p_by uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.obligations o set missed_at = p_now where o.placement = p_placement and (p_person is null or o.person = p_person)
    and o.met_at is null and o.missed_at is null and o.due_on < app.local_today()
    and not exists (select from public.exemptions e where e.obligation = o.id);
  insert into public.exemptions (obligation, because, starts_on, ends_on, approved_by)
    select o.id, p_because, app.local_today(), o.due_on, p_by from public.obligations o
    where o.placement = p_placement and (p_person is null or o.person = p_person) and o.met_at is null and o.missed_at is null and o.due_on >= app.local_today()
      and not exists (select from public.exemptions e where e.obligation = o.id);
end $$;
create or replace function app.close_placement(p_placement uuid, p_because text, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare who record; p record;
begin
  select * into who from app.acting();
  select * into p from public.placements x where x.id = p_placement for update;
  if p.id is null or who.person is null or not (p.person = who.person
      or (who.role <> 'carenet_helper' and p.village >= who.lo and p.village < who.hi and (who.towns = '{}' or left(p.village, 9) = any (who.towns)))
      or exists (select from public.handovers h where h.placement = p.id and h.successor = who.person and h.answer = 'accepted')) then
    raise exception using errcode = 'CN404', message = 'no such placement';
  end if;
  update public.placements x set ends_on = app.local_today() where x.id = p_placement and x.ends_on is null;
  update public.reaches r set ends_at = greatest(r.starts_at, least(p_now, now())) where r.because = 'placement:' || p_placement and r.ends_at is null;
  delete from public.commitments c where c.person = p.person and c.kind = 'load' and c.because = 'placement:' || p_placement;
  perform app.end_owed(p_placement, null, p_because, who.account, p_now);
end $$;
create or replace function app.set_aside_at_once() returns trigger language plpgsql security definer set search_path = '' as $$
declare s record; p record; why constant text := 'An adult is not cleared any more.'; urgent_ boolean;
begin
  if new.ends_at is not null and new.ends_at <= now() then return null; end if;
  for s in select u.id, u.care_session, u.centre, u.village, x.starts_at from public.sign_ups u join public.care_sessions x on x.id = u.care_session
      where u.person = new.person and u.withdrawn_at is null and x.cancelled_at is null and x.starts_at > now() order by x.starts_at limit 500 loop
    urgent_ := s.starts_at < now() + interval '3 hours';
    update public.sign_ups u set withdrawn_at = now() where u.id = s.id;
    insert into public.withdrawals (sign_up, person, centre, village, at, "by", because, late)
      values (s.id, new.person, s.centre, s.village, now(), new."by", 'not cleared on that day', s.starts_at < now() + interval '48 hours');
    delete from public.commitments c where c.person = new.person and c.because = 'session:' || s.care_session;
    update public.reminders r set state = 'cancelled', changed_at = now()
      where r.subject = 'session:' || s.care_session and r.recipient = new.person and r.state in ('due', 'handed_over');
    insert into public.facts (name, payload, announced_at) values ('Withdrew', jsonb_build_object('session', s.care_session,
      'person', new.person, 'late', s.starts_at < now() + interval '48 hours', 'urgent', urgent_), now());
  end loop;
  update public.waitings w set ended_at = now(), outcome = coalesce(w.outcome, 'declined') where w.person = new.person and w.ended_at is null;
  perform app.drop_handovers(new.person, now(), new."by");
  perform app.drop_covers(new.person, now());
  for p in select x.* from public.placements x where x.ends_on is null and x.kind in ('full_care', 'half_care', 'proxy_parent', 'tutoring')
      and (x.person = new.person or x.host_family in (select a.family from public.host_family_adults a where a.person = new.person and a.left_on is null))
      and not exists (select from public.placement_endings e where e.placement = x.id and e.received_at is null and e.withdrawn_at is null)
      order by x.id limit 200 loop
    insert into public.placement_endings (placement, child, village, asked_by, because, received_at)
      values (p.id, p.child, p.village, '00000000-0000-0000-0000-000000000000', why, case when p.kind <> 'full_care' then now() end);
    perform app.pass_on_owed(null, p.id, new."by", why, now());
    if p.kind <> 'full_care' then perform app.close_placement_for(p.id, why, now()); end if;
    insert into public.facts (name, payload, announced_at) values (case when p.kind = 'full_care' then 'PlacementEnding' else 'PlacementEnded' end,
      jsonb_build_object('placement', p.id, 'child', p.child, 'person', p.person, 'kind', p.kind), now());
  end loop;
  perform app.pass_on_owed(new.person, null, new."by", why, now());
  return null;
end $$;

-- An officer whose duty ends leaves nothing behind.
create function app.duty_ended() returns trigger language plpgsql security definer set search_path = '' as $$
declare d record; o record;
begin
  select x.*, c.person into d from public.duties x join public.accounts c on c.id = x.account where x.id = new.duty;
  if d.role in ('director', 'township', 'county', 'city') then
    perform app.pass_on_left(d.person, new."by", now());
  end if;
  return null;
end $$;
-- What an officer took on by name and no longer answers for passes on; a helper's own placements are not touched.
create function app.pass_on_left(p_person uuid, p_by uuid, p_now timestamptz) returns int
language plpgsql security definer set search_path = '' as $$
declare o record; to_ uuid; passed int := 0;
begin
  for o in select x.*, (select h."by" from public.duty_passings h where h.obligation = x.id order by h.at desc, h.id desc limit 1) as decided
      from public.obligations x
      where x.met_at is null and x.missed_at is null and (p_person is null or x.person = p_person)
        and exists (select from public.duty_passings h where h.obligation = x.id and h.to_person = x.person)
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
revoke all on function app.answers_for(text, timestamptz), app.pass_on_owed(uuid, uuid, uuid, text, timestamptz), app.duty_ended(),
  app.pass_on_left(uuid, uuid, timestamptz), app.end_owed(uuid, uuid, text, uuid, timestamptz) from public;
grant execute on function app.pass_on_left(uuid, uuid, timestamptz), app.answers_for(text, timestamptz) to carenet_worker;
grant execute on function app.duty_ended() to carenet_owner;
set local role carenet_owner;
create trigger duty_ended after insert on duty_endings for each row execute function app.duty_ended();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
