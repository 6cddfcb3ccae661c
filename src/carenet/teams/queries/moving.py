"""What other days of a visit would do: places that stay, places that go back, adults of the place who are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.scheduling.wording import title_of
from carenet.teams.queries.roster import Member, roster_of

ASKED: Final = """
select m.*, a.name as by_name from team_visit_moves m left join accounts a on a.id = m.asked_by
where m.visit = $1 and m.state = 'asked'"""
EFFECT: Final = """
select s.id, s.starts_at, s.ends_at, s.kind, s.subject, s.activity, s.title, e.was, e.becomes, e.coming, e.has_local
from app.visit_move_effect($1, $2, $3) e join care_sessions s on s.id = e.care_session order by s.starts_at, s.id"""
VISIT: Final = """
select v.*, t.name as team_name, c.name as place, t.leader = $2 as leads from team_visits v join teams t on t.id = v.team
join centres c on c.id = v.centre where v.id = $1"""


@dataclass(frozen=True)
class MoveEffect:
    """What other days would do to places taken, and what they still lack."""

    first: date
    last: date
    kept: list[dict[str, Any]]
    """Sessions at which the team has places that stay."""
    back: list[dict[str, Any]]
    """Sessions at which its places are given back."""
    new: list[dict[str, Any]]
    """Sessions of the days that the visit did not have."""
    short: int
    """Of how many on the team the papers do not cover the new days, but did the old ones."""

    @property
    def places_back(self) -> int:
        """How many places are given back."""
        return sum(s["coming"] for s in self.back)

    @property
    def places_kept(self) -> int:
        """How many places stay."""
        return sum(s["coming"] for s in self.kept)

    @property
    def alone(self) -> int:
        """At how many sessions of the new days no adult of the place has a place yet."""
        return sum(1 for s in (*self.kept, *self.new) if not s["has_local"])


async def move_effect(
    db: Scope, visit: UUID, team: UUID, now: Sequence[Member], first: date, last: date
) -> MoveEffect:
    """What other days would do; `now` is the roster as its papers stand for the days it has."""
    rows = await db.fetch(EFFECT, visit, first, last)
    found = [{**row, "title": title_of(row)} for row in rows]
    before = {m.person for m in now if m.tier}
    then = {m.person for m in await roster_of(db, team, last) if m.tier}
    return MoveEffect(
        first, last,
        [s for s in found if s["was"] and s["becomes"] and s["coming"]],
        [s for s in found if not s["becomes"] and s["coming"]],
        [s for s in found if s["becomes"] and not s["was"]],
        len(before - then),
    )  # fmt: skip


async def days_page(
    visit: UUID, wanted: tuple[date, date] | None, *, by: Actor
) -> tuple[dict[str, Any], MoveEffect | None]:
    """A visit whose days may be changed by who looks, and what the wanted ones would do.

    Raises:
        NotFound: there is none, or it is not for the actor to change.

    """
    async with reading(by) as db:
        row = await db.fetchrow(VISIT, visit, by.me)
        if row is None:
            raise NotFound
        office = by.has("city", "county", "township") and by.covers(row["village"])
        open_ = row["state"] in ("proposed", "approved") and row["last_on"] >= clock.today()
        if not (open_ and (office or row["leads"])):
            raise NotFound
        effect = None
        if wanted and wanted[0] <= wanted[1]:
            now = await roster_of(db, row["team"], row["last_on"])
            effect = await move_effect(db, visit, row["team"], now, *wanted)
    return dict(row), effect


async def move_asked(db: Scope, visit: UUID) -> dict[str, Any] | None:
    """The other days that are asked for a visit, if any are."""
    row = await db.fetchrow(ASKED, visit)
    return dict(row) if row else None
