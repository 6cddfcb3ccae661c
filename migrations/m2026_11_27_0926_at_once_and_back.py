"""Set aside in one transaction; an end can be taken back; goodbye and the term's review; a longer word for what is owed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T09:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Set aside at once, ends taken back, reviews of a term"

UP = r"""
alter table obligations alter column kind type varchar(30);
alter table exemptions alter column kind type varchar(30);

alter table placement_endings add column outcome varchar(20) check (outcome in ('parents', 'kin', 'another', 'boards', 'grown', 'other')),
  add column goodbye_by uuid, add column goodbye_note varchar(300),
  add column withdrawn_at timestamptz, add column withdrawn_by uuid, add column withdrawn_because varchar(200);
alter table placement_endings add check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null));
alter table placement_endings add check (withdrawn_at is null or received_at is null);
alter table placement_endings add check ((goodbye_on is null) = (goodbye_by is null)) not valid;

create table placement_reviews (
  id uuid primary key default uuidv7(),
  placement uuid not null references placements on delete restrict on update cascade,
  child uuid not null,
  village varchar(13) collate "C" not null,
  term uuid not null references terms on delete restrict on update cascade,
  on_day date not null,
  child_said varchar(300) not null,
  goes_on boolean not null,
  note varchar(300),
  written_at timestamptz not null default now(),
  written_by uuid not null,
  foreign key (child, village) references children (id, village) on delete restrict on update cascade,
  check (goes_on or note is not null));
create index placement_reviews_placement on placement_reviews (placement);
create index placement_reviews_child on placement_reviews (child, village);
create index placement_reviews_village on placement_reviews (village);
create index placement_reviews_term on placement_reviews (term);
create unique index placement_reviews_once_a_term on placement_reviews (placement, term);
alter table placement_reviews enable row level security, force row level security;
create policy officer on placement_reviews to carenet_officer using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on placement_reviews to carenet_area using (
  village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
  and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy worker on placement_reviews to carenet_worker using (true) with check (true);
create policy helper on placement_reviews to carenet_helper using (child = any ((select app.my_children())::uuid[]));
grant select on placement_reviews to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert on placement_reviews to carenet_officer, carenet_area;

grant select on care_sessions to carenet_sealed;
grant select, insert, update on sign_ups, withdrawals, waitings, reminders, placement_endings, handovers, backups, reaches to carenet_sealed;

set local role carenet_sealed;
-- Whoever is set aside has no later place, placement or cover in the same transaction that says so. A child in full care
-- keeps its home, which is ending until a named receiver accepts. What is to be said of it follows from the facts.
create function app.set_aside_at_once() returns trigger language plpgsql security definer set search_path = '' as $$
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
  update public.handovers h set withdrawn_at = now(), withdrawn_by = new."by" where h.successor = new.person and h.done_at is null
    and h.withdrawn_at is null and (h.answer is null or h.answer = 'accepted');
  update public.reaches r set ends_at = greatest(r.starts_at, now()) where r.person = new.person and r.because like 'handover:%' and r.ends_at is null;
  update public.backups b set gave_up_at = now() where b.person = new.person and b.closed_at is null and b.accepted_at is not null
    and b.gave_up_at is null and b.ends_at > now();
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
revoke all on function app.set_aside_at_once() from public;
grant execute on function app.set_aside_at_once() to carenet_owner;
set local role carenet_owner;
create trigger set_aside_at_once after insert on suspensions for each row execute function app.set_aside_at_once();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
