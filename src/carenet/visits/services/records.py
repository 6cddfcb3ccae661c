"""What every record of care has in common: whom it is about, when it was, when it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.database import Scope
from carenet.core.refusals import NotFound

CHILDREN_MAX: Final = 8
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, and whether the record came late from a phone."""

    happened_at: datetime
    received_at: datetime
    offline: bool


@dataclass(frozen=True, slots=True)
class About:
    """A child a record is about."""

    id: UUID
    village: str
    birth_date: date | None
    special_care: bool


def moment_of(on_day: date | None, at_time: time | None, written_at: datetime) -> datetime:
    """When it was: the day and time given; without a time the moment of writing, or noon of a past day."""
    written = written_at.astimezone(clock.SHANGHAI)
    day = on_day or written.date()
    if at_time is not None:
        return clock.at(day, at_time)
    return written_at if day == written.date() else clock.at(day, NOON)


async def hold_children(db: Scope, children: Sequence[UUID]) -> list[About]:
    """The children a record is about.

    Raises:
        NotFound: none was named, too many, or one is not within the writer's reach.

    """
    wanted = set(children)
    rows = await db.fetch(
        """select id, village, birth_date, special_care is not null as special_care from children
           where id = any ($1) and left_on is null and merged_into is null order by id""",
        list(wanted),
    )
    if not wanted or len(wanted) > CHILDREN_MAX or len(rows) != len(wanted):
        raise NotFound
    return [About(**row) for row in rows]
