"""Who stands in for whom: one cover with its history, the officers' list, one's own on the phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.placements.queries.successors import successors_of
from carenet.placements.rules import COVERED, state_of

STATES: Final = ("open", "running", "coming", "past")
CHANGES_MAX: Final = 50
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
NAME: Final = "(select w.name from app.names_of(array[{of}]) w)"


def stands_in(placement: str, at: str) -> str:
    """SQL: who stands in for a placement at a moment, else null. Row security applies.

    Args:
        placement: an expression for the placement's id.
        at: an expression for the moment.

    """
    return f"""(select cover.person from backups cover where cover.placement = {placement}
    and cover.accepted_at is not null and cover.closed_at is null
    and cover.starts_at <= {at} and cover.ends_at > {at})"""


LIST: Final = f"""
select b.id, b.child, b.village, b.person, b.starts_at, b.ends_at, b.accepted_at, b.gave_up_at,
  b.closed_at, p.kind, c.name as child_name, {NAME.format(of="p.person")} as base,
  {NAME.format(of="b.person")} as adult, count(*) over () as total
from backups b join placements p on p.id = b.placement join children c on c.id = b.child
where case $1
  when 'open' then b.closed_at is null and b.ends_at > $2 and (b.accepted_at is null or b.gave_up_at is not null)
  when 'running' then b.closed_at is null and b.accepted_at is not null and b.starts_at <= $2 and b.ends_at > $2
  when 'coming' then b.closed_at is null and b.accepted_at is not null and b.starts_at > $2
  else b.closed_at is not null or b.ends_at <= $2 end
order by b.starts_at, b.id limit $3 offset $4"""
ONE: Final = f"""
select b.*, p.kind, p.person as base_person, p.ends_on as placement_over, c.name as child_name,
  {NAME.format(of="p.person")} as base, {NAME.format(of="b.person")} as adult,
  app.keeps_placement(b.placement, false) as keeps
from backups b join placements p on p.id = b.placement join children c on c.id = b.child
where b.id = $1"""
FORM: Final = f"""
select p.id, p.kind, p.child, p.village, p.person, c.name as child_name,
  {NAME.format(of="p.person")} as base, app.keeps_placement(p.id, false) as keeps
from placements p join children c on c.id = p.child where p.id = $1 and p.ends_on is null"""
CHANGES: Final = f"""
select h.what, h.at, h.because, h.starts_at, h.ends_at, {NAME.format(of="h.person")} as adult
from backup_changes h where h.backup = $1 order by h.at, h.id limit {CHANGES_MAX}"""
# On a placement's page and a child's file: what runs, is agreed or is asked for, and what was.
OF_PLACEMENT: Final = f"""
select b.id, b.person, b.starts_at, b.ends_at, b.accepted_at, b.closed_at, b.gave_up_at,
  {NAME.format(of="b.person")} as adult
from backups b where b.placement = $1 order by b.starts_at desc limit 20"""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A cover in the list."""

    id: UUID
    child: UUID
    village: str
    person: UUID | None
    starts_at: datetime
    ends_at: datetime
    accepted_at: datetime | None
    gave_up_at: datetime | None
    closed_at: datetime | None
    kind: str
    child_name: str
    base: str | None
    adult: str | None

    def state(self, now: datetime) -> str:
        """The word for where it stands."""
        return state_of(
            self.person, (self.starts_at, self.ends_at), self.accepted_at, self.gave_up_at,
            self.closed_at, now,
        )  # fmt: skip


async def backups(
    state: str, number: int | None, now: datetime, *, by: Actor
) -> paging.Page[BackupRow]:
    """A page of the covers of the area; each name shown is written in the read log."""
    page, size, offset = paging.place(number, None)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(LIST, state, now, size, offset)
        await db.execute(LOG, [r["child"] for r in rows], ["name", "backup"], "backups")
    total = rows[0]["total"] if rows else 0
    found = [BackupRow(**{k: v for k, v in r.items() if k != "total"}) for r in rows]
    return paging.Page(found, page, size, total)


async def backup_page(backup: UUID, now: datetime, *, by: Actor) -> dict[str, Any]:
    """One cover with what happened to it, to an officer, the base, or whoever stands in.

    Raises:
        NotFound: no such cover that concerns the actor.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(ONE, backup)
        if row is None or not (row["keeps"] or row["person"] == by.me):
            raise NotFound
        changes = await db.fetch(CHANGES, backup)
        state = state_of(
            row["person"], (row["starts_at"], row["ends_at"]), row["accepted_at"],
            row["gave_up_at"], row["closed_at"], now,
        )  # fmt: skip
        successors: list[tuple[UUID, str]] = []
        if by.is_officer and state in ("wanted", "asked"):
            about = dict(row) | {"person": row["base_person"]}
            successors = await successors_of(db, about, on=row["starts_at"])
        await db.execute(LOG, [row["child"]], ["name", "backup"], "backups")
    return dict(row) | {
        "changes": [dict(c) for c in changes], "state": state, "successors": successors,
        "mine": row["person"] == by.me, "names": by.has("county", "township", "director"), "typed": _typed(row["starts_at"], row["ends_at"]),
    }  # fmt: skip


def _typed(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """Beginning and end as the fields of a form hold them."""
    begins, ends = (at.astimezone(clock.SHANGHAI) for at in (starts_at, ends_at))
    return {
        "starts_on": begins.date().isoformat(), "starts_at": f"{begins:%H:%M}",
        "ends_on": ends.date().isoformat(), "ends_at": f"{ends:%H:%M}",
    }  # fmt: skip


async def backup_form(placement: UUID, *, by: Actor) -> dict[str, Any]:
    """What the form for a new cover needs: of whom it is, and for an officer who could stand in.

    Raises:
        NotFound: no running placement that is the actor's.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(FORM, placement)
        if row is None or not row["keeps"] or row["kind"] not in COVERED:
            raise NotFound
        successors = await successors_of(db, row) if by.is_officer else []
        await db.execute(LOG, [row["child"]], ["name", "placement"], "backups")
    return dict(row) | {"successors": successors, "officer": by.is_officer}


async def asked_of_me(now: datetime, *, by: Actor) -> list[dict[str, Any]]:
    """Covers the actor is asked for. No child's name is in them."""
    async with reading(by) as db:
        rows = await db.fetch("select * from app.my_backup_asks($1)", now)
    return [dict(r) for r in rows]
