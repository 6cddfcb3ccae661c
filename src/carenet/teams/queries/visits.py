"""Visits of teams within reach; one with what became of it; my own team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.scheduling.wording import title_of
from carenet.teams.queries.moving import MoveEffect, move_asked, move_effect
from carenet.teams.queries.roster import Invited, Member, invited_to, roster_of

TEAMS_MAX: Final = 100
CENTRES_MAX: Final = 200
STATES_MAX: Final = 20
VISITS_MAX: Final = 40
TABS: Final = ("ahead", "proposed", "past")
HEAD: Final = """
select v.*, t.name as team_name, t.leader, t.ends_on as team_until, o.name as organisation, c.name as place,
  (select n.name from app.names_of(array[t.leader]) n) as leader_name,
  t.leader = $1 as leads, app.runs_centre(v.centre) as runs
from team_visits v join teams t on t.id = v.team join centres c on c.id = v.centre
left join organisations o on o.id = t.organisation """
LISTED: Final = (
    HEAD
    + """where case $2 when 'proposed' then v.state = 'proposed' and v.last_on >= $3
    when 'ahead' then v.state = 'approved' and v.last_on >= $3
    else v.state in ('refused', 'called_off', 'over') or v.last_on < $3 end
order by case when $2 = 'past' then -(v.last_on - date '2000-01-01') else v.first_on - date '2000-01-01' end, v.id
limit $4 offset $5"""
)
COUNTS: Final = """
select count(*) filter (where state = 'proposed' and last_on >= $1) as proposed,
  count(*) filter (where state = 'approved' and last_on >= $1) as ahead,
  count(*) filter (where state in ('refused', 'called_off', 'over') or last_on < $1) as past
from team_visits"""
ONE: Final = HEAD + "where v.id = $2"
OF_TEAM: Final = HEAD + "where v.team = $2 order by v.last_on < $3, v.first_on, v.id limit $4"
STATES: Final = """
select s.state, s.at, s.because, a.name as by_name, s.first_on, s.last_on from (
  select id, state, at, because, "by", null::date as first_on, null::date as last_on from team_visit_states where visit = $1
  union all select id, 'move_asked', asked_at, because, asked_by, first_on, last_on from team_visit_moves
    where visit = $1 and not (state = 'moved' and decided_by is null)
  union all select id, 'move_' || state, decided_at, case when decided_by is null and state = 'moved' then because else why end,
    case when state = 'moved' then coalesce(decided_by, asked_by) else decided_by end, first_on, last_on from team_visit_moves
    where visit = $1 and state <> 'asked') s
left join accounts a on a.id = s.by order by s.at desc, s.id desc, s.state desc limit $2"""
TEAMS: Final = """
select t.id, t.name, t.starts_on, t.ends_on from teams t where t.ends_on >= $1 order by t.name, t.id limit $2"""
MINE: Final = """
select t.*, o.name as organisation_name from teams t left join organisations o on o.id = t.organisation
where t.leader = $1 order by t.ends_on < $2, t.ends_on, t.id limit 1"""
CENTRES: Final = """
select c.id, c.name from centres c where c.closed_on is null
  and ($1 = '' or c.village >= $1 and c.village < $2 and ($3::text[] = '{}' or left(c.village, 9) = any ($3::text[])))
  and ($4::text is null or left(c.village, 6) = left($4, 6))
