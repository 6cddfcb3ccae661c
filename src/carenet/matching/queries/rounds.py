"""Reads of rounds: the list, the open round before it runs, the draft and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.core.tasks import TaskView, view

MISSING_SHOWN: Final = 20
"""So many of those without anybody stand on the draft's own page."""
LINES: Final = """
with page as (
  select p.id, c.name as child_name, n.subject, n.service, n.group_key, n.tier, count(*) over () as total,
    row_number() over (order by p.village, coalesce(n.group_key, n.id), c.sort_key, p.id) as place
  from proposals p join children c on c.id = p.child join needs n on n.id = p.need
  where p.round = $1 and p.state = any($2::text[]) and ($3::text is null or p.village = $3) and ($6::text is null or n.service = $6)
  order by place limit $4 offset $5)
select p.id, p.child, p.village, p.person, p.state, p.cost, p.terms, p.next_best, p.answer_by,
  page.child_name, page.subject, page.service, page.group_key, page.tier, w.name as helper, page.total,
  friends.names as friends, friends.children as friends_read,
  p.state in ('draft', 'locked') and page.service in ('proxy_parent', 'host_family') and (
    exists (select from app.apart_from(p.child, case page.service when 'host_family' then 'host' else page.service end, p.person))
    or exists (select from household_members m join household_members b on b.household = m.household and b.child <> m.child and b.ends_on is null
      join proposals q on q.child = b.child and q.round = p.round and q.state in ('draft', 'locked') and q.person <> p.person
      join needs d on d.id = q.need and d.service = page.service where m.child = p.child and m.ends_on is null)) as apart
from page join proposals p on p.id = page.id left join lateral app.names_of(array[p.person]) w on true
left join lateral (select array_agg(c.name order by c.sort_key, c.id) as names, array_agg(c.id) as children
  from proposals y join needs m on m.id = y.need join children c on c.id = y.child
  where page.service = 'peer' and y.round = p.round and y.person = p.person and y.state = p.state
    and m.group_key = page.group_key and y.id <> p.id) friends on true
order by page.place"""
UNMATCHED: Final = """
with page as (
  select g.id, n.id as need, n.tier, n.service, count(*) over () as total,
    row_number() over (order by n.tier, g.position, g.id) as place
  from round_groups g join needs n on n.id = g.need
  where g.round = $1 and g.state <> 'matched' and n.met_at is null and n.closed_at is null
  order by place limit $2 offset $3)
select g.child, g.village, g.state, g.reasons, c.name as child_name, page.tier, page.need, page.service, page.total
from page join round_groups g on g.id = page.id join children c on c.id = g.child
order by page.place"""
# Needs that were opened since the round was solved, without anybody so far.
VIEW: Final = """
select r.id, r.name, r.division, r.service, r.also, r.state, r.spread, r.cut_off, r.opened_at, r.solved_at,
  r.published_at, r.summary, r.task,
  (select count(*) from needs n where r.solved_at is not null and n.service = any(r.also || r.service)
     and n.village >= r.lo and n.village < r.hi and n.opened_on >= (r.solved_at at time zone 'Asia/Shanghai')::date
     and n.met_at is null and n.closed_at is null
     and not exists (select from round_groups g where g.round = r.id and g.need = n.id)
     and not exists (select from proposals p where p.need = n.id
                     and p.state in ('published', 'agreed', 'accepted'))) as came_in
from matching_rounds r where r.id = $1"""
SHOWN_STATES: Final = ("draft", "locked", "published", "agreed", "settled", "declined", "refused")
LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in the list."""

    id: UUID
    name: str
    division: str
    service: str
    also: list[str]
    state: str
    opened_at: datetime
    solved_at: datetime | None
    lines: int
    begun: int


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round with what its page shows in its state."""

    id: UUID
    name: str
    division: str
    service: str
    also: list[str]
    state: str
    spread: int
    cut_off: datetime
    opened_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    summary: dict[str, Any] | None
    task: TaskView | None
    came_in: int
    counts: dict[str, int]


