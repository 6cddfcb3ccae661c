"""My team beside a session: who is on it, and what came of asking for their places."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.scheduling.services.grouping import MY_TEAM
from carenet.scheduling.wording import title_of

MEMBERS_MAX: Final = 60
LATER_MAX: Final = 60
HEAD: Final = """
select s.*, c.name as place, coalesce((select x.needs_word from series x where x.id = s.series), false) as needs_word
from care_sessions s join centres c on c.id = s.centre where s.id = $1"""
MEMBERS: Final = """
select m.person, n.name, w.id is not null as asked, w.done_at, w.why from team_members m
join lateral app.names_of(array[m.person]) n on true
left join lateral (select g.* from group_sign_ups g where g.team = m.team and g.person = m.person
  and g.care_session = $2 order by g.at desc, g.id desc limit 1) w on true
where m.team = $1 order by n.name, m.person limit $3"""
LATER: Final = """
select s.id, s.starts_at, count(*) filter (where g.done_at is not null and g.why is null) as taken, count(*) as asked
from care_sessions s join group_sign_ups g on g.care_session = s.id and g.team = $1
where s.series = $2 and s.on_day > $3 and s.cancelled_at is null
  and g.id = (select o.id from group_sign_ups o where o.care_session = s.id and o.team = $1
    and o.person = g.person order by o.at desc, o.id desc limit 1)
group by s.id order by s.starts_at limit $4"""


@dataclass(frozen=True)
class GroupPage:
    """A session, the team I lead, and its later sessions with how many have a place."""

    session: dict[str, Any]
    title: str
    team: str
    members: list[dict[str, Any]]
    later: list[dict[str, Any]]
    over: bool

    @property
    def waits(self) -> bool:
        """Is something still being done?"""
        return any(m["asked"] and m["done_at"] is None for m in self.members)


async def group_page(session: UUID, *, by: Actor) -> GroupPage:
    """A session and my team.

    Raises:
        NotFound: there is no such session, or I lead no team now.

    """
    async with reading(by) as db:
        team = await db.fetchrow(MY_TEAM, by.person, clock.today())
        head = await db.fetchrow(HEAD, session)
        if team is None or head is None:
            raise NotFound
        members = await db.fetch(MEMBERS, team["id"], session, MEMBERS_MAX)
        later = await db.fetch(LATER, team["id"], head["series"], head["on_day"], LATER_MAX)
    over = head["cancelled_at"] is not None or head["starts_at"] <= clock.now()
    return GroupPage(
        dict(head), title_of(head), team["name"], [dict(m) for m in members],
        [dict(r) for r in later], over,
    )  # fmt: skip
