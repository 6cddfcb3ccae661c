"""Row-level security: what each acting role may see and write."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T11:16:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Row-level security: what each acting role may see and write"

UP = r"""
-- 1. Tables of a child's file: by the village of care, by reach, or by a worker.
do $$
declare t text;
  ranged constant text := '%1$I.village >= current_setting(''app.lo'', true) and %1$I.village < current_setting(''app.hi'', true)';
  towned constant text := ' and left(%1$I.village, 9) = any ((select string_to_array(current_setting(''app.towns'', true), '',''))::text[])';
  -- helpers may add what they saw and did; nothing else of a child's file is theirs to write
  helpers_write constant text[] := array['day_logs', 'contacts', 'family_calls', 'visits', 'visit_reports', 'illness_episodes',
    'illness_entries', 'consents', 'guardian_attempts', 'child_attendances', 'excuses', 'handovers', 'backups', 'placement_endings',
    'proposal_decisions', 'obligations', 'placements', 'alarms', 'enrolments', 'needs', 'proposals', 'pickup_people', 'week_plan_nights'];
begin
  foreach t in array array['hukou_places', 'care_places', 'household_members', 'schoolings', 'guardians', 'absences', 'carers',
    'pickup_people', 'week_plan_nights', 'findings', 'key_groups', 'urgencies', 'consents', 'guardian_attempts', 'reaches', 'child_moves',
    'child_merges', 'needs', 'round_groups', 'proposals', 'proposal_decisions', 'pair_rules', 'placements', 'placement_endings', 'backups',
    'handovers', 'obligations', 'enrolments', 'child_attendances', 'alarms', 'excuses', 'visits', 'visit_reports', 'day_logs', 'contacts',
    'family_calls', 'illness_episodes', 'illness_entries', 'restrictions'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_worker', t);
    if t not in ('restrictions', 'reaches') then
      execute format('create policy helper on %I to carenet_helper using (child = any ((select app.my_children())::uuid[]))', t);
      execute format('grant select on %I to carenet_helper', t);
    end if;
    if t = any (helpers_write) then
      execute format('grant insert, update on %I to carenet_helper', t);
    end if;
  end loop;
  -- 2. What happens at a place: by its village, by a duty at the place, or one's own.
  foreach t in array array['sign_ups', 'withdrawals', 'waitings', 'stand_ins', 'adult_attendances', 'service_hours'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('create policy helper on %I to carenet_helper using (person = nullif(current_setting(''app.person'', true), '''')::uuid
      or centre = any (string_to_array(current_setting(''app.offices'', true), '','')::uuid[]))', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_helper, carenet_worker', t);
  end loop;
  foreach t in array array['care_households', 'host_families', 'census_workbooks', 'census_rows', 'registers'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer using (' || ranged || ')', t);
    execute format('create policy area on %1$I to carenet_area using (' || ranged || towned || ')', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_worker', t);
  end loop;
  -- 3. Sealed: two factors and a live token, whatever the settings say.
  foreach t in array array['child_identities', 'health_notes', 'concerns', 'reporters'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy sealed on %1$I to carenet_officer, carenet_area using (
      %1$I.village >= (select a.lo from app.acting() a where a.factors >= 2) and %1$I.village < (select a.hi from app.acting() a where a.factors >= 2)
      and ((select a.towns from app.acting() a) = ''{}'' or left(%1$I.village, 9) = any ((select a.towns from app.acting() a)::text[])))', t);
    execute format('grant select on %I to carenet_officer, carenet_area', t);
  end loop;
end $$;

-- A helper sees a proposal made to it before it reaches the child: the terms carry no name.
create policy proposed on proposals for select to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy proposed on proposal_decisions to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid);
grant select on reaches to carenet_helper;
create policy helper on reaches for select to carenet_helper
  using (person = nullif(current_setting('app.person', true), '')::uuid or child = any ((select app.my_children())::uuid[]));
create policy offices on alarms to carenet_helper using (centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy helper on care_households for select to carenet_helper
  using (id = any (array(select m.household from household_members m where m.child = any ((select app.my_children())::uuid[]))));
grant select on care_households, host_families to carenet_helper;
create policy helper on host_families for select to carenet_helper using (id = any ((select app.my_families())::uuid[]));
create policy helper on registers to carenet_helper using (centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
grant select, insert, update on registers to carenet_helper;
grant insert on concerns, health_notes to carenet_officer, carenet_area;
grant insert, update on child_merges to carenet_officer, carenet_area;

-- The children themselves.
alter table children enable row level security, force row level security;
create policy officer on children to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on children to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
         and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on children for select to carenet_helper using (id = any ((select app.my_children())::uuid[]));
create policy worker on children to carenet_worker using (true) with check (true);
grant select, insert, update on children to carenet_officer, carenet_area, carenet_worker;
grant select on children to carenet_helper;
-- A lead may take in a child who drops in: the short record, at the lead's own place.
create policy drop_in on children for insert to carenet_helper with check (short_record
  and exists (select from centres c where c.village = children.village
              and c.id = any (string_to_array(current_setting('app.offices', true), ',')::uuid[])));
grant insert on children to carenet_helper;

-- Adults: an officer by the division they live in, a person its own row.
do $$
declare t text;
begin
  alter table people enable row level security, force row level security;
  create policy officer on people to carenet_officer, carenet_area
    using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true))
    with check (true);
  create policy own on people to carenet_helper using (id = nullif(current_setting('app.person', true), '')::uuid) with check (true);
  create policy worker on people to carenet_worker using (true) with check (true);
  grant select, insert, update on people to carenet_officer, carenet_area, carenet_worker;
  grant select, insert, update (name, sort_key, initials, sex) on people to carenet_helper;
  foreach t in array array['contact_ways', 'person_languages', 'volunteers', 'availabilities', 'proxy_parents', 'commitments', 'clearances',
    'cleared_spans', 'suspensions', 'offers'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy officer on %1$I to carenet_officer, carenet_area
      using (exists (select from people p where p.id = %1$I.person)) with check (true)', t);
    execute format('create policy own on %I to carenet_helper using (person = nullif(current_setting(''app.person'', true), '''')::uuid)', t);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_worker', t);
  end loop;
  grant select on contact_ways, person_languages, volunteers, availabilities, proxy_parents, commitments, clearances, cleared_spans, suspensions, offers to carenet_helper;
  grant insert, update on contact_ways, person_languages, volunteers, availabilities, proxy_parents, offers, commitments to carenet_helper;
  grant delete on commitments, availabilities, person_languages to carenet_officer, carenet_area, carenet_helper, carenet_worker;
  alter table host_family_adults enable row level security, force row level security;
  create policy officer on host_family_adults to carenet_officer, carenet_area using (exists (select from host_families f where f.id = family)) with check (true);
  create policy own on host_family_adults for select to carenet_helper using (family = any ((select app.my_families())::uuid[]));
  create policy worker on host_family_adults to carenet_worker using (true) with check (true);
  grant select, insert, update on host_family_adults to carenet_officer, carenet_area, carenet_worker;
  grant select on host_family_adults to carenet_helper;
end $$;

-- Accounts and duties: an officer those of its area, a person its own.
alter table accounts enable row level security, force row level security;
create policy officer on accounts to carenet_officer, carenet_area using (id = nullif(current_setting('app.account', true), '')::uuid
  or exists (select from people p where p.id = accounts.person) or exists (select from duties d where d.account = accounts.id)) with check (true);
create policy own on accounts to carenet_helper using (id = nullif(current_setting('app.account', true), '')::uuid);
create policy worker on accounts for select to carenet_worker using (true);
grant select (id, person, handle, name, email, language, large_text, created_at, created_by) on accounts to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant insert on accounts to carenet_officer, carenet_area;
alter table account_roles enable row level security, force row level security;
create policy officer on account_roles to carenet_officer, carenet_area using (exists (select from accounts a where a.id = account)) with check (true);
create policy own on account_roles for select to carenet_helper using (account = nullif(current_setting('app.account', true), '')::uuid);
create policy worker on account_roles to carenet_worker using (true) with check (true);
grant select, insert, update on account_roles to carenet_officer, carenet_area, carenet_worker;
grant select on account_roles to carenet_helper;
alter table duties enable row level security, force row level security;
create policy officer on duties to carenet_officer, carenet_area
  using (lo >= current_setting('app.lo', true) and hi <= current_setting('app.hi', true) and current_setting('app.hi', true) <> '');
create policy own on duties for select to carenet_helper using (account = nullif(current_setting('app.account', true), '')::uuid);
create policy worker on duties for select to carenet_worker using (true);
grant select, insert, update on duties to carenet_officer, carenet_area;
grant select on duties to carenet_helper, carenet_worker;
alter table duty_endings enable row level security, force row level security;
create policy officer on duty_endings to carenet_officer, carenet_area using (exists (select from duties d where d.id = duty));
create policy own on duty_endings for select to carenet_helper using (exists (select from duties d where d.id = duty));
create policy worker on duty_endings for select to carenet_worker using (true);
grant select, insert on duty_endings to carenet_officer, carenet_area;
grant select on duty_endings to carenet_helper, carenet_worker;
grant select, insert on account_endings to carenet_officer, carenet_area;
alter table account_endings enable row level security, force row level security;
create policy officer on account_endings to carenet_officer, carenet_area using (exists (select from accounts a where a.id = account));

-- What is one's own: messages, feeds, tasks, files, answered keys.
do $$
declare t text; everyone constant text := 'carenet_officer, carenet_area, carenet_helper';
begin
  foreach t in array array['inbox_messages', 'notification_preferences', 'feeds'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy own on %I to %s using (person = nullif(current_setting(''app.person'', true), '''')::uuid)', t, everyone);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to %s, carenet_worker', t, everyone);
  end loop;
  foreach t in array array['tasks', 'stored_files', 'answered_keys'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy own on %I to %s using (%I = nullif(current_setting(''app.account'', true), '''')::uuid)', t, everyone,
      case t when 'tasks' then 'begun_by' when 'stored_files' then 'owner' else 'account' end);
    execute format('create policy worker on %I to carenet_worker using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to %s, carenet_worker', t, everyone);
  end loop;
  alter table outgoing enable row level security, force row level security;
  create policy own on outgoing for select to carenet_officer, carenet_area, carenet_helper
    using (recipient = nullif(current_setting('app.person', true), '')::uuid);
  create policy officer on outgoing for select to carenet_officer, carenet_area using (exists (select from people p where p.id = recipient));
  create policy worker on outgoing to carenet_worker using (true) with check (true);
  grant select on outgoing to carenet_officer, carenet_area, carenet_helper;
  grant select, insert, update on outgoing to carenet_worker;
  alter table call_tasks enable row level security, force row level security;
  create policy officer on call_tasks to carenet_officer, carenet_area
    using (division >= current_setting('app.lo', true) and division < current_setting('app.hi', true));
  create policy own on call_tasks to carenet_helper using (for_person = nullif(current_setting('app.person', true), '')::uuid);
  create policy worker on call_tasks to carenet_worker using (true) with check (true);
  grant select, insert, update on call_tasks to carenet_officer, carenet_area, carenet_helper, carenet_worker;
end $$;

-- No personal data: readable by whoever is signed in; written by the verbs, which ask for the duty.
do $$
declare t text;
begin
  foreach t in array array['divisions', 'hamlets', 'areas', 'area_townships', 'organisations', 'calendar_days', 'terms', 'market_rules', 'closures',
    'school_hours', 'centres', 'rooms', 'opening_hours', 'key_holders', 'room_checks', 'series', 'care_sessions', 'session_cancellations',
    'matching_rounds', 'exemptions', 'census_rounds', 'coverage_weeks', 'teams', 'team_members', 'guests', 'facts', 'reminders', 'climbs',
    'settings', 'incidents'] loop
    execute format('grant select, insert, update on %I to carenet_officer, carenet_area, carenet_helper, carenet_worker', t);
  end loop;
  revoke select, update on facts, incidents from carenet_officer, carenet_area, carenet_helper;
  revoke insert, update on divisions, calendar_days, areas, area_townships, coverage_weeks from carenet_helper;
end $$;
grant select on heartbeats, installations, offline_keys to carenet_officer, carenet_area, carenet_helper, carenet_worker, carenet_app;
grant select on divisions to carenet_app;
grant insert on incidents to carenet_app;
grant select, insert, update on deliveries, heartbeats, offline_keys, feeds, feed_fetches to carenet_worker;
grant select, insert, update on feed_fetches to carenet_officer, carenet_area, carenet_helper;
grant select on migration to carenet_app, carenet_worker;
grant usage, select on all sequences in schema public to carenet_officer, carenet_area, carenet_helper, carenet_worker;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
