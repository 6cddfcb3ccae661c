"""Who is set aside, or not cleared any more, stands in for nobody and takes nobody over."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T13:60:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Cover, handovers and tasks of an adult who may not go on"

UP = r"""
grant select on placements, backups, handovers, host_family_adults, reaches to carenet_sealed;
grant update on backups, handovers, reaches, reminders, climbs to carenet_sealed;
grant update (person) on visit_tasks to carenet_worker;
set local role carenet_sealed;

-- May an adult be with children on each day from one moment to another?
create function app.may_go_on(p_person uuid, p_from timestamptz, p_until timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select not app.suspended(p_person, p_from) and not exists (
    select from generate_series((p_from at time zone 'Asia/Shanghai')::date,
      ((p_until - interval '1 second') at time zone 'Asia/Shanghai')::date, interval '1 day') d
    where app.tier_on(p_person, d::date) is distinct from 'cleared')
$$;

-- Cover that was agreed or asked of an adult, or of a home with it: wanted anew before it began. A child who is there
-- already stays that adult's until somebody else has it. Who is to be told follows from the fact.
create function app.drop_covers(p_person uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare b record; what_ text;
begin
  for b in select x.* from public.backups x join public.placements p on p.id = x.placement
      where x.closed_at is null and x.gave_up_at is null and x.ends_at > p_now
        and (x.person = p_person or x.host_family in (select a.family from public.host_family_adults a where a.person = p_person and a.left_on is null))
        and (app.suspended(p_person, p_now) or (p.kind <> 'paired_teacher' and not app.may_go_on(p_person, greatest(x.starts_at, p_now), x.ends_at)))
      order by x.id for update of x loop
    what_ := case when b.accepted_at is not null and b.starts_at <= p_now then 'gave_up' else 'declined' end;
    perform app.note_backup(b.id, what_, null, p_now);
    if what_ = 'gave_up' then update public.backups set gave_up_at = p_now where id = b.id;
    else update public.backups set person = null, host_family = null, accepted_at = null, accepted_by = null where id = b.id; end if;
    insert into public.facts (name, payload, announced_at) values ('CoverLost', jsonb_build_object('backup', b.id,
      'placement', b.placement, 'village', b.village, 'what', what_, 'before', b.person), p_now);
  end loop;
end $$;

-- What was to be handed over to such an adult is not; nobody waits for its answer.
create function app.drop_handovers(p_person uuid, p_now timestamptz, p_by uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare h record;
begin
  if app.may_go_on(p_person, p_now, p_now + interval '1 second') then return; end if;
  for h in update public.handovers x set withdrawn_at = p_now, withdrawn_by = p_by where x.successor = p_person and x.done_at is null
      and x.withdrawn_at is null and coalesce(x.answer, '') not in ('declined', 'lapsed', 'over') returning x.id loop
    update public.reaches r set ends_at = greatest(r.starts_at, p_now) where r.because = 'handover:' || h.id and r.ends_at is null;
    update public.reminders r set state = 'cancelled', changed_at = p_now where r.subject = 'handover:' || h.id and r.state in ('due', 'handed_over');
    update public.climbs c set ended_at = p_now, ended_because = 'called off', next_at = null
      where c.ladder = 'handover_answer' and c.subject = 'handover:' || h.id and c.ended_at is null;
    insert into public.facts (name, payload, announced_at)
      values ('HandoverAnswered', jsonb_build_object('handover', h.id, 'answer', 'withdrawn'), p_now);
  end loop;
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
    if p.kind <> 'full_care' then perform app.close_placement_for(p.id, why, now()); end if;
    insert into public.facts (name, payload, announced_at) values (case when p.kind = 'full_care' then 'PlacementEnding' else 'PlacementEnded' end,
      jsonb_build_object('placement', p.id, 'child', p.child, 'person', p.person, 'kind', p.kind), now());
  end loop;
  return null;
end $$;
revoke all on function app.may_go_on(uuid, timestamptz, timestamptz), app.drop_covers(uuid, timestamptz), app.drop_handovers(uuid, timestamptz, uuid) from public;
grant execute on function app.drop_covers(uuid, timestamptz), app.drop_handovers(uuid, timestamptz, uuid) to carenet_worker;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
