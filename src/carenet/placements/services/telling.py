"""What is said of placements, to whom: no message names a child."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.core.reminders import remind, unremind
from carenet.escalation.queries.people import answering_for
from carenet.escalation.rules import COVER, POLICIES, RECEIVER
from carenet.escalation.services.telling import Matter, tell
from carenet.placements.services.obligations import readdress
from carenet.placements.services.withdrawing import TAKEN_BACK

FAMILY_MAX: Final = 10
ENDED_MAX: Final = 20
BEFORE: Final = timedelta(hours=3)
"""So long before it ends both adults hear that the base returns."""
ROW: Final = """
select b.id, b.placement, b.child, b.village, b.person, b.starts_at, b.ends_at, b.accepted_at,
  b.closed_at, p.person as base, (select a.person from accounts a where a.id = b.asked_by) as asker
from backups b join placements p on p.id = b.placement where b.id = $1"""
FAMILY: Final = """
select g.person from guardians g where g.child = $1 and g.ends_on is null and g.separated_on is null
order by g.person limit $2"""


ENDED_WITH_IT: Final = """
select p.id, p.village from placements p join placement_endings e on e.placement = p.id
where p.child = $1 and e.because = $4 and e.received_at > now() - interval '1 day'
  and case $2 when 'volunteer' then p.kind = 'tutoring' when 'host_family' then p.kind = 'half_care' else p.kind = $2 end
order by p.id limit $3"""


async def tell_of_backup(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of BackupChanged: those concerned hear of it; what is owed is said to whoever answers."""
    async with transaction(by) as db:
        for one in payloads:
            row = await db.fetchrow(ROW, UUID(one["backup"]))
            if row is None:
                continue
            await readdress(db, row["placement"])
            await _plan(row)
            await _say(db, row, one)


async def _plan(row: Any) -> None:
    """Its beginning and end are said at their time, to the two adults; nothing of a cover called off."""
    subject = f"backup:{row['id']}:dates"
    await unremind(subject)
    now = clock.now()
    if row["accepted_at"] is None or row["closed_at"] is not None or row["ends_at"] <= now:
        return
    evening = _evening_before(row["starts_at"])
    if evening > now:
        await remind(
            "backup.begins", subject, row["person"], evening, expires_at=row["starts_at"],
            **_when(row["starts_at"]),
        )  # fmt: skip
    for person in (row["person"], row["base"]):
        await remind(
            "backup.ends", subject, person, max(now, row["ends_at"] - BEFORE),
            expires_at=row["ends_at"], **_when(row["ends_at"]),
        )  # fmt: skip


def _evening_before(moment: datetime) -> datetime:
    return moment - timedelta(hours=12)


def _when(moment: datetime) -> dict[str, Any]:
    local = moment.astimezone(clock.SHANGHAI)
    return {"date": local.date().isoformat(), "time": f"{local:%H:%M}"}


async def _say(db: Scope, row: Any, change: Mapping[str, Any]) -> None:
    now, what = clock.now(), change["what"]
    subject, when = f"backup:{row['id']}", _when(row["starts_at"])
    did = UUID(change["by"]) if change["by"] else None
    before = UUID(change["before"]) if change["before"] else None
    officers = set(await answering_for(db, "director", row["village"], None, now))
    family = {r["person"] for r in await db.fetch(FAMILY, row["child"], FAMILY_MAX)}
    await unremind(subject, kind="backup.asked")
    told: list[tuple[str, set[UUID | None]]] = {
        "wanted": [("backup.wanted", set(officers))],
        "asked": [("backup.asked", {row["person"]})],
        "accepted": [
            ("backup.agreed", {row["base"], row["asker"], *officers}),
            ("backup.yours", {row["person"]}),
            ("backup.family", set(family)),
        ],
        "declined": [("backup.declined", {row["asker"], *officers})],
        "gave_up": [("backup.gave_up", {row["base"], *officers})],
        "moved": [("backup.moved", {row["person"], row["base"], *family})],
        "ended": [("backup.off", {before, row["base"], *family})],
        "cancelled": [
            ("backup.off", {before, row["base"], *(family if row["accepted_at"] else ())})
        ],
    }.get(what, [])
    if before is not None and before != row["person"] and what == "asked":
        told.append(("backup.off", {before}))
    for kind, people in told:
        for person in sorted(p for p in people if p is not None and p != did):
            await remind(kind, subject, person, now, **when)


async def tell_of_ending(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of PlacementEnding: a child in care waits for a receiver; the director first, then it climbs."""
    now = clock.now()
    async with transaction(by) as db:
        for one in payloads:
            subject = f"placement:{one['placement']}"
            village = await db.fetchval(
                "select village from placements where id = $1 and ends_on is null",
                UUID(one["placement"]),
            )
            if village is None:
                continue
            for person in await answering_for(db, "director", village, None, now):
                await remind("placement.receiver", f"{subject}:receiver", person, now)
            await start_climb(RECEIVER, subject, now, POLICIES[RECEIVER].steps, place=village)


async def tell_of_taken_back(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ConsentWithdrawn: the director hears of each placement that ended with it.

    Of a home that stays until somebody receives the child, `tell_of_ending` says more.
    """
    now = clock.now()
    async with transaction(by) as db:
        for one in payloads:
            for row in await db.fetch(
                ENDED_WITH_IT, UUID(one["child"]), one["purpose"], ENDED_MAX, TAKEN_BACK
            ):
                for person in await answering_for(db, "director", row["village"], None, now):
                    await remind("consent.taken_back", f"placement:{row['id']}", person, now)


async def on_receiver_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: nobody has received a child whose home cannot go on."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != RECEIVER:
                continue
            village = await db.fetchval(
                "select village from placements where id = $1 and ends_on is null",
                UUID(step["subject"].split(":")[1]),
            )
            if village is not None:
                matters.append(Matter(step, village))
    await tell(matters, by=by)


async def on_cover_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: cover is needed and nobody has agreed."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != COVER:
                continue
            village = await db.fetchval(
                """select village from backups where id = $1 and closed_at is null and ends_at > $2
                   and (accepted_at is null or gave_up_at is not null)""",
                UUID(step["subject"].split(":")[1]),
                clock.now(),
            )
            if village is not None:
                matters.append(Matter(step, village))
    await tell(matters, by=by)
