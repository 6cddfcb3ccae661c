"""Several sessions changed in one step: all that it does and who is told is shown before it is applied.

The preview makes the change, looks at it, and takes it back: what it shows is what happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import Refusal
from carenet.core.words import sentence
from carenet.scheduling.rules.arranging import CannotArrange, require_hours
from carenet.scheduling.rules.bulk import Choice, Turn, require_bulk
from carenet.scheduling.services.changing import call_off, hold_ways, retime, set_room
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.wording import title_of

BULK_MAX: Final = 100
"""So many sessions are changed in one step; what lies further ahead follows in another."""
CHOSEN: Final = """
select s.*, c.name as place, m.name as room_name from care_sessions s join centres c on c.id = s.centre
left join rooms m on m.id = s.room
where s.centre = $1 and s.on_day between $2 and $3 and s.starts_at > $4 and s.cancelled_at is null
  and ($5::uuid is null or s.series = $5)
  and (cardinality($6::int[]) = 0 or extract(isodow from s.on_day)::int = any ($6))
  and (cardinality($7::uuid[]) = 0 or s.id = any ($7))
order by s.starts_at, s.id limit $8"""
TOLD: Final = """
select
  (select count(*) from sign_ups u where u.care_session = $1 and u.withdrawn_at is null) as adults,
  (select count(*) from waitings w where w.care_session = $1 and w.ended_at is null) as waiting,
  (select count(distinct c.person) from enrolments e join carers c on c.child = e.child and c.ends_on is null
   where e.series = $2 and e.starts_on <= $3 and (e.ends_on is null or e.ends_on >= $3)) as families"""


@dataclass(frozen=True, slots=True)
class Changed:
    """One session: when it was, who hears of it, who had to be let go, or why it stays as it is."""

    id: UUID
    day: date
    title: str
    was: tuple[datetime, datetime]
    room: str | None
    adults: int
    waiting: int
    families: int
    let_go: int
    refused: str | None


@dataclass(frozen=True)
class BulkEffect:
    """All sessions chosen, in their order; `more` lie beyond what one step changes."""

    rows: Sequence[Changed]
    more: bool
    tells: bool

    @property
    def done(self) -> list[Changed]:
        """Those that change."""
        return [row for row in self.rows if row.refused is None]

    @property
    def told(self) -> tuple[int, int]:
        """Messages to adults and to families."""
        if not self.tells:
            return 0, 0
        return sum(r.adults + r.waiting for r in self.done), sum(r.families for r in self.done)


class _TakenBack(Exception):  # noqa: N818  control flow of a preview, not an error
    def __init__(self, effect: BulkEffect) -> None:
        super().__init__()
        self.effect = effect


async def preview_bulk(choice: Choice, turn: Turn, *, by: Actor) -> BulkEffect:
    """What a change of several sessions would do; nothing stays of it.

    Raises:
        CannotArrange: it cannot be asked like this.
        MayNot: it is somebody else's place.

    """
    try:
        async with transaction(by):
            raise _TakenBack(await change_many(choice, turn, by=by))  # noqa: TRY301 - undoes it
    except _TakenBack as taken_back:
        return taken_back.effect


async def change_many(choice: Choice, turn: Turn, *, by: Actor) -> BulkEffect:
    """Give several sessions other hours or another room, or call them off; each that can be.

    Whoever comes is told session by session, as by changing each alone. One that cannot change,
    because its room is taken or it has begun, stays and says why.

    Raises:
        CannotArrange: it cannot be asked like this.
        MayNot: it is somebody else's place.

    """
    now, today = clock.now(), clock.today()
    require_bulk(choice, turn, today)
    async with transaction(by) as db:
        await require_runs(choice.centre, by=by, db=db)
        found = await db.fetch(
            CHOSEN, choice.centre, max(choice.first, today), choice.last, now, choice.series,
            list(choice.weekdays), list(choice.marked), BULK_MAX + 1,
        )  # fmt: skip
        rows = [await _change(db, row, turn, by) for row in found[:BULK_MAX]]
    return BulkEffect(rows, more=len(found) > BULK_MAX, tells=turn.what != "room")


async def _change(db: Scope, row: Any, turn: Turn, by: Actor) -> Changed:
    told = await db.fetchrow(TOLD, row["id"], row["series"], row["on_day"])
    refused, let_go = None, 0
    try:
        async with transaction(by):
            let_go = await _turn(row, turn, by)
    except Refusal as refusal:
        refused = sentence(refusal)
    return Changed(
        row["id"], row["on_day"], title_of(row), (row["starts_at"], row["ends_at"]),
        row["room_name"], **dict(told or {}), let_go=let_go, refused=refused,
    )  # fmt: skip


async def _turn(row: Any, turn: Turn, by: Actor) -> int:
    """Change one session; how many adults had to be let go."""
    if turn.what == "off":
        await call_off(row["id"], str(turn.because), by=by)
        return 0
    if turn.what == "room":
        await set_room(row["id"], turn.room, by=by)
        return 0
    if turn.starts_at is None or turn.ends_at is None:
        raise CannotArrange
    require_hours(turn.starts_at, turn.ends_at, row["on_day"])
    begins, ends = clock.at(row["on_day"], turn.starts_at), clock.at(row["on_day"], turn.ends_at)
    if (begins, ends) == (row["starts_at"], row["ends_at"]):
        return 0
    gone = await retime(row["id"], row["on_day"], begins, ends, by=by, by_hand=True)
    await hold_ways(row["id"], by=by)
    return len(gone)
