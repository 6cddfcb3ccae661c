"""The calendar of a place is changed: what that does is shown first, and sessions follow afterwards.

A preview makes the change, looks at every series it touches, and takes the change back: what it
shows is what happens. Applying writes the change at once; the worker then brings the series up to
date one by one, as often as it likes: only the future is touched, and no second time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor, on_behalf
from carenet.core.database import Scope, reading, transaction
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.places.services import (
    close_for_days,
    lift_closure,
    name_days,
    set_market,
    set_term,
)
from carenet.scheduling.rollout.plan import Plan
from carenet.scheduling.rules.changes import (
    Change,
    Closing,
    Lifting,
    Market,
    NamedDays,
    TermDays,
    Touched,
    require_sound,
)
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.services.series import planned, roll_out
from carenet.scheduling.wording import title_of

ROLL_OUT: Final = "scheduling.roll_out"
STAGES: Final = (N_("Reading"), N_("Bringing sessions up to date"))
SHOWN_MAX: Final = 200
"""So many series are looked at before a change is made; a county's are brought up to date by the worker."""
SERIES_MAX: Final = 5_000
LINES_MAX: Final = 40
EVERYWHERE: Final = ("", "~")
DIVISION_DIGITS: Final = (9, 12)
TOUCHED: Final = """
select s.*, c.name as place from series s join centres c on c.id = s.centre
where s.ended_at is null and s.last_on >= $5 and s.first_on <= $4 and s.last_on >= $3
  and s.village >= $1 and s.village < $2 and ($6::uuid is null or s.centre = $6)
order by s.village, s.centre, s.id limit $7"""


@dataclass(frozen=True, slots=True)
class Line:
    """One session that a change touches: `what` is new, retimed or off."""

    day: date
    place: str
    title: str
    what: str


@dataclass(frozen=True)
class Effect:
    """What a change does: counts over all series looked at, the first sessions, whether there are more series."""

    series: int
    new: int
    off: int
    retimed: int
    lines: Sequence[Line]
    more: bool
    anyway: int = 0
    """So many sessions are brought up to date at the same time that were due for it already."""


Found = dict[tuple[UUID, date], Line]
"""What bringing the series up to date would do, by series and day."""


class _TakenBack(Exception):  # noqa: N818  control flow of a preview, not an error
    def __init__(self, touched: Touched | None, found: Found) -> None:
        super().__init__()
        self.touched, self.found = touched, found


async def preview_change(change: Change, *, by: Actor) -> Effect:
    """What a change would do to sessions ahead that would not happen anyway; nothing stays of it.

    Raises:
        CannotChange: it cannot be.
        MayNot: it is not this duty's to change.

    """
    async with transaction(by) as db:
        try:
            async with transaction(by):
                touched = await _write(db, change, by)
                raise _TakenBack(touched, await _found(db, touched, by))  # noqa: TRY301 - undoes it
        except _TakenBack as taken_back:
            touched, after = taken_back.touched, taken_back.found
        before = await _found(db, touched, by)
        many = len(await _series(db, touched, SHOWN_MAX + 1)) if touched else 0
    lines = [line for key, line in after.items() if before.get(key) != line]
    return replace(_effect(lines, many), anyway=len(after) - len(lines))


def _effect(lines: Sequence[Line], many: int) -> Effect:
    counts = Counter(line.what for line in lines)
    shown = sorted(lines, key=lambda line: (line.day, line.place, line.title))[:LINES_MAX]
    return Effect(
        min(many, SHOWN_MAX), counts["new"], counts["off"], counts["retimed"], shown,
        more=many > SHOWN_MAX,
    )  # fmt: skip


async def apply_change(change: Change, *, by: Actor) -> UUID | None:
    """Change the calendar; the task in which sessions follow, None where none can be touched.

    Raises:
        CannotChange: it cannot be.
        MayNot: it is not this duty's to change.

    """
    async with transaction(by) as db:
        touched = await _write(db, change, by)
        if touched is None:
            return None
        return await tasks.ask(
            ROLL_OUT, None, by=by, lo=touched.lo, hi=touched.hi, centre=touched.centre,
            first=touched.first.isoformat(), last=touched.last.isoformat(),
        )  # fmt: skip


