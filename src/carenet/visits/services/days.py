"""A host family writes down the day of the children who are with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.visits.facts import DayLogged, WorryRaised
from carenet.visits.rules import CannotLog, check_arrived, check_day, when_written
from carenet.visits.services.photos import keep_photos
from carenet.visits.services.records import About, When, hold_children
from carenet.visits.services.voice_notes import Voice, keep_voice

NOTHING: Final = N_("Please answer at least one question.")

# The adult's own placement, one with its home, or cover it took over, on that day.
WITH_ME: Final = """
select p.id from placements p where p.child = $1 and p.kind in ('full_care', 'half_care')
  and (p.person = $2 or p.host_family = any ((select app.my_families())::uuid[]))
  and coalesce(p.starts_on, p.planned_from) <= $3 and (p.ends_on is null or p.ends_on >= $3)
union all
select b.placement from backups b where b.child = $1 and b.person = $2 and b.accepted_at is not null
  and (b.starts_at at time zone 'Asia/Shanghai')::date <= $3
  and (b.ends_at is null or (b.ends_at at time zone 'Asia/Shanghai')::date >= $3)
limit 1"""
WRITE: Final = """
insert into day_logs (id, child, village, person, placement, on_day, arrived_at, ate, homework, slept,
  health, kind_line, worry, other_adult_tonight, happened_at, received_at, offline)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (child, on_day, person) do nothing returning id"""
# The same adult adds to the same day: what is said now counts, what was said before and not again stays.
ADD: Final = """
update day_logs set arrived_at = coalesce($4, arrived_at), ate = coalesce($5, ate),
  homework = coalesce($6, homework), slept = coalesce($7, slept), health = coalesce($8, health),
  kind_line = nullif(concat_ws(E'\\n', kind_line, $9::text), ''),
  other_adult_tonight = coalesce($10, other_adult_tonight), received_at = $11
where child = $1 and on_day = $2 and person = $3 returning id"""


@dataclass(frozen=True, slots=True)
class Day:
    """What a host family says of a day."""

    on_day: date | None = None
    arrived: time | None = None
    ate: str | None = None
    homework: str | None = None
    slept: str | None = None
    health: str | None = None
    kind_line: str | None = None
    worry: str | None = None
    other_adult_tonight: bool | None = None

    def says_nothing(self) -> bool:
        """Was every question left out?"""
        said = (
            self.arrived, self.ate, self.homework, self.slept, self.health, self.kind_line,
            self.worry, self.other_adult_tonight,
        )  # fmt: skip
        return all(one is None for one in said)


async def log_day(
    children: Sequence[UUID],
    day: Day,
    *,
    written_at: datetime | None = None,
    pictures: Sequence[bytes] = (),
    voice: Voice | None = None,
    by: Actor,
) -> list[UUID]:
    """Write down the day of one child or of brothers and sisters: one record each.

    Args:
        children: whom it is about.
        day: what is said of the day.
        written_at: when it was written by the phone's clock, if it came later.
        pictures: what came with it, drawn anew.
        voice: what was spoken instead of typed.
        by: who writes.

    Raises:
        NotFound: a child was not in the actor's home on that day, or is none of hers.
        CannotLog: a day to come or long ago, nothing said, or a picture without the family's yes.

    """
    now = clock.now()
    written = when_written(written_at, now)
    on_day = day.on_day or clock.day_of(written)
    check_day(on_day, clock.today())
    check_arrived(clock.at(on_day, day.arrived) if day.arrived else None, now)
    if day.says_nothing() and not pictures and voice is None:
        raise CannotLog(NOTHING, "ate")
    when = When(written, now, written_at is not None)
    async with transaction(by) as db:
        found = await hold_children(db, children)
        made = [await _one(db, child, day, on_day, when, by) for child in found]
        whose = list(zip(found, made, strict=True))
        await keep_photos("day", whose, pictures, when, by=by)
        await keep_voice("day", whose, voice, when, by=by)
    return made


async def _one(db: Scope, child: About, day: Day, on_day: date, when: When, by: Actor) -> UUID:
    placement = await db.fetchval(WITH_ME, child.id, by.me, on_day)
    if placement is None:
        raise NotFound
    arrived = clock.at(on_day, day.arrived) if day.arrived else None
    said: tuple[Any, ...] = (arrived, day.ate, day.homework, day.slept, day.health, day.kind_line)
    id_: UUID | None = await db.fetchval(
        WRITE, uuid7(), child.id, child.village, by.me, placement, on_day, *said, day.worry,
        day.other_adult_tonight, when.happened_at, when.received_at, when.offline,
    )  # fmt: skip
    if id_ is None:
        id_ = await db.fetchval(
            ADD, child.id, on_day, by.me, *said, day.other_adult_tonight, when.received_at
        )
        if day.worry:
            await db.execute("select app.add_worry($1, $2)", id_, day.worry)
    assert id_ is not None  # noqa: S101  one of the two statements wrote a row
    await announce(DayLogged(id_, child.id, by.me, on_day))
    if day.worry:
        await announce(WorryRaised(f"day_log:{id_}", child.id, child.village, by.me))
    return id_
