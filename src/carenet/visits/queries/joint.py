"""Visits planned together: mine and those I am asked to, ahead and not yet written down."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.placements.queries.owing import set_aside
from carenet.visits.rules import DAYS_BACK_MAX

PLANS_MAX: Final = 200
# Past ones stay until either has written the visit down, as long as a record may be made.
PLANS: Final = """
select j.visit, j.starts_at, j.owed, j.proposed_by, j.person, j.accepted, j.words, j.child, c.name, s.grade, s.class_name,
  w.name as who, p.name as proposer
from joint_visits j join children c on c.id = j.child and c.left_on is null
left join schoolings s on s.child = c.id and s.ends_on is null
left join app.names_of(array[j.person]) w on w.id = j.person
left join app.names_of(array[j.proposed_by]) p on p.id = j.proposed_by
where $1 in (j.person, j.proposed_by) and j.called_off_at is null and (j.starts_at > $2 or j.accepted and j.starts_at > $3)
  and not (j.person = $1 and j.accepted is false)
  and not exists (select from visit_reports r where r.child = j.child and r.person in (j.person, j.proposed_by)
    and r.on_day = (j.starts_at at time zone 'Asia/Shanghai')::date)
order by j.starts_at, j.visit, c.sort_key, j.id limit $4"""
MINE: Final = f"""
select distinct o.kind from obligations o where o.person = $1 and o.child = any ($2) and o.met_at is null and o.missed_at is null
  and o.kind = any ($3) and o.opens_on <= $4 and not {set_aside("o", "$4")} order by 1"""
COMES: Final = """
select distinct case when j.person = $1 then j.proposed_by else j.person end as other from joint_visits j
where $1 in (j.person, j.proposed_by) and j.accepted and j.called_off_at is null and j.child = any ($2)
  and j.starts_at <= $3 and (j.starts_at at time zone 'Asia/Shanghai')::date >= $4"""


@dataclass(slots=True)
class Planned:
    """A visit that several are to make together."""

    visit: UUID
    starts_at: datetime
    owed: list[str]
    proposer: str | None
    """Who proposed it; None where it was the reader."""
    accepted: bool | None
    """The reader's own word, where they were asked."""
    begun: bool
    children: dict[UUID, tuple[str, str | None]] = field(default_factory=dict)
    asked: dict[str, tuple[bool | None, str | None]] = field(default_factory=dict)
    """Whom the reader asked, with their word on it."""

    @property
    def waits(self) -> bool:
        """Is the reader to say yes or no?"""
        return self.proposer is not None and self.accepted is None and not self.begun


async def planned_visits(*, by: Actor) -> list[Planned]:
    """The actor's visits together, ahead or still to be written down; each child is recorded as read."""
    now = clock.now()
    since = now - timedelta(days=DAYS_BACK_MAX)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(PLANS, by.me, now, since, PLANS_MAX)
        await db.execute(
            "select app.log_read(c, array['short name', 'class'], 'log') from unnest($1::uuid[]) c",
            list({row["child"] for row in rows}),
        )
    found: dict[UUID, Planned] = {}
    for row in rows:
        mine = row["proposed_by"] == by.me
        plan = found.setdefault(
            row["visit"],
            Planned(
                row["visit"], row["starts_at"], list(row["owed"]), None if mine else row["proposer"] or "",
                None if mine else row["accepted"], row["starts_at"] <= now,
            ),
        )  # fmt: skip
        plan.children[row["child"]] = (
            short_name(row["name"]), class_words(row["grade"], row["class_name"]),
        )  # fmt: skip
        if mine:
            plan.asked[row["who"] or ""] = (row["accepted"], row["words"])
    return list(found.values())


async def owed_there(
    children: list[UUID], kinds: list[str], today: date, *, by: Actor
) -> list[str]:
    """Which kinds of what the actor owes these children a visit would meet."""
    async with reading(by) as db:
        rows = await db.fetch(MINE, by.me, children, kinds, today)
    return [row["kind"] for row in rows]


async def agreed_companions(children: list[UUID], *, by: Actor) -> list[str]:
    """Who agreed to visit these children with the actor, of plans that have begun and can be written down."""
    now = clock.now()
    since = clock.day_of(now) - timedelta(days=DAYS_BACK_MAX)
    async with reading(by) as db:
        rows = await db.fetch(COMES, by.me, children, now, since)
    return [str(row["other"]) for row in rows]