async def rounds(number: int | None, *, by: Actor) -> paging.Page[RoundRow]:
    """The rounds of the actor's area, latest first."""
    page, size, offset = paging.place(number, None)
    async with reading(by) as db:
        rows = await db.fetch(
            """select r.id, r.name, r.division, r.service, r.also, r.state, r.opened_at, r.solved_at,
                 (select count(*) from proposals p where p.round = r.id
                    and p.state not in ('withdrawn', 'refused')) as lines,
                 (select count(*) from proposals p where p.round = r.id and p.state = 'settled') as begun,
                 count(*) over () as total
               from matching_rounds r order by r.opened_at desc limit $1 offset $2""",
            size,
            offset,
        )
    total = rows[0]["total"] if rows else 0
    found = [RoundRow(**{k: v for k, v in r.items() if k != "total"}) for r in rows]
    return paging.Page(found, page, size, total)


async def round_view(round_: UUID, *, by: Actor) -> RoundView:
    """A round's own facts and its counts by state.

    Raises:
        NotFound: no such round within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(
            VIEW,
            round_,
        )
        if row is None:
            raise NotFound
        counts = await db.fetch(
            "select state, count(*) as n from proposals where round = $1 group by state", round_
        )
        task = await _task(row["task"], by) if row["state"] == "solving" else None
    values = {k: v for k, v in row.items() if k != "task"}
    return RoundView(**values, task=task, counts={r["state"]: r["n"] for r in counts})


async def _task(task: UUID | None, by: Actor) -> TaskView | None:
    if task is None:
        return None
    try:
        return await view(task, by=by)
    except NotFound:  # somebody else started it
        return None


async def lines(
    round_: UUID, state: str | None, village: str | None, number: int | None, *,
    service: str | None = None, by: Actor,
) -> paging.Page[dict[str, Any]]:  # fmt: skip
    """A page of a round's lines, village by village; brothers and sisters stand together."""
    page, size, offset = paging.place(number, None)
    states = [state] if state in SHOWN_STATES else [s for s in SHOWN_STATES if s != "refused"]
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(LINES, round_, states, village or None, size, offset, service or None)
        read = {c for r in rows for c in (r["child"], *(r["friends_read"] or ()))}
        await db.execute(LOG, sorted(read), ["name", "need"], "matching")
    total = rows[0]["total"] if rows else 0
    return paging.Page([dict(r) for r in rows], page, size, total)


async def unmatched(
    round_: UUID, number: int | None, size: int | None, *, by: Actor
) -> paging.Page[dict[str, Any]]:
    """A page of the children of a round for whom nobody was found, most urgent first."""
    page, size, offset = paging.place(number, size)
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(UNMATCHED, round_, size, offset)
        await db.execute(LOG, [r["child"] for r in rows], ["name", "need"], "matching")
    total = rows[0]["total"] if rows else 0
    return paging.Page([dict(r) for r in rows], page, size, total)


async def villages_of(round_: UUID, *, by: Actor) -> list[str]:
    """The villages that have a line in the round."""
    async with reading(by) as db:
        rows = await db.fetch(
            "select distinct village from proposals where round = $1 order by village limit 2000",
            round_,
        )
    return [r["village"] for r in rows]


async def proposal_page(proposal: UUID, *, by: Actor) -> dict[str, Any]:
    """One line with its terms, its next best, and everything that was decided about it.

    Raises:
        NotFound: no such proposal within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            """select p.*, c.name as child_name, n.subject, n.tier, n.service, n.wish, r.state as round_state,
                 r.name as round_name, (select w.name from app.names_of(array[p.person]) w) as helper
               from proposals p join children c on c.id = p.child join needs n on n.id = p.need
               join matching_rounds r on r.id = p.round where p.id = $1""",
            proposal,
        )
        if row is None:
            raise NotFound
        history = await db.fetch(
            """select d.what, d.at, d.because, d.child_voice,
                 coalesce((select a.name from accounts a where a.id = d.by),
                          (select w.name from app.names_of(array[d.person]) w)) as who
               from proposal_decisions d where d.proposal = $1 order by d.at limit 100""",
            proposal,
        )
        others = [UUID(o["person"]) for o in row["next_best"] or ()]
        names = await db.fetch("select id, name from app.names_of($1)", others)
        await db.execute(LOG, [row["child"]], ["name", "need"], "matching")
    known = {str(r["id"]): r["name"] for r in names}
    options = [o | {"name": known.get(o["person"])} for o in row["next_best"] or ()]
    return dict(row) | {"history": [dict(h) for h in history], "options": options}
