"""When I am away, and what I had promised for a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.scheduling.services.away import promised
from carenet.scheduling.wording import title_of

LEAVES_MAX: Final = 20


@dataclass(frozen=True)
class Away:
    """My times away that are not over, and the promises that fall into one."""

    leaves: list[dict[str, Any]]
    promised: list[dict[str, Any]]


async def away_page(first: date | None, last: date | None, *, by: Actor) -> Away:
    """My times away; with two days also the sessions that would be given back."""
    async with reading(by) as db:
        leaves = await db.fetch(
            """select id, starts_on, ends_on, because from leaves where person = $1
                 and ended_at is null and ends_on >= $2 order by starts_on limit $3""",
            by.me, clock.today(), LEAVES_MAX,
        )  # fmt: skip
        rows = await promised(db, by.me, first, last) if first and last else []
    return Away([dict(r) for r in leaves], [{**dict(r), "title": title_of(r)} for r in rows])
