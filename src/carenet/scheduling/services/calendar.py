"""The calendar of a place is changed: what that does is shown first, and sessions follow afterwards.

A preview makes the change, looks at every series it touches, and takes the change back: what it
shows is what happens. Applying writes the change at once; the worker then brings the series up to
date one by one, as often as it likes: only the future is touched, and no second time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor, on_behalf
from carenet.core.database import Scope, reading, transaction
from carenet.core.refusals import N_
from carenet.scheduling.rollout.plan import Plan
from carenet.scheduling.rules.changes import Change, Touched
from carenet.scheduling.services.calendar_writing import write_change
from carenet.scheduling.services.following import Move, Telling, clashes_of, moves_of, told_of
from carenet.scheduling.services.series import planned, roll_out
from carenet.scheduling.wording import title_of

ROLL_OUT: Final = "scheduling.roll_out"
STAGES: Final = (N_("Reading"), N_("Bringing sessions up to date"))
SHOWN_MAX: Final = 200
"""So many series are looked at before a change is made; a county's are brought up to date by the worker."""
SERIES_MAX: Final = 5_000
LINES_MAX: Final = 40
PASSES_MAX: Final = 8
"""So often sessions that wait for others to make room are tried again; a day has no longer chain."""
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
    move: Move | None = None
    was: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """One series whose sessions get other hours: how many of them, and the first with its two beginnings."""

    place: str
    title: str
    sessions: int
    was: datetime
    then: datetime


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
    shifts: Sequence[Shift] = ()
    clashes: Sequence[tuple[Line, str]] = ()
    """Sessions that stay as they are, and what stands in the way."""
    told: tuple[int, int] = (0, 0)
    """Adults and carers who hear that hours change, each once."""


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
                touched = await write_change(db, change, by)
                raise _TakenBack(touched, await _found(db, touched, by))  # noqa: TRY301 - undoes it
        except _TakenBack as taken_back:
            touched, after = taken_back.touched, taken_back.found
        before = await _found(db, touched, by)
        many = len(await _series(db, touched, SHOWN_MAX + 1)) if touched else 0
        lines = [line for key, line in after.items() if before.get(key) != line]
        moves = [line.move for line in lines if line.move]
        clashing = await clashes_of(db, moves) if moves else {}
        told = await told_of(db, [m.session for m in moves if m.session not in clashing])
    stay = [(x, clashing[x.move.session]) for x in lines if x.move and x.move.session in clashing]
    go = [x for x in lines if not (x.move and x.move.session in clashing)]
    return replace(
        _effect(go, many), anyway=len(after) - len(lines), shifts=_shifts(after, go), told=told,
        clashes=sorted(stay, key=lambda pair: (pair[0].day, pair[0].place))[:LINES_MAX],
    )  # fmt: skip


def _shifts(found: Found, lines: Sequence[Line]) -> list[Shift]:
    """Series by series, what other hours come to."""
    by_series: dict[UUID, list[Line]] = {}
    for (series, _), line in found.items():
        if line.move and line in lines:
            by_series.setdefault(series, []).append(line)
    shifts = []
    for of_one in by_series.values():
        first = min(of_one, key=lambda line: line.day)
        if first.move and first.was:
            shifts.append(
                Shift(first.place, first.title, len(of_one), first.was, first.move.starts_at)
            )
    return sorted(shifts, key=lambda s: (s.place, s.then, s.title))[:LINES_MAX]


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
        touched = await write_change(db, change, by)
        if touched is None:
            return None
        return await tasks.ask(
            ROLL_OUT, None, by=by, lo=touched.lo, hi=touched.hi, centre=touched.centre,
            first=touched.first.isoformat(), last=touched.last.isoformat(), season=touched.season,
            asked_at=clock.now().isoformat(),
        )  # fmt: skip


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
        *(
            Line(x.planned_on, place, title, "retimed", move, x.starts_at)
            for (x, _), move in zip(found.retimed, moves_of(found.retimed), strict=True)
        ),
    ]


async def roll_out_touched(task: UUID, *, by: Actor) -> str:
    """The job: every series that a change touched, one after the other, each in its own transaction.

    With other hours a session may have to wait for the next to make room: who had to is tried again.
    """
    async with tasks.working_on(task, by) as job:
        if job is None:
            return "nothing to do"
        await job.progress(STAGES[0])
        touched, telling = _asked(job.id, job.details)
        async with reading(by) as db:
            rows = await _series(db, touched, SERIES_MAX)
        behalf, changes, left = on_behalf(by, job.begun_by), 0, [row["id"] for row in rows]
        for _ in range(PASSES_MAX):
            before, waiting = changes, []
            for done, series in enumerate(left):
                await job.progress(STAGES[1], done, len(left))
                found = await roll_out(series, by=behalf, telling=telling)
                changes += found.changes
                if found.waiting:
                    waiting.append(series)
            left = waiting
            if not left or changes == before:
                break
        stay = [line for row in rows if row["id"] in left for line in await _staying(row, behalf)]
        async with transaction(by):
            result = {"series": len(rows), "changes": changes, "stay": stay[:LINES_MAX]}
            await tasks.give_result(job.id, result)
    return "done"


def _asked(task: UUID, told: Mapping[str, Any]) -> tuple[Touched, Telling | None]:
    """Which series a task is about, and what is said once where hours change."""
    touched = Touched(
        told["lo"], told["hi"], date.fromisoformat(told["first"]), date.fromisoformat(told["last"]),
        UUID(told["centre"]) if told["centre"] else None,
    )  # fmt: skip
    if not told.get("season"):
        return touched, None
    return touched, Telling(task, datetime.fromisoformat(told["asked_at"]))


async def _staying(row: Any, by: Actor) -> list[dict[str, str]]:
    """The sessions of a series that could not have their other hours, and why."""
    async with reading(by) as db:
        moves = moves_of((await planned(row, by=by)).retimed)
        clashing = await clashes_of(db, moves)
    return [
        {"day": m.day.isoformat(), "place": row["place"], "title": title_of(row), "why": clashing[m.session]}
        for m in moves if m.session in clashing
    ]  # fmt: skip
