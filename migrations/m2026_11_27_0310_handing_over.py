"""Handing over with an overlap visit; a child in care has one home at every moment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T03:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Handing over with an overlap visit; one home at every moment"

UP = r"""
-- The moments a placement began and ended: its days say which nights, its moments who answers for each minute.
alter table placements add column began_at timestamptz, add column over_at timestamptz;
set local role carenet_migrator;
update placements set began_at = coalesce(starts_on, planned_from)::timestamp at time zone 'Asia/Shanghai',
  over_at = greatest(ends_on, coalesce(starts_on, planned_from))::timestamp at time zone 'Asia/Shanghai';
set local role carenet_owner;
alter table placements alter began_at set not null, add check (over_at is null or over_at >= began_at);
alter table placements add constraint one_home_at_a_time exclude using gist
  (child with =, tstzrange(began_at, over_at, '[)') with &&) where (kind = 'full_care');

alter table handovers add column overlap_done_on date, add column overlap_by uuid, add column overlap_note varchar(300),
  add column without_overlap varchar(200), add column withdrawn_at timestamptz, add column withdrawn_by uuid,
  add check (answer in ('accepted', 'declined', 'lapsed', 'over'));
set local role carenet_migrator;
update handovers h set withdrawn_at = now() where h.answered_at is null and exists (select from handovers o
  where o.placement = h.placement and o.answered_at is null and o.id > h.id);
set local role carenet_owner;
create unique index one_handover_open on handovers (placement) where withdrawn_at is null and done_at is null and (answer is null or answer = 'accepted');
revoke insert, update on handovers from carenet_helper;

set local role carenet_sealed;

-- Whoever writes a placement gives its days; the moments follow, to the minute where it begins or ends today.
create function app.moments_of_placement() returns trigger language plpgsql security definer set search_path = '' as $$
declare first_ date := coalesce(new.starts_on, new.planned_from);
begin
  if new.began_at is null then
    new.began_at := case when first_ = app.local_today() then now() else first_::timestamp at time zone 'Asia/Shanghai' end;
  end if;
  if new.ends_on is null then new.over_at := null;
  elsif new.over_at is null then
    new.over_at := greatest(new.began_at, case when new.ends_on = app.local_today() then now() else new.ends_on::timestamp at time zone 'Asia/Shanghai' end);
  end if;
  return new;
end $$;

