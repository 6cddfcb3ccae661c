"""The phone room: times are opened by whoever keeps it, taken by a parent away, and the call is written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import remind, unremind
from carenet.visits.services.calls import Talked, log_family_call

MAY_OPEN: Final = ("lead", "teacher", "counsellor", "director", "township")
AHEAD: Final = timedelta(hours=1)
"""How long before a call both sides are reminded."""
DAYS_AHEAD_MAX: Final = 60
VILLAGE_DIGITS: Final = 12
FIRST_HOUR, LAST_HOUR, LAST_MINUTE = 8, 21, 30
OPEN: Final = """
insert into call_slots (id, place, division, starts_at, ends_at, opened_by)
values ($1, $2, $3, $4, $5, $6)"""


class SlotGone(Refusal):
    """Somebody else was quicker."""

    msgid = N_("Somebody else has just taken this time. Please choose another.")


class CannotOpen(Refusal):
    """These times cannot be opened."""


@dataclass(frozen=True, slots=True)
class Times:
    """Times in a row: where, from when, how long each, how many."""

    place: str
    division: str
    starts_at: datetime
    minutes: int
    slots: int


def rooms_of(by: Actor) -> list[str]:
    """The villages in which the actor keeps a phone room: where a duty of theirs lies."""
    return sorted({duty.lo for duty in by.duties if len(duty.lo) == VILLAGE_DIGITS})


async def open_slots(times: Times, *, by: Actor) -> int:
    """Open times of a phone room, one after another; how many.

    Raises:
        MayNot: the actor keeps no phone room.
        NotFound: not in this village.
        CannotOpen: in the past, too far off, outside 8:00 to 21:30, or over times that are open already.

    """
    by.needs(*MAY_OPEN)
    if times.division not in rooms_of(by):
        raise NotFound
    now = clock.now()
    each = timedelta(minutes=times.minutes)
    last = (times.starts_at + each * times.slots).astimezone(clock.SHANGHAI)
    first = times.starts_at.astimezone(clock.SHANGHAI)
    late = (last.hour, last.minute) > (LAST_HOUR, LAST_MINUTE) or last.date() != first.date()
    if first.hour < FIRST_HOUR or late:
        raise CannotOpen(N_("Please choose times between 8:00 and 21:30."))
    if not now < times.starts_at < now + timedelta(days=DAYS_AHEAD_MAX):
        raise CannotOpen(N_("Please choose a day ahead, within two months."))
    try:
        async with transaction(by) as db:
            for n in range(times.slots):
                begins = times.starts_at + each * n
                await db.execute(
                    OPEN, uuid7(), times.place, times.division, begins, begins + each, by.me
                )
    except asyncpg.ExclusionViolationError:
        raise CannotOpen(N_("Some of these times are open there already.")) from None
    return times.slots


async def take_slot(slot: UUID, child: UUID, *, by: Actor) -> None:
    """A parent takes a time; both sides are reminded an hour before.

    Raises:
        SlotGone: it is taken, over, or not for this child.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.take_call_slot($1, $2)", slot, child):
            raise SlotGone
        row = await db.fetchrow(
            "select place, starts_at, opened_by from call_slots where id = $1", slot
        )
        if row is None:
            raise SlotGone
        local = row["starts_at"].astimezone(clock.SHANGHAI)
        for person in {by.me, row["opened_by"]}:
            await remind(
                "call.slot", f"call_slot:{slot}", person,
                max(clock.now(), row["starts_at"] - AHEAD), expires_at=row["starts_at"],
                date=local.date().isoformat(), time=local.strftime("%H:%M"), place=row["place"],
            )  # fmt: skip


async def give_slot_back(slot: UUID, *, by: Actor) -> None:
    """The parent cannot come; the time is free again.

    Raises:
        NotFound: it is not the actor's, or has begun.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.give_call_slot_back($1)", slot):
            raise NotFound
        await unremind(f"call_slot:{slot}")


async def hold_slot(slot: UUID, minutes: int | None, *, by: Actor) -> None:
    """The call was held: it is written down as a family call.

    Raises:
        NotFound: no such time of the actor's phone room is taken.

    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update call_slots set held_at = $2, minutes = $3 where id = $1 and child is not null
               and held_at is null and starts_at <= $2 returning child, guardian, starts_at""",
            slot, now, minutes,
        )  # fmt: skip
        if row is None:
            raise NotFound
        relation = await db.fetchval(
            "select relation from guardians where child = $1 and person = $2 and ends_on is null limit 1",
            row["child"],
            row["guardian"],
        )
        local = row["starts_at"].astimezone(clock.SHANGHAI)
        talked = Talked("voice", relation, minutes, local.date(), local.time())
        await log_family_call([row["child"]], talked, by=by)
