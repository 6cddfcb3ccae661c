"""Open alarms, and one alarm with what is known and who was told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.registers import short_names
from carenet.scheduling.wording import title_of

CLOSED_DAYS: Final = 7
FIELDS: Final = """
select l.id, l.kind, l.care_session, l.child, l.village, l.raised_at, l.step, l.reasons, l.taken_by,
  l.taken_at, l.closed_at, l.closed_by, l.closed_because, l.false_alarm, c.name as place, c.id as centre,
  s.starts_at, s.kind as session_kind, s.subject, s.activity, s.title, k.name,
  coalesce(sc.class_name, k.class_said) as class_name, h.name as household,
  (select n.name from app.names_of(array[l.taken_by]) n) as taker,
  (select n.name from app.names_of(array[l.closed_by]) n) as closer
from alarms l join care_sessions s on s.id = l.care_session join centres c on c.id = l.centre
left join children k on k.id = l.child
left join schoolings sc on sc.child = k.id and sc.ends_on is null
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households h on h.id = m.household """
OPEN: Final = (
    FIELDS
    + """where case when $1 then l.closed_at > $2 else l.closed_at is null end
order by l.closed_at desc nulls last, l.step desc, l.raised_at limit $3 offset $4"""
)
COUNT: Final = """
select count(*) from alarms l where case when $1 then l.closed_at > $2 else l.closed_at is null end"""
ONE: Final = FIELDS + "where l.id = $1"
# First whoever has the child in care at this hour, then the carers of the family.
WAYS: Final = """
select k.name, 'in_care' as relation, k.kind, k.value, k.via, k.person, 0 as turn, 0 as rank
from app.ways_to_keepers($1, $2::timestamptz) k
union all
select w.name, w.relation, w.kind, w.value, w.via, w.person, 1, w.rank from app.ways_of_alarm($3) w
order by turn, rank limit 8"""
FALSE_ONES: Final = """
select c.name as place, count(*) filter (where l.false_alarm) as untrue, count(*) as closed
from alarms l join centres c on c.id = l.centre where l.closed_at > $1
group by c.name having count(*) filter (where l.false_alarm) > 0 order by 2 desc, 1 limit 20"""


@dataclass(frozen=True)
class AlarmLine:
    """One alarm as a list shows it."""

    id: UUID
    kind: str
    session: UUID
    centre: UUID
    place: str
    title: str
    child: UUID | None
    name: str | None
    starts_at: datetime
    raised_at: datetime
    step: int
    reasons: list[str]
    taker: str | None
    taken_at: datetime | None
    closer: str | None
    closed_at: datetime | None
    closed_because: str | None
    false_alarm: bool | None


@dataclass(frozen=True)
class AlarmPage:
    """One alarm and the ways to the carer."""

    alarm: AlarmLine
    ways: list[dict[str, Any]]
    runs: bool


def _line(row: Any, name: str | None) -> AlarmLine:
    kept = (
        "id", "kind", "centre", "place", "child", "starts_at", "raised_at", "step", "taker",
        "taken_at", "closer", "closed_at", "closed_because", "false_alarm",
    )  # fmt: skip
    titled = {**dict(row), "kind": row["session_kind"]}
    return AlarmLine(
        **{k: row[k] for k in kept}, session=row["care_session"], title=title_of(titled), name=name,
        reasons=list(row["reasons"]) if isinstance(row["reasons"], list) else [],
    )  # fmt: skip


async def _lines(db: Scope, rows: list[Any], by: Actor) -> list[AlarmLine]:
    seen = [row for row in rows if row["name"]]
    names = dict(zip((r["id"] for r in seen), short_names(seen, full=by.is_officer), strict=True))
    await db.execute(
        "select app.log_read(c, array['name', 'alarm'], 'alarms') from unnest($1::uuid[]) c",
        [row["child"] for row in seen],
    )
    return [_line(row, names.get(row["id"])) for row in rows]


async def alarm_list(
    *, by: Actor, closed: bool = False, number: int | None = None
) -> Page[AlarmLine]:
    """Open alarms, the furthest climbed first; or those closed within a week."""
    since = clock.now() - timedelta(days=CLOSED_DAYS)
    page, size, offset = place(number, None)
    async with reading(by, recorded=True) as db:
        total = await db.fetchval(COUNT, closed, since)
        rows = await db.fetch(OPEN, closed, since, size, offset)
        lines = await _lines(db, list(rows), by)
    return Page(lines, page, size, int(total))


async def false_alarms(*, by: Actor) -> list[dict[str, Any]]:
    """False alarms of the week by centre: more than one is a reason to look at the register."""
    since: date = clock.today() - timedelta(days=CLOSED_DAYS)
    async with reading(by) as db:
        return [dict(r) for r in await db.fetch(FALSE_ONES, clock.at(since, clock.now().time()))]


async def alarm_page(alarm: UUID, *, by: Actor) -> AlarmPage:
    """One alarm, with the ways to the carer for whoever must call.

    Raises:
        NotFound: it is not within reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(ONE, alarm)
        if row is None:
            raise NotFound
        lines = await _lines(db, [row], by)
        ways = await db.fetch(WAYS, row["child"], clock.now(), alarm) if row["child"] else []
        runs = await db.fetchval("select app.runs_centre($1)", row["centre"])
    return AlarmPage(lines[0], [dict(w) for w in ways], bool(runs))