-- The successor says yes: nothing moves yet, but both are to meet with the child, so the file opens.
create function app.agree_handover(p_handover uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare h record; p record;
begin
  select * into h from public.handovers x where x.id = p_handover and x.successor = (select a.person from app.acting() a) for update;
  if h.id is null then raise exception using errcode = 'CN404', message = 'no such handover'; end if;
  select * into p from public.placements x where x.id = h.placement;
  if h.answered_at is not null or h.withdrawn_at is not null or p.ends_on is not null then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  if app.restricted(h.successor, h.child) or app.suspended(h.successor)
     or (p.kind <> 'paired_teacher' and app.tier_on(h.successor, app.local_today()) is distinct from 'cleared') then
    raise exception using errcode = 'CN001', message = 'not possible';
  end if;
  update public.handovers x set answered_at = p_now, answer = 'accepted' where x.id = p_handover;
  insert into public.reaches (person, child, village, because, starts_at)
    values (h.successor, h.child, h.village, 'handover:' || h.id, least(p_now, now()));
  return h.placement;
end $$;

-- The visit at which all met: written down by either adult or an officer of the village.
create function app.note_overlap(p_handover uuid, p_on date, p_note text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare h record;
begin
  select * into h from public.handovers x where x.id = p_handover for update;
  if h.id is null or h.answer is distinct from 'accepted' or h.done_at is not null or h.withdrawn_at is not null
     or not (h.successor = (select a.person from app.acting() a) or app.keeps_placement(h.placement, false)) then
    return false;
  end if;
  update public.handovers x set overlap_done_on = p_on, overlap_by = (select a.account from app.acting() a), overlap_note = p_note
    where x.id = p_handover;
  return true;
end $$;

create function app.withdraw_handover(p_handover uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare h record;
begin
  select * into h from public.handovers x where x.id = p_handover for update;
  if h.id is null or h.done_at is not null or h.withdrawn_at is not null or h.answer in ('declined', 'lapsed', 'over')
     or not (app.keeps_placement(h.placement, true) or (h.answer = 'accepted' and h.successor = (select a.person from app.acting() a))) then
    return null;
  end if;
  update public.handovers x set withdrawn_at = p_now, withdrawn_by = (select a.account from app.acting() a) where x.id = p_handover;
  update public.reaches r set ends_at = greatest(r.starts_at, now()) where r.because = 'handover:' || p_handover and r.ends_at is null;
  return h.successor;
end $$;

-- The child is with the successor now: only from this moment is the one before no longer responsible.
create or replace function app.take_handover(p_handover uuid, p_placement uuid, p_now timestamptz)
returns table (placement uuid, child uuid, village text, kind text, person uuid, host_family uuid, organisation uuid, need uuid)
language plpgsql security definer set search_path = '' as $$
declare who record; h record; old record;
begin
  select * into who from app.acting();
  select * into h from public.handovers x where x.id = p_handover for update;
  if who.person is null or h.id is null or h.successor <> who.person then
    raise exception using errcode = 'CN404', message = 'no such handover';
  end if;
  select * into old from public.placements x where x.id = h.placement for update;
  if h.done_at is not null or h.withdrawn_at is not null or h.answer in ('declined', 'lapsed', 'over') or old.ends_on is not null then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  if h.overlap_on is not null and h.overlap_done_on is null and h.without_overlap is null then
    raise exception using errcode = 'CN011', message = 'the first meeting of all is still to come';
  end if;
  update public.handovers x set answered_at = coalesce(x.answered_at, p_now), answer = 'accepted', done_at = p_now,
    moves_on = app.local_today() where x.id = p_handover;
  update public.reaches r set ends_at = greatest(r.starts_at, least(p_now, now())) where r.because = 'handover:' || p_handover and r.ends_at is null;
  insert into public.reaches (person, child, village, because, starts_at) values (who.person, old.child, old.village, 'placement:' || p_placement, least(p_now, now()));
  return query select old.id, old.child, old.village::text, old.kind::text, old.person, old.host_family, old.organisation, old.need;
end $$;

create function app.skip_overlap(p_handover uuid, p_because text) returns boolean
language sql security definer set search_path = '' as $$
  with done as (update public.handovers x set without_overlap = p_because where x.id = p_handover and x.done_at is null
    and x.withdrawn_at is null and (x.successor = (select a.person from app.acting() a) or app.keeps_placement(x.placement, true)) returning 1)
  select exists (select from done)
$$;

drop function app.my_handovers();
create function app.my_handovers() returns table (id uuid, kind text, village text, age int, sex text, because text, overlap_on date, moves_on date,
  agreed boolean, overlap_done_on date, child uuid)
language sql stable security definer set search_path = '' as $$
  select h.id, x.kind::text, x.village::text, extract(year from age(app.local_today(), c.birth_date))::int, c.sex::text, h.because::text,
    h.overlap_on, h.moves_on, h.answer is not null, h.overlap_done_on, case when h.answer is not null then h.child end
  from public.handovers h join public.placements x on x.id = h.placement join public.children c on c.id = x.child
  where h.successor = (select a.person from app.acting() a) and h.done_at is null and h.withdrawn_at is null
    and (h.answer is null or h.answer = 'accepted') and x.ends_on is null order by h.proposed_at limit 20
$$;

create or replace function app.decline_handover(p_handover uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare found_ uuid;
begin
  update public.handovers x set answered_at = p_now, answer = 'declined'
    where x.id = p_handover and x.answered_at is null and x.withdrawn_at is null and x.successor = (select a.person from app.acting() a) returning x.placement into found_;
  if found_ is null then raise exception using errcode = 'CN404', message = 'no such handover'; end if;
  return found_;
end $$;

-- An agreed handover too is over with its placement, unless it is what ended it.
create or replace function app.end_handovers() returns trigger language plpgsql security definer set search_path = '' as $$
declare h record;
begin
  for h in update public.handovers x set answered_at = coalesce(x.answered_at, now()), answer = 'over'
      where x.placement = new.id and x.done_at is null and x.withdrawn_at is null and (x.answer is null or x.answer = 'accepted')
      returning x.id, x.successor loop
    update public.reminders r set state = 'cancelled', changed_at = now()
      where r.subject = 'handover:' || h.id and r.state in ('due', 'handed_over');
    update public.reaches r set ends_at = greatest(r.starts_at, now()) where r.because = 'handover:' || h.id and r.ends_at is null;
    update public.climbs c set ended_at = now(), ended_because = 'the placement ended', next_at = null
      where c.ladder = 'handover_answer' and c.subject = 'handover:' || h.id and c.ended_at is null;
  end loop;
  return null;
end $$;

revoke all on function app.moments_of_placement(), app.agree_handover(uuid, timestamptz), app.note_overlap(uuid, date, text),
  app.withdraw_handover(uuid, timestamptz), app.skip_overlap(uuid, text), app.my_handovers() from public;
grant execute on function app.moments_of_placement() to carenet_owner;
grant execute on function app.agree_handover(uuid, timestamptz), app.note_overlap(uuid, date, text), app.withdraw_handover(uuid, timestamptz),
  app.skip_overlap(uuid, text), app.my_handovers() to carenet_officer, carenet_area, carenet_helper;
set local role carenet_owner;
create trigger moments_of_placement before insert or update of ends_on on placements for each row execute function app.moments_of_placement();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
