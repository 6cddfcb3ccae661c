"""Certificates of voluntary service: numbered, verified by anybody who holds one, revoked with a reason."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Certificates of voluntary service"

UP = r"""
create sequence certificate_numbers;
grant usage on sequence certificate_numbers to carenet_officer, carenet_area, carenet_helper;
create table certificates (
    id uuid primary key default uuidv7(),
    paper_number varchar(24) not null unique,
    paper_code varchar(20) not null unique,
    person uuid not null references people on delete restrict on update cascade,
    centre uuid,
    village varchar(13) collate "C" not null,
    name varchar(60) not null,
    first_on date not null,
    last_on date not null check (last_on >= first_on),
    minutes integer not null check (minutes > 0),
    states jsonb not null,
    asked_by uuid not null,
    asked_at timestamptz not null default now(),
    task uuid,
    stored_file uuid,
    ready_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    revoked_because varchar(200),
    check ((revoked_at is null) = (revoked_because is null))
);
create index on certificates (person);
create index on certificates (centre);
create index on certificates (village, asked_at);

-- What a certificate states never changes: it is made once and revoked once.
create function app.stated_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.revoked_at is not null and (new.revoked_at, new.revoked_because) is distinct from (old.revoked_at, old.revoked_because)
     or (old.paper_number, old.paper_code, old.person, old.name, old.first_on, old.last_on, old.minutes, old.states)
        is distinct from (new.paper_number, new.paper_code, new.person, new.name, new.first_on, new.last_on, new.minutes, new.states) then
    raise exception using errcode = 'CN006', message = 'a certificate is never rewritten';
  end if;
  return new;
end $$;
create trigger stated_once before update or delete on certificates for each row execute function app.stated_once();

alter table certificates enable row level security, force row level security;
create policy officer on certificates to carenet_officer
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true));
create policy area on certificates to carenet_area
  using (village >= current_setting('app.lo', true) and village < current_setting('app.hi', true)
    and left(village, 9) = any ((select string_to_array(current_setting('app.towns', true), ','))::text[]));
create policy helper on certificates to carenet_helper using (person = nullif(current_setting('app.person', true), '')::uuid
  or centre = any (string_to_array(current_setting('app.offices', true), ',')::uuid[]));
create policy own on certificates to carenet_officer, carenet_area using (person = nullif(current_setting('app.person', true), '')::uuid);
create policy worker on certificates to carenet_worker using (true) with check (true);
grant select, insert, update on certificates to carenet_officer, carenet_area, carenet_helper, carenet_worker;
grant select on certificates to carenet_sealed;

set local role carenet_sealed;
-- What anybody with the code may read: the name with all but its first sign covered; why it was revoked is nobody else's.
create function app.verify_certificate(p_code text) returns table (
  number text, name text, minutes int, first_on date, last_on date, asked_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.paper_number::text, left(c.name, 1) || repeat(U&'\25CB', greatest(length(c.name) - 1, 1)), c.minutes, c.first_on, c.last_on, c.asked_at, c.revoked_at
  from public.certificates c where c.paper_code = p_code $$;
revoke all on function app.verify_certificate(text) from public;
grant execute on function app.verify_certificate(text) to carenet_app;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
