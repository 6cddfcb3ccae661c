"""A child may come to a circle of friends that meets already."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-28T19:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Circles that have begun take another child"

UP = r"""
set local role carenet_sealed;
-- How many children meet in a circle that this adult accompanies.
create function app.begun_circle(p_person uuid, p_key uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from public.placements p join public.needs n on n.id = p.need
  where p.person = p_person and p.kind = 'peer' and p.ends_on is null and n.group_key = p_key
$$;
revoke all on function app.begun_circle(uuid, uuid) from public;
grant execute on function app.begun_circle(uuid, uuid) to carenet_officer, carenet_area, carenet_worker;

create or replace function app.take_proposal(p_proposal uuid, p_now timestamptz)
returns table (proposal uuid, need uuid, child uuid, village text, service text, tier smallint, offer uuid, round uuid, group_key uuid, placement uuid)
language plpgsql security definer set search_path = '' as $$
declare who record; lead record; each_ record; many int;
begin
  select * into who from app.acting();
  select x.*, case when n.service in ('proxy_parent', 'host_family', 'peer') then n.group_key end as gk into lead from public.proposals x join public.needs n on n.id = x.need where x.id = p_proposal;
  if who.person is null or lead.id is null or lead.person <> who.person then
    raise exception using errcode = 'CN404', message = 'no such proposal';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(who.person::text, 7262));
  perform from public.proposals x where x.round = lead.round and x.person = who.person order by x.id for update;
  if not exists (select from public.proposals x where x.id = p_proposal and x.state = 'agreed' and (x.answer_by is null or x.answer_by > p_now)) then
    raise exception using errcode = 'CN002', message = 'no longer open';
  end if;
  -- A circle begins when its adult has been asked, with three children or more; with those who meet already it is four at most.
  if exists (select from public.needs n where n.id = lead.need and n.service = 'peer') then
    select count(*) + app.begun_circle(who.person, lead.gk) into many from public.proposals x join public.needs n on n.id = x.need
      where x.round = lead.round and x.person = who.person and x.state = 'agreed' and n.group_key = lead.gk and n.met_at is null and n.closed_at is null;
    if lead.answer_by is null or many < 3 or many > 4 then
      raise exception using errcode = 'CN002', message = 'no longer open';
    end if;
  end if;
  for each_ in select x.id, x.need, x.child, x.village, x.offer, x.round, n.service, n.tier, n.group_key from public.proposals x join public.needs n on n.id = x.need
      where x.round = lead.round and x.person = who.person and x.state = 'agreed' and n.met_at is null and n.closed_at is null
        and (x.id = p_proposal or (lead.gk is not null and n.group_key = lead.gk)) order by x.id loop
    proposal := each_.id; need := each_.need; child := each_.child; village := each_.village; service := each_.service; tier := each_.tier;
    offer := each_.offer; round := each_.round; group_key := each_.group_key; placement := gen_random_uuid();
    update public.proposals x set state = 'settled' where x.id = each_.id;
    update public.needs n set met_at = p_now, met_by = 'placement:' || placement where n.id = each_.need;
    insert into public.proposal_decisions (proposal, child, village, what, by, person, at)
      values (each_.id, each_.child, each_.village, 'accepted', who.account, who.person, p_now);
    insert into public.reaches (person, child, village, because, starts_at)
      values (who.person, each_.child, each_.village, 'placement:' || placement, least(p_now, now()));
    return next;
  end loop;
end $$;
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