order by c.name, c.id limit $5"""

PLACES: Final = """
select s.id, s.series, s.starts_at, s.ends_at, s.kind, s.subject, s.activity, s.title, p.coming, p.has_local
from app.visit_places($1) p join care_sessions s on s.id = p.care_session order by s.starts_at, s.id"""

HANDOVERS: Final = """
select h.*, a.name as by_name, r.name as read_name from team_handovers h
left join accounts a on a.id = h.by left join accounts r on r.id = h.read_by
where h.visit = $1 order by h.at, h.id limit 60"""
BEFORE: Final = "select * from app.handed_over_before($1)"


@dataclass(frozen=True)
class Group:
    """Children with whom the team was, by their series, and what is written down of it."""

    series: UUID | None
    title: str
    days: int
    written: dict[str, Any] | None


@dataclass(frozen=True)
class VisitPage:
    """One visit, how it came to be, and what the one who looks may do."""

    visit: dict[str, Any]
    states: list[dict[str, Any]]
    may_decide: bool
    may_call_off: bool
    sessions: list[dict[str, Any]]
    """Of its days at the place: how many of the team come, and whether an adult of the place does."""
    groups: list[Group]
    runs: bool
    begun: bool
    last: bool
    """Its last day has come, or is over."""
    members: list[Member]
    office: bool
    move: dict[str, Any] | None
    """Other days that are asked for."""
    effect: MoveEffect | None
    may_decide_move: bool
    before: list[dict[str, Any]]
    """What the team before this one wrote for the place."""

    @property
    def owed(self) -> int:
        """How many groups are not handed over."""
        return sum(1 for g in self.groups if g.written is None)

    @property
    def may_pass_on(self) -> bool:
        """May the one who looks say who leads the team from now on?"""
        goes_on = bool(self.visit["team_until"] >= clock.today())
        return goes_on and (self.office or self.visit["leads"]) and len(self.members) > 1

    @property
    def unread(self) -> bool:
        """Is something handed over that nobody of the place has read?"""
        return any(g.written and g.written["read_at"] is None for g in self.groups)

    @property
    def alone(self) -> int:
        """At how many of them the team would be alone."""
        return sum(1 for s in self.sessions if s["coming"] and not s["has_local"])


@dataclass(frozen=True)
class MyTeam:
    """The team I lead, its visits, who is on it, and the invitation to it."""

    team: dict[str, Any]
    visits: list[dict[str, Any]]
    members: list[Member]
    invited: Invited | None
    until: date
    """For which day papers are looked at: the last of the next visit."""


async def visits_within(
    tab: str, number: int | None, *, by: Actor
) -> tuple[Page[dict[str, Any]], dict[str, int]]:
    """A page of visits of the scope, and how many stand under each heading."""
    page, size, offset = place(number, 25)
    async with reading(by) as db:
        counts = await db.fetchrow(COUNTS, clock.today())
        rows = await db.fetch(LISTED, by.me, tab, clock.today(), size, offset)
    counted = {name: int(counts[name]) if counts else 0 for name in TABS}
    return Page([dict(r) for r in rows], page, size, counted[tab]), counted


async def visit_page(visit: UUID, *, by: Actor) -> VisitPage:
    """One visit.

    Raises:
        NotFound: there is none within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(ONE, by.me, visit)
        if row is None:
            raise NotFound
        office = by.has("city", "county", "township") and by.covers(row["village"])
        states = await db.fetch(STATES, visit, STATES_MAX)
        places = await db.fetch(PLACES, visit)
        written = await db.fetch(HANDOVERS, visit)
        before = await db.fetch(BEFORE, visit) if row["state"] in ("approved", "over") else []
        members = await roster_of(db, row["team"], row["last_on"])
        move, effect = await move_asked(db, visit), None
        if move and (office or row["leads"]):
            days = (move["first_on"], move["last_on"])
            effect = await move_effect(db, visit, row["team"], members, *days)
    sessions = [{**s, "title": title_of(s)} for s in places]
    ahead = row["last_on"] >= clock.today()
    decides = office and row["state"] == "proposed" and row["proposed_by"] != by.account
    return VisitPage(
        dict(row), [dict(s) for s in states], decides and not row["leads"] and ahead,
        (office or row["leads"]) and row["state"] in ("proposed", "approved") and ahead,
        sessions, groups_of(sessions, written), row["runs"], row["first_on"] <= clock.today(),
        row["last_on"] <= clock.today(), members, office, move, effect,
        office and move is not None and move["asked_by"] != by.account and not row["leads"],
        [{**b, "group": title_of(b) if b["kind"] else ""} for b in before],
    )  # fmt: skip


def groups_of(sessions: Sequence[dict[str, Any]], written: Sequence[Any]) -> list[Group]:
    """The groups of children with whom the team was or will be, each once."""
    with_team = [s for s in sessions if s["coming"]]
    found = {h["series"]: dict(h) for h in written}
    return [
        Group(
            series, next(s["title"] for s in with_team if s["series"] == series),
            sum(1 for s in with_team if s["series"] == series), found.get(series),
        )
        for series in dict.fromkeys(s["series"] for s in with_team)
    ]  # fmt: skip


async def teams_within(*, by: Actor) -> list[dict[str, Any]]:
    """Teams that may still come."""
    async with reading(by) as db:
        rows = await db.fetch(TEAMS, clock.today(), TEAMS_MAX)
    return [dict(row) for row in rows]


async def centres_to_visit(*, by: Actor, near: str | None = None) -> list[tuple[UUID, str]]:
    """Places of the scope; for a leader those of the county that looks after the team."""
    async with reading(by) as db:
        lo, hi = (by.lo, by.hi) if near is None else ("", "")
        rows = await db.fetch(
            CENTRES, lo, hi, list(by.towns) if near is None else [], near, CENTRES_MAX
        )
    return [(row["id"], row["name"]) for row in rows]


async def my_team(*, by: Actor) -> MyTeam:
    """The team I lead.

    Raises:
        NotFound: I lead none.

    """
    async with reading(by) as db:
        row = await led(db, by)
        visits = await db.fetch(OF_TEAM, by.me, row["id"], clock.today(), VISITS_MAX)
        ahead = (v["last_on"] for v in visits if v["state"] in ("proposed", "approved"))
        until = min((day for day in ahead if day >= clock.today()), default=clock.today())
        members = await roster_of(db, row["id"], until)
        invited = await invited_to(db, row["id"])
    return MyTeam(dict(row), [dict(v) for v in visits], members, invited, until)


async def led(db: Scope, by: Actor) -> Any:
    """The row of the team that the one who acts leads.

    Raises:
        NotFound: none.

    """
    row = await db.fetchrow(MINE, by.me, clock.today())
    if row is None:
        raise NotFound
    return row
