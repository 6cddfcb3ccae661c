"""A holiday class is opened: its series makes the days, its list takes the children."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from carenet.classes.facts import ClassPlaceFreed
from carenet.classes.rules.places import (
    STAND_BY,
    CannotOpen,
    Term,
    adults_for,
    require_days,
    season_of,
)
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.rollout import Plan
from carenet.scheduling.services.enrolling import LISTED
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.services.series import SeriesWish, create_series, preview_series
from carenet.scheduling.wording import PER_ADULT

ADULTS_MAX: Final = 20
IN_TERM: Final = """
select t.name, t.starts_on, t.ends_on from terms t join centres c on c.id = $1
where left(t.division, 6) = left(c.village, 6) and t.starts_on <= $3 and t.ends_on >= $2
order by t.starts_on limit 1"""


@dataclass(frozen=True, slots=True)
class ClassWish:
    """A holiday class as somebody asks for it."""

    centre: UUID
    room: UUID | None
    title: str
    activity: str
    weekdays: tuple[int, ...]
    starts_at: time
    ends_at: time
    first_on: date
    last_on: date
    places: int
    lunch: bool
    enrol_from: date
    enrol_until: date
    bring: str | None

    @property
    def adults(self) -> int:
        """How many adults must come on a day with all places taken."""
        return adults_for(self.places, PER_ADULT.get(self.activity, PER_ADULT["play"]))

    @property
    def series(self) -> SeriesWish:
        """The series that makes its days."""
        return SeriesWish(
            self.centre, self.room, LISTED, None, self.activity, self.title,
            tuple(sorted(set(self.weekdays))), "every", self.starts_at, self.ends_at,
            self.first_on, self.last_on, self.adults, min(ADULTS_MAX, self.adults + STAND_BY),
            self.places, drop_in=False,
        )  # fmt: skip


async def _check(db: Scope, wish: ClassWish) -> None:
    row = await db.fetchrow(IN_TERM, wish.centre, wish.first_on, wish.last_on)
    term = Term(row["name"], row["starts_on"], row["ends_on"]) if row else None
    require_days(
        wish.first_on, wish.last_on, wish.enrol_from, wish.enrol_until, clock.today(), term
    )


async def preview_class(wish: ClassWish, *, by: Actor) -> Plan:
    """The days a class would have, before anything is written.

    Raises:
        CannotOpen, CannotArrange: the days, the hours or the places do not do.

    """
    async with reading(by) as db:
        await _check(db, wish)
    return await preview_series(wish.series, by=by)


async def open_class(wish: ClassWish, *, by: Actor) -> UUID:
    """Write a class and its series down and make its days; the id of both.

    Raises:
        CannotOpen, CannotArrange: the days, the hours or the places do not do.
        MayNot: it is somebody else's place.

    """
    async with transaction(by) as db:
        await _check(db, wish)
        made = await create_series(wish.series, own_room=True, by=by)
        await db.execute(
            """insert into holiday_classes (id, centre, village, season, places, lunch, enrol_from,
                 enrol_until, bring, created_by, created_at)
               select s.id, s.centre, s.village, $2, $3, $4, $5, $6, $7, $8, $9 from series s
               where s.id = $1""",
            made, season_of(wish.first_on), wish.places, wish.lunch, wish.enrol_from,
            wish.enrol_until, wish.bring, by.id, clock.now(),
        )  # fmt: skip
    return made


async def hold_class(db: Scope, holiday_class: UUID) -> Any:
    """A class with what its series says of it.

    Raises:
        NotFound: there is none.

    """
    row = await db.fetchrow(
        """select h.*, s.first_on, s.last_on, s.starts_at, s.ends_at, s.title, s.activity, s.kind,
             s.ended_at, c.name as place from holiday_classes h join series s on s.id = h.id
           join centres c on c.id = h.centre where h.id = $1""",
        holiday_class,
    )
    if row is None:
        raise NotFound
    return row


async def change_places(
    holiday_class: UUID, places: int, enrol_until: date, bring: str | None, *, by: Actor
) -> None:
    """More or fewer places, another last day to ask for one; those who wait are asked for what is free.

    Raises:
        CannotOpen: more children have a place than that.

    """
    async with transaction(by) as db:
        row = await hold_class(db, holiday_class)
        await require_runs(row["centre"], by=by, db=db)
        if not row["enrol_from"] <= enrol_until <= row["last_on"]:
            raise CannotOpen(
                N_("Families ask for places before the class ends, from a day until a day.")
            )
        done = await db.execute(
            """update holiday_classes set places = $2, enrol_until = $3, bring = $4
               where id = $1 and taken <= $2""",
            holiday_class, places, enrol_until, bring,
        )  # fmt: skip
        if not done:
            raise CannotOpen(N_("More children have a place than that."))
        await announce(ClassPlaceFreed(holiday_class))
