"""What became of a round: placements kept, visits made, reasons for ending. Nobody is ranked."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading

REASONS_MAX: Final = 10
KEPT_DAYS: Final = (30, 90)
KEPT: Final = """
select count(*) filter (where p.starts_on <= $2::date - $3::int) as begun,
  count(*) filter (where p.starts_on <= $2::date - $3::int
    and (p.ends_on is null or p.ends_on >= p.starts_on + $3::int)) as kept
from placements p join proposals x on x.id = p.proposal where x.round = $1"""
OWED: Final = """
select count(*) as due, count(*) filter (where o.met_at is not null) as met
from obligations o join placements p on p.id = o.placement join proposals x on x.id = p.proposal
where x.round = $1 and o.due_on < $2
  and not exists (select from exemptions e where e.obligation = o.id)"""
ENDED: Final = """
select coalesce(e.because, '') as because, count(*) as n
from placements p join proposals x on x.id = p.proposal
  left join lateral (select y.because from placement_endings y where y.placement = p.id
    order by y.asked_at desc limit 1) e on true
where x.round = $1 and p.ends_on is not null and p.ends_on <= $2
group by 1 order by n desc, because limit $3"""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    n: int


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Of a round's placements: those old enough and kept by days, what was owed and met, the ends."""

    begun: int
    kept: dict[int, Share]
    owed: Share
    ended: list[tuple[str, int]]


async def afterwards(round_: UUID, *, by: Actor) -> Afterwards:
    """How a round's placements held; only what is old enough to be judged is counted."""
    today = clock.today()
    async with reading(by) as db:
        kept = {}
        for days in KEPT_DAYS:
            (row,) = await db.fetch(KEPT, round_, today, days)
            kept[days] = Share(row["begun"], row["kept"])
        begun = await db.fetchval(
            """select count(*) from placements p join proposals x on x.id = p.proposal
               where x.round = $1 and p.starts_on is not null""",
            round_,
        )
        (owed,) = await db.fetch(OWED, round_, today)
        ended = await db.fetch(ENDED, round_, today, REASONS_MAX)
    return Afterwards(
        begun, kept, Share(owed["due"], owed["met"]), [(r["because"], r["n"]) for r in ended]
    )
