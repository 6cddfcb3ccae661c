"""Who is on a team and whose papers cover its days; a list of results beside what is on file."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound

LINES_MAX: Final = 800
BOOKS_MAX: Final = 20
ROSTER: Final = "select * from app.team_roster($1, $2)"
INVITATION: Final = "select * from app.team_invitation($1)"
BOOK: Final = """
select b.*, t.name as team_name, a.name as taken_by_name from team_results b join team_visits v on v.id = b.visit
join teams t on t.id = v.team left join accounts a on a.id = b.taken_by where b.id = $1 and b.visit = $2"""
LINES: Final = """
select r.*, n.name as person_name from team_result_rows r
left join lateral app.names_of(array[r.person]) n on true
where r.book = $1 order by r.state <> 'faulty', r.line, r.kind limit $2"""
BOOKS: Final = """
select b.id, b.name, b.taken_at, b.entered_at from team_results b where b.visit = $1
order by b.taken_at desc, b.id desc limit $2"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the team."""

    person: UUID
    name: str
    sex: str | None
    visiting: bool
    leads: bool
    tier: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that still leads somewhere."""

    id: UUID
    ends: datetime
    uses_left: int


@dataclass(frozen=True)
class ResultsPage:
    """A list that came back, line by line beside what is on file."""

    book: dict[str, Any]
    lines: list[dict[str, Any]]

    def count(self, *states: str) -> int:
        """How many of its papers or lines are of these states."""
        return sum(1 for line in self.lines if line["state"] in states)

    @property
    def open(self) -> int:
        """How many papers are still to be entered."""
        return sum(
            1 for x in self.lines if x["state"] in ("new", "changed") and not x["entered_at"]
        )


async def roster_of(db: Scope, team: UUID, day: date) -> list[Member]:
    """Who is on the team, the leader first."""
    return [Member(**row) for row in await db.fetch(ROSTER, team, day)]


async def invited_to(db: Scope, team: UUID) -> Invited | None:
    """The invitation that carries the team."""
    row = await db.fetchrow(INVITATION, team)
    return Invited(**row) if row else None


async def results_of(visit: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """Lists that came back for a visit."""
    async with reading(by) as db:
        return [dict(row) for row in await db.fetch(BOOKS, visit, BOOKS_MAX)]


async def results_page(visit: UUID, book: UUID, *, by: Actor) -> ResultsPage:
    """One list that came back.

    Raises:
        NotFound: there is none within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(BOOK, book, visit)
        if row is None:
            raise NotFound
        lines = await db.fetch(LINES, book, LINES_MAX)
    return ResultsPage(dict(row), [dict(line) for line in lines])
