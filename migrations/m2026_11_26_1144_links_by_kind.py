"""Who may make which link: the command line a sign-in link, the worker a message's, nobody else any."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-26T11:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who may make which link"

UP = r"""
set local role carenet_sealed;
create or replace function app.make_link(p_sha bytea, p_kind text, p_account uuid, p_details jsonb, p_seconds bigint, p_uses int, p_by uuid)
returns uuid language plpgsql security definer set search_path = '' as $$
declare who text := case current_setting('role', true) when 'none' then session_user else coalesce(nullif(current_setting('role', true), ''), session_user) end;
  made uuid;
begin
  -- One use, a bounded life, and each kind by the one that hands it out. Whoever is signed in makes none.
  if not coalesce(p_uses = 1 and p_seconds between 1 and 31 * 86400 and case p_kind
      when 'sign-in' then who = 'carenet_app' and p_seconds <= 86400 and (select a.account from app.acting() a) is null
        and exists (select from public.accounts x where x.id = p_account)
        and not exists (select from public.account_endings e where e.account = p_account and e.undone_at is null)
      when 'message' then who = 'carenet_worker' and p_account is null
        and exists (select from public.outgoing o where o.id = (p_details ->> 'outgoing')::uuid)
    end, false) then
    raise exception using errcode = '42501', message = 'this link is not yours to make';
  end if;
  insert into public.links (token_sha256, kind, account, details, ends, uses_left, made_by)
  values (p_sha, p_kind, p_account, p_details, now() + p_seconds * interval '1 second', p_uses, p_by) returning id into made;
  return made;
end $$;
revoke execute on function app.make_link(bytea, text, uuid, jsonb, bigint, int, uuid) from carenet_officer, carenet_area, carenet_helper;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
