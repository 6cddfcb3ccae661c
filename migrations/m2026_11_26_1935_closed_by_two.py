"""One of the nine situations is closed by two: who settles it, and a second officer who confirms."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T19:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A concern that must be reported is closed by two officers"

UP = r"""
set local role carenet_sealed;
grant execute on function app.may_see_concern(uuid) to carenet_officer, carenet_area, carenet_owner;
set local role carenet_owner;

create table concern_closings (
    id uuid primary key default uuidv7(),
    concern uuid not null references concerns on delete restrict on update cascade,
    child uuid not null,
    village varchar(13) collate "C" not null,
    outcome text not null check (length(trim(outcome)) >= 10),
    receipt varchar(60) not null check (length(trim(receipt)) >= 4),
    proposed_by uuid not null,
    proposed_person uuid not null,
    proposed_at timestamptz not null default now(),
    answered_by uuid check (answered_by <> proposed_by),
    answered_person uuid check (answered_person <> proposed_person),
    answered_at timestamptz,
    agreed boolean not null default false,
    because varchar(200) check (length(trim(because)) >= 4),
    foreign key (child, village) references children (id, village) on delete restrict on update cascade,
    check (num_nonnulls(answered_by, answered_person, answered_at, because) in (0, 4)),
    check (not agreed or answered_at is not null)
);
create index on concern_closings (child);
create index on concern_closings (concern);
create index on concern_closings (village);
create unique index concern_closings_open on concern_closings (concern) where answered_at is null;

-- Written in one's own name, answered by another's: the token says who it is, whatever the settings say.
alter table concern_closings enable row level security, force row level security;
create policy seen on concern_closings for select to carenet_officer, carenet_area using (app.may_see_concern(concern));
create policy proposing on concern_closings for insert to carenet_officer, carenet_area with check (app.may_see_concern(concern)
  and (proposed_by, proposed_person) = (select a.account, a.person from app.acting() a) and answered_at is null);
create policy confirming on concern_closings for update to carenet_officer, carenet_area
  using (answered_at is null and app.may_see_concern(concern)
    and (select a.account is distinct from proposed_by and a.person is distinct from proposed_person from app.acting() a))
  with check ((answered_by, answered_person) = (select a.account, a.person from app.acting() a));
grant select, insert on concern_closings to carenet_officer, carenet_area;
grant update (answered_by, answered_person, answered_at, agreed, because) on concern_closings to carenet_officer, carenet_area;
grant select on concern_closings to carenet_sealed;

set local role carenet_sealed;
-- Every other worry closes with what came of it; one of the nine never by this.
create or replace function app.close_concern(p_id uuid, p_receipt text, p_outcome text) returns boolean
language sql security definer set search_path = '' as $$
  with closed as (update public.concerns set closed_at = now(), receipt = p_receipt, outcome = p_outcome
    where id = p_id and closed_at is null and taken_at is not null and app.may_see_concern(p_id)
      and p_outcome is not null and not mandatory returning 1)
  select exists (select from closed) $$;

create function app.closing_answered() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.agreed then
    update public.concerns set closed_at = new.answered_at, receipt = new.receipt, outcome = new.outcome
    where id = new.concern and closed_at is null and taken_at is not null;
  end if;
  return null;
end $$;

-- Whoever writes it, by whatever way: the nine close with two persons, and none of them becomes an ordinary worry.
create function app.closed_by_two() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.mandatory and (not new.mandatory or new.kind is distinct from old.kind or new.closed_at is not null and not exists (
      select from public.concern_closings x where x.concern = new.id and x.agreed
        and x.answered_person is distinct from x.proposed_person and x.answered_by is distinct from x.proposed_by)) then
    raise exception using errcode = 'CN012', message = 'one of the nine is closed by two';
  end if;
  return new;
end $$;

-- Who could be the second: officers over the village but the one who asks and the one it is about. A worker's question.
create function app.seconds_for(p_closing uuid) returns table (concern uuid, person uuid)
language sql stable security definer set search_path = '' as $$
  select x.concern, o.person from public.concern_closings x cross join lateral app.officers_for(x.concern) o
  where x.id = p_closing and x.answered_at is null and o.person <> x.proposed_person $$;

-- Whom a second person sent it back to. A worker's question.
create function app.sent_back_to(p_closing uuid) returns table (concern uuid, person uuid)
language sql stable security definer set search_path = '' as $$
  select x.concern, x.proposed_person from public.concern_closings x
  where x.id = p_closing and x.answered_at is not null and not x.agreed $$;

revoke all on function app.closing_answered(), app.closed_by_two(), app.seconds_for(uuid), app.sent_back_to(uuid) from public;
grant execute on function app.seconds_for(uuid), app.sent_back_to(uuid) to carenet_worker;
grant execute on function app.closing_answered(), app.closed_by_two() to carenet_owner;
set local role carenet_owner;
create trigger closing_answered after update of answered_at on concern_closings for each row execute function app.closing_answered();
create trigger closed_by_two before update on concerns for each row execute function app.closed_by_two();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
