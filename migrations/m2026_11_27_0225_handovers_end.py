"""A handover nobody answered ends with its placement, whatever ended that: its question, its clock, its row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-27T02:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Handovers end with their placement"

UP = """
grant update on reminders, climbs to carenet_sealed;
set local role carenet_sealed;
create function app.end_handovers() returns trigger language plpgsql security definer set search_path = '' as $$
declare h record;
begin
  for h in update public.handovers x set answered_at = now(), answer = 'over'
      where x.placement = new.id and x.answered_at is null returning x.id, x.successor loop
    update public.reminders r set state = 'cancelled', changed_at = now()
      where r.subject = 'handover:' || h.id and r.recipient = h.successor and r.state in ('due', 'handed_over');
    update public.climbs c set ended_at = now(), ended_because = 'the placement ended', next_at = null
      where c.ladder = 'handover_answer' and c.subject = 'handover:' || h.id and c.ended_at is null;
  end loop;
  return null;
end $$;
revoke all on function app.end_handovers() from public;
grant execute on function app.end_handovers() to carenet_owner;
set local role carenet_owner;
create trigger end_handovers after update of ends_on on placements for each row
  when (new.ends_on is not null and old.ends_on is null) execute function app.end_handovers();
reset role;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="carenet", description=DESCRIPTION)

    async def up() -> None:
        await engine_finder().current_transaction.get().connection.execute(UP)

    manager.add_raw(up)
    return manager
