"""Changes of the calendar of a place are written down, each by whose duty it is."""

from dataclasses import replace
from datetime import time
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.places.services import (
    close_for_days,
    lift_closure,
    lift_season_hours,
    name_days,
    set_market,
    set_season_hours,
    set_term,
)
from carenet.scheduling.rules.changes import (
    CannotChange,
    Change,
    Closing,
    Hours,
    Lifting,
    LiftingHours,
    Market,
    NamedDays,
    TermDays,
    Touched,
    require_sound,
)
from carenet.scheduling.services.holding import require_runs

EVERYWHERE: Final = ("", "~")
COUNTY_DIGITS: Final = 6
DIVISION_DIGITS: Final = (9, 12)
SEASON_DIGITS: Final = (COUNTY_DIGITS, *DIVISION_DIGITS)


async def write_change(db: Scope, change: Change, by: Actor) -> Touched | None:
    """Write a change of the calendar down; the series it may touch, None where it touches none.

    Raises:
        CannotChange: it cannot be.
        MayNot: it is not this duty's to change.

    """
    require_sound(change, clock.today())
    if isinstance(change, Closing):
        return await _close(db, change, by)
    if isinstance(change, Hours | LiftingHours):
        return await (
            _set_hours(db, change, by) if isinstance(change, Hours) else _lift_hours(db, change, by)
        )
    if isinstance(change, Lifting):
        return await _lift(db, change.closure, by)
    by.needs("county", "township") if isinstance(change, Market) else by.needs("county", "city")
    if isinstance(change, Market):
        _require_covers(change.township, by)
        await set_market(change.township, change.first, change.every_days, by=by)
        return None
    if isinstance(change, TermDays):
        return await _set_term(db, change, by)
    return await _name(change, by)


async def _set_term(db: Scope, change: TermDays, by: Actor) -> Touched:
    _require_covers(change.county, by)
    before = await db.fetchrow(
        "select starts_on, ends_on from terms where id = $1 and division = $2",
        change.term, change.county,
    )  # fmt: skip
    if change.term is not None and before is None:
        raise NotFound
    await set_term(change.county, change.name, change.first, change.last, by=by, term=change.term)
    first = min(change.first, before["starts_on"]) if before else change.first
    last = max(change.last, before["ends_on"]) if before else change.last
    return Touched(change.county[:6], f"{change.county[:6]}~", first, last)


async def _name(change: NamedDays, by: Actor) -> Touched:
    await name_days(change.days, by=by)
    days = [named.day for named in change.days]
    return Touched(*EVERYWHERE, min(days), max(days))


def _require_covers(division: str, by: Actor) -> None:
    digits = division[:6] if division.endswith("000000") else division[:9]
    if not (by.is_officer and by.lo <= digits and f"{digits}~" <= by.hi):
        raise MayNot


async def _close(db: Scope, change: Closing, by: Actor) -> Touched:
    touched = await _here(db, change, by)
    if change.centre is not None:
        await close_for_days(
            change.first, change.last, change.because, by=by, organisation=change.centre
        )
    else:
        await close_for_days(
            change.first, change.last, change.because, by=by, division=change.division
        )
    return touched


async def _here(db: Scope, change: Closing | Hours, by: Actor) -> Touched:
    """Where a change holds, once it is the duty of whoever makes it."""
    if change.centre is not None:
        await require_runs(change.centre, by=by, db=db)
        village = await db.fetchval("select village from centres where id = $1", change.centre)
        return Touched(village, f"{village}~", change.first, change.last, change.centre)
    digits = change.division or ""
    lengths = SEASON_DIGITS if isinstance(change, Hours) else DIVISION_DIGITS
    if len(digits) not in lengths or not by.covers(digits.ljust(12, "0")):
        raise MayNot
    if len(digits) == COUNTY_DIGITS:
        by.needs("county", "city")
        _require_covers(digits.ljust(12, "0"), by)
    if len(digits) == DIVISION_DIGITS[0]:
        by.needs("county", "township", "city")
    return Touched(digits, f"{digits}~", change.first, change.last)


async def _set_hours(db: Scope, change: Hours, by: Actor) -> Touched:
    before = None
    if (right := change.instead_of) is not None:
        held, before = await _held_hours(db, right, by)
        await lift_season_hours(right, by=by)
        change = replace(change, division=held.division, centre=held.centre)
    touched = await _here(db, change, by)
    made = await set_season_hours(
        change.name, change.first, change.last, change.from_time, change.minutes, by=by,
        division=None if change.centre else change.division, organisation=change.centre,
    )  # fmt: skip
    if made is None:
        raise CannotChange(
            N_("Winter or summer hours hold there on some of these days already. Lift those first.")
        )
    if before is not None:
        first, last = min(touched.first, before.first), max(touched.last, before.last)
        touched = replace(touched, first=first, last=last)
    return replace(touched, season=True)


async def _held_hours(db: Scope, hours: UUID, by: Actor) -> tuple[Hours, Touched]:
    """Hours that hold, once they are the duty of whoever puts them right or lifts them."""
    row = await db.fetchrow(
        """select x.division, x.organisation, x.starts_on, x.ends_on, c.village from season_hours x
           left join centres c on c.id = x.organisation where x.id = $1 and x.lifted_at is null""",
        hours,
    )
    if row is None:
        raise NotFound
    held = Hours(
        "", row["starts_on"], row["ends_on"], time(), 0, row["division"], row["organisation"]
    )
    return held, await _here(db, held, by)


async def _lift_hours(db: Scope, change: LiftingHours, by: Actor) -> Touched:
    _, touched = await _held_hours(db, change.hours, by)
    await lift_season_hours(change.hours, by=by)
    return replace(touched, season=True)


async def _lift(db: Scope, closure: UUID, by: Actor) -> Touched:
    row = await db.fetchrow(
        """select x.division, x.organisation, x.starts_on, x.ends_on, c.village from closures x
           left join centres c on c.id = x.organisation where x.id = $1 and x.lifted_on is null""",
        closure,
    )
    if row is None:
        raise NotFound
    if row["organisation"] is not None:
        if not await db.fetchval("select app.runs_centre($1)", row["organisation"]):
            raise NotFound
        lo = row["village"]
    else:
        lo = row["division"]
        if not by.covers(lo.ljust(12, "0")):
            raise NotFound
    await lift_closure(closure, by=by)
    return Touched(lo, f"{lo}~", row["starts_on"], row["ends_on"], row["organisation"])
