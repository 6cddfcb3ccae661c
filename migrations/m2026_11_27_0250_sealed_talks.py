"""Talks in confidence: counselling for the counsellor's eyes alone, and the monthly talk out of the host's hearing."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Talks in confidence"

UP = r"""
create table sealed_talks (
    id uuid primary key default uuidv7(),
    child uuid not null,
    village varchar(13) collate "C" not null,
    person uuid not null references people on delete restrict on update cascade,
    kind varchar(12) not null check (kind in ('counselling', 'hosted')),
    on_day date not null,
    minutes integer check (minutes between 1 and 600),
    place varchar(20),
    state varchar(20),
    words_sealed bytea,
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    offline boolean not null default false,
    foreign key (child, village) references children (id, village) on delete restrict on update cascade
);
create index on sealed_talks (child, on_day desc);
create index on sealed_talks (village);
create index on sealed_talks (person);

grant select on placements, host_family_adults, backups, sealed_talks, duties, duty_endings, accounts, people to carenet_sealed;
set local role carenet_sealed;
-- Whoever keeps the child, or lives where it is kept, now or in the last half year.
create function app.hosts_child(p_person uuid, p_child uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.placements p where p.child = p_child and p.kind in ('full_care', 'half_care')
      and (p.ends_on is null or p.ends_on > app.local_today() - 183)
      and (p.person = p_person or p.host_family in (
        select a.family from public.host_family_adults a where a.person = p_person)))
    or exists (select from public.backups b where b.child = p_child and b.person = p_person and b.accepted_at is not null)
$$;
-- When each hosted child was last talked with out of the host's hearing: the day and by whom, never a word of it.
create function app.hosted_talks() returns table (child uuid, on_day date, person uuid)
language sql stable security definer set search_path = '' as $$
  select distinct on (t.child) t.child, t.on_day, t.person from public.sealed_talks t cross join app.acting() a
  where t.kind = 'hosted' and a.role in ('carenet_officer', 'carenet_area') and t.village >= a.lo and t.village < a.hi
    and (coalesce(a.towns, '{}') = '{}' or left(t.village, 9) = any (a.towns))
  order by t.child, t.on_day desc, t.id desc
$$;
-- Who may be asked to talk with a hosted child: duties near it, never anybody of the home.
create function app.talkers(p_child uuid) returns table (person uuid, role text, name text)
language sql stable security definer set search_path = '' as $$
  select distinct on (a.person) a.person, d.role::text, p.name::text
  from public.children c join public.duties d on d.lo <= c.village and (d.hi > c.village or d.hi = c.village)
  join public.accounts a on a.id = d.account join public.people p on p.id = a.person
  where c.id = p_child and d.role in ('director', 'teacher', 'lead', 'counsellor', 'township') and d.approved_at is not null
    and (coalesce(d.towns, '{}') = '{}' or left(c.village, 9) = any (d.towns))
    and d.starts_on <= app.local_today() and d.ends_on >= app.local_today()
    and not exists (select from public.duty_endings e where e.duty = d.id)
    and not app.hosts_child(a.person, p_child) and not app.suspended(a.person) and not app.restricted(a.person, p_child)
    and exists (select from app.acting() x where x.role in ('carenet_officer', 'carenet_area')
      and c.village >= x.lo and c.village < x.hi)
  order by a.person, (d.role = 'counsellor') desc, d.role
  limit 40
$$;
revoke all on function app.hosts_child(uuid, uuid), app.hosted_talks(), app.talkers(uuid) from public;
grant execute on function app.hosts_child(uuid, uuid) to carenet_officer, carenet_area, carenet_helper, carenet_worker, carenet_owner;
grant execute on function app.hosted_talks(), app.talkers(uuid) to carenet_officer, carenet_area;
set local role carenet_owner;

alter table sealed_talks enable row level security, force row level security;
-- One's own; the token says who it is, whatever the settings say.
create policy own on sealed_talks for select to carenet_officer, carenet_area, carenet_helper using (
  person = (select a.person from app.acting() a)
  and (exists (select from children c where c.id = sealed_talks.child)) and not app.hosts_child(person, child));
create policy keepers on sealed_talks for select to carenet_officer, carenet_area using (kind = 'hosted'
  and village >= (select a.lo from app.acting() a where a.factors >= 2) and village < (select a.hi from app.acting() a where a.factors >= 2)
  and ((select a.towns from app.acting() a) = '{}' or left(village, 9) = any ((select a.towns from app.acting() a)::text[]))
  and not app.hosts_child((select a.person from app.acting() a), child));
create policy writing on sealed_talks for insert to carenet_officer, carenet_area, carenet_helper with check (
  person = (select a.person from app.acting() a) and not app.hosts_child(person, child)
  and exists (select from children c where c.id = sealed_talks.child and c.village = sealed_talks.village));
grant select, insert on sealed_talks to carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
