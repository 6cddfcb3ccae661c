"""Reads across features, one function a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.placements.queries.owing import set_aside

URGENT_MAX: Final = 8
SESSIONS_MAX: Final = 12
LAPSE_DAYS: Final = 21
SHORT_DAYS: Final = 2
QUIET_DAYS: Final = 7

COUNTS: Final = f"""
select
  (select count(*) from alarms where closed_at is null) as alarms,
  (select count(*) from illness_episodes where over_on is null and next_check_at <= $1) as illness,
  (select count(*) from illness_episodes where over_on is null and (next_check_at is null or next_check_at > $1)) as ill,
  (select count(*) from obligations o where o.met_at is null and o.missed_at is null and o.due_on < $2
     and not {set_aside("o", "$2")}) as late,
  (select count(*) from care_sessions s where s.cancelled_at is null and app.lacks_adults(s)
     and s.starts_at > $1 and s.on_day <= $2::date + $3::int
     and (s.village >= $4 and s.village < $5 or s.centre = any ($6))) as short,
  (select count(*) from care_sessions s where s.cancelled_at is null and s.starts_at <= $1 and s.ends_at > $1
     and (s.village >= $4 and s.village < $5 or s.centre = any ($6))
     and not exists (select from registers r where r.care_session = s.id)) as unopened,
  (select count(*) from placement_endings where received_at is null and withdrawn_at is null) as endings,
  (select count(*) from backups where closed_at is null and ends_at > $1
     and (accepted_at is null or gave_up_at is not null)) as cover,
  (select count(*) from call_tasks where done_at is null) as calls,
  (select count(*) from service_hours h where h.kind <> 'measured' and h.decided_at is null
     and h.person is distinct from $7 and h.typed_by is distinct from $8
     and (h.village >= $4 and h.village < $5 or h.centre = any ($6))) as hours,
  (select count(*) from askings a join care_sessions s on s.id = a.care_session where a.ended_at is null
     and s.cancelled_at is null and s.starts_at > $1 and (a.village >= $4 and a.village < $5 or a.centre = any ($6))) as asked,
  (select count(*) from letter_recipients r join letters l on l.id = r.letter
     where r.person = $7 and r.acknowledged_at is null and l.over_at is null) as letters"""
OFFICER_COUNTS: Final = """
select
  (select count(*) from child_moves where received_at is null) as moves,
  (select count(*) from needs n join children c on c.id = n.child and c.left_on is null and c.merged_into is null
     where n.service = 'proxy_parent' and n.tier <= 1 and n.met_at is null and n.closed_at is null
       and not exists (select from proposals p where p.need = n.id and p.state in ('published', 'agreed', 'accepted'))) as waiting,
  (select count(distinct a.child) from children_apart a where a.ended_at is null and (a.until is null or a.until >= $1)
     and exists (select from app.meet_at(a.child, a.other))) as together,
  (select count(*) from census_rows where state = 'held') as held,
  (select count(*) from duties where approved_at is null and ends_on >= $1
     and account <> $3 and proposed_by is distinct from $3) as duties,
  (select count(distinct c.person) from clearances c where c.voided_at is null
     and c.ends_on between $1 and $1::date + $2::int
     and not exists (select from clearances n where n.person = c.person and n.kind = c.kind
       and n.voided_at is null and n.ends_on > c.ends_on)) as lapsing"""

# Children of the first tiers whom nobody from outside saw or spoke to for a week.
URGENT: Final = """
select c.id, c.name, c.village, u.tier, u.reasons, s.class_name, h.name as household
from children c join urgencies u on u.child = c.id and u.ended_on is null and u.tier <= 1
left join schoolings s on s.child = c.id and s.ends_on is null
left join household_members m on m.child = c.id and m.ends_on is null
left join care_households h on h.id = m.household
where c.left_on is null and c.merged_into is null
  and not exists (select from contacts x where x.child = c.id and x.happened_at > $1)
  and not exists (select from visit_reports x where x.child = c.id and x.happened_at > $1)
  and not exists (select from day_logs x where x.child = c.id and x.happened_at > $1)
  and not exists (select from child_attendances x where x.child = c.id and x.at > $1 and x.state = 'here')