async def _write(db: Scope, change: Change, by: Actor) -> Touched | None:
    require_sound(change, clock.today())
    if isinstance(change, Closing):
        return await _close(db, change, by)
    if isinstance(change, Lifting):
        return await _lift(db, change.closure, by)
    by.needs("county", "township") if isinstance(change, Market) else by.needs("county", "city")
    if isinstance(change, Market):
        _require_covers(change.township, by)
        await set_market(change.township, change.first, change.every_days, by=by)
        return None
    if isinstance(change, TermDays):
        _require_covers(change.county, by)
        before = await db.fetchrow(
            "select starts_on, ends_on from terms where id = $1 and division = $2",
            change.term, change.county,
        )  # fmt: skip
        if change.term is not None and before is None:
            raise NotFound
        await set_term(
            change.county, change.name, change.first, change.last, by=by, term=change.term
        )
        first = min(change.first, before["starts_on"]) if before else change.first
        last = max(change.last, before["ends_on"]) if before else change.last
        return Touched(change.county[:6], f"{change.county[:6]}~", first, last)
    return await _name(change, by)


async def _name(change: NamedDays, by: Actor) -> Touched:
    await name_days(change.days, by=by)
    days = [named.day for named in change.days]
    return Touched(*EVERYWHERE, min(days), max(days))


def _require_covers(division: str, by: Actor) -> None:
    digits = division[:6] if division.endswith("000000") else division[:9]
    if not (by.is_officer and by.lo <= digits and f"{digits}~" <= by.hi):
        raise MayNot


async def _close(db: Scope, change: Closing, by: Actor) -> Touched:
    if change.centre is not None:
        await require_runs(change.centre, by=by, db=db)
        village = await db.fetchval("select village from centres where id = $1", change.centre)
        await close_for_days(
            change.first, change.last, change.because, by=by, organisation=change.centre
        )
        return Touched(village, f"{village}~", change.first, change.last, change.centre)
    digits = change.division or ""
    if len(digits) not in DIVISION_DIGITS or not by.covers(digits.ljust(12, "0")):
        raise MayNot
    if len(digits) == DIVISION_DIGITS[0]:
        by.needs("county", "township", "city")
    await close_for_days(change.first, change.last, change.because, by=by, division=digits)
    return Touched(digits, f"{digits}~", change.first, change.last)


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


async def _found(db: Scope, touched: Touched | None, by: Actor) -> Found:
    if touched is None:
        return {}
    found: Found = {}
    for row in await _series(db, touched, SHOWN_MAX):
        for line in _lines(row, await planned(row, by=by)):
            found[row["id"], line.day] = line
    return found


async def _series(db: Scope, touched: Touched, most: int) -> Sequence[Any]:
    return await db.fetch(
        TOUCHED, touched.lo, touched.hi, touched.first, touched.last, clock.today(),
        touched.centre, most,
    )  # fmt: skip


def _lines(row: Any, found: Plan) -> list[Line]:
    title, place = title_of(row), row["place"]
    return [
        *(Line(x.planned_on, place, title, "new") for x in found.new),
        *(Line(x.planned_on, place, title, "off") for x, _ in found.dropped),
        *(Line(x.planned_on, place, title, "retimed") for x, _ in found.retimed),
    ]


async def roll_out_touched(task: UUID, *, by: Actor) -> str:
    """The job: every series that a change touched, one after the other, each in its own transaction."""
    async with tasks.working_on(task, by) as job:
        if job is None:
            return "nothing to do"
        await job.progress(STAGES[0])
        told = job.details
        touched = Touched(
            told["lo"], told["hi"], date.fromisoformat(told["first"]),
            date.fromisoformat(told["last"]), UUID(told["centre"]) if told["centre"] else None,
        )  # fmt: skip
        async with reading(by) as db:
            ids = [row["id"] for row in await _series(db, touched, SERIES_MAX)]
        behalf, changes = on_behalf(by, job.begun_by), 0
        for done, series in enumerate(ids):
            await job.progress(STAGES[1], done, len(ids))
            changes += (await roll_out(series, by=behalf)).changes
        async with transaction(by):
            await tasks.give_result(job.id, {"series": len(ids), "changes": changes})
    return "done"