order by u.tier, c.sort_key limit $2"""

TODAY: Final = """
select s.id, s.title, s.kind, s.subject, s.activity, s.starts_at, s.ends_at, s.adults, app.adults_needed(s) as adults_min, s.adults_max,
  c.name as centre, (select array_agg(u.person) from sign_ups u where u.care_session = s.id and u.withdrawn_at is null) as people,
  exists (select from registers r where r.care_session = s.id) as opened
from care_sessions s join centres c on c.id = s.centre
where s.on_day = $1 and s.cancelled_at is null and (s.village >= $2 and s.village < $3 or s.centre = any ($4))
order by s.starts_at, c.name limit $5"""

KEYS: Final = """
select c.name as centre, k.person from centres c join key_holders k on k.centre = c.id and k.ends_on is null
where c.closed_on is null and (c.village >= $1 and c.village < $2 or c.id = any ($3)) order by c.name limit 5"""

DAY: Final = """
select d.kind, d.name, d.lunar, d.solar_term,
  exists (select from market_rules m where m.division = left($2, 9) || '000'
    and ($1::date - m.first_on) >= 0 and ($1::date - m.first_on) % m.every_days = 0) as market,
  (select because from closures x where x.lifted_on is null and $1 between x.starts_on and x.ends_on
    and (x.division is null or $2 like x.division || '%') limit 1) as closed_because
from (select $1::date as day) t left join calendar_days d on d.day = t.day"""


@dataclass(frozen=True, slots=True)
class UrgentChild:
    """A child to look at first, and why."""

    id: UUID
    name: str
    village: str
    tier: int
    reasons: list[dict[str, Any]]
    class_name: str | None
    household: str | None


@dataclass(frozen=True, slots=True)
class TodaySession:
    """A care session of today with who comes."""

    id: UUID
    title: str | None
    kind: str
    subject: str | None
    activity: str
    starts_at: datetime
    ends_at: datetime
    adults: int
    adults_min: int
    centre: str
    people: list[str]
    opened: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The page of the day."""

    counts: dict[str, int]
    urgent: list[UrgentChild]
    sessions: list[TodaySession]
    keys: list[tuple[str, str]]
    day: dict[str, Any]


async def _names(db: Scope, people: list[UUID]) -> dict[UUID, str]:
    rows = await db.fetch("select id, name from app.names_of($1)", people)
    return {r["id"]: r["name"] for r in rows}


async def today_page(*, by: Actor) -> Today:
    """What needs doing, who comes, who holds the key, whom to look at, what day it is.

    Each child named on the page is recorded as read.
    """
    now, today = clock.now(), clock.today()
    offices = list(by.offices)
    async with reading(by, recorded=True) as db:
        counts = dict(
            await db.fetchrow(
                COUNTS, now, today, SHORT_DAYS, by.lo, by.hi, offices, by.person, by.account
            )
            or {}
        )  # fmt: skip
        urgent = []
        if not by.is_officer:
            counts["late"] = counts["illness"] = counts["cover"] = (
                0  # the officers' pages lead there
            )
        if by.is_officer:
            counts |= dict(await db.fetchrow(OFFICER_COUNTS, today, LAPSE_DAYS, by.id) or {})
            if not by.has("county", "township", "city"):
                counts["duties"] = 0  # a director approves nobody's duty
            rows = await db.fetch(URGENT, now - timedelta(days=QUIET_DAYS), URGENT_MAX)
            urgent = [UrgentChild(**row) for row in rows]
        sessions = await db.fetch(TODAY, today, by.lo, by.hi, offices, SESSIONS_MAX)
        keys = await db.fetch(KEYS, by.lo, by.hi, offices)
        day = await db.fetchrow(DAY, today, by.lo)
        wanted = [p for s in sessions for p in s["people"] or []] + [k["person"] for k in keys]
        names = await _names(db, wanted)
        await db.execute(
            "select app.log_read(c, array['name', 'urgency'], 'today') from unnest($1::uuid[]) c",
            [child.id for child in urgent],
        )
    return Today(
        counts,
        urgent,
        [_session(row, names) for row in sessions],
        [(k["centre"], names.get(k["person"], "\u2013")) for k in keys],
        dict(day) if day else {},
    )


def _session(row: Any, names: dict[UUID, str]) -> TodaySession:
    wanted = (
        "id", "title", "kind", "subject", "activity", "starts_at", "ends_at", "adults",
        "adults_min", "centre", "opened",
    )  # fmt: skip
    people = [names[p] for p in row["people"] or [] if p in names]
    return TodaySession(**{k: row[k] for k in wanted}, people=people)
