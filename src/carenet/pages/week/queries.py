"""What one helper's week holds, in one visit to the database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.children.words import short_name
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.placements.queries.backups import stands_in
from carenet.placements.queries.owing import set_aside
from carenet.safeguarding.rules.taking_on import ROSTER_NOTICE
from carenet.visits.queries.mine import called

MINE_MAX: Final = 20
NEAR_MAX: Final = 5
NEAR_DAYS: Final = 14
DUE_MAX: Final = 10
HOSTED_MAX: Final = 8

DAYS: Final = """
select t.day::date as day, d.kind, d.lunar, d.solar_term, d.name
from generate_series($1::date, $1::date + 6, interval '1 day') t(day)
left join calendar_days d on d.day = t.day order by t.day"""
MINE: Final = """
select s.id, s.title, s.kind, s.subject, s.activity, s.on_day, s.starts_at, s.ends_at, c.name as place,
  s.cancelled_at is not null as off, s.adults, app.adults_needed(s) as adults_min,
  (select array_agg(o.person) from sign_ups o where o.care_session = s.id and o.withdrawn_at is null
    and o.person <> $1) as others,
  exists (select from adult_attendances a where a.sign_up = u.id) as came, u.answer_by
from (select id, care_session, null::timestamptz as answer_by from sign_ups where person = $1 and withdrawn_at is null
  union all select null, care_session, answer_by from askings where person = $1 and ended_at is null) u
join care_sessions s on s.id = u.care_session join centres c on c.id = s.centre
where s.on_day >= $2 and s.on_day < $2::date + 7
order by s.starts_at limit $3"""
# In my township, soon, open, with places nobody has taken or holds; nearest village first.
NEAR: Final = """
select s.id, s.title, s.kind, s.subject, s.activity, s.on_day, s.starts_at, s.ends_at, c.name as place,
  app.adults_needed(s) - s.adults as missing, coalesce(o.needs_word, false) or app.follows($1, 'word', $2) is not null as needs_word, count(*) over () as total
from care_sessions s join centres c on c.id = s.centre left join series o on o.id = s.series
join people p on p.id = $1
where left(s.village, 9) = (select left(division, 9) from people where id = $1) and s.cancelled_at is null and app.lacks_adults(s) and s.starts_at > $2
  and s.on_day <= $3 and not exists (select from sign_ups u where u.care_session = s.id
    and u.person = $1 and u.withdrawn_at is null)
  and not exists (select from askings a where a.care_session = s.id and a.person = $1 and a.ended_at is null)
  and s.adults + s.asking < s.adults_max and coalesce($2 >= (s.on_day - o.opens_days)::timestamp at time zone 'Asia/Shanghai', true)
  and coalesce($2 < s.starts_at - make_interval(hours => o.closes_hours), true)
order by (s.village = p.division) desc, s.starts_at limit $4"""
DUE: Final = f"""
select o.id, o.child, o.kind, o.due_on, c.name, s.grade, s.class_name from obligations o
join children c on c.id = o.child left join schoolings s on s.child = c.id and s.ends_on is null
where coalesce({stands_in("o.placement", "$5")}, o.person) = $1
  and o.met_at is null and o.missed_at is null and o.opens_on <= $2 and o.due_on < $3
  and not {set_aside("o", "$2")}
order by o.due_on, c.sort_key limit $4"""
UNLOGGED: Final = f"""
select c.id, c.name, s.grade, s.class_name from placements p join children c on c.id = p.child
left join schoolings s on s.child = c.id and s.ends_on is null
where p.kind in ('full_care', 'half_care') and case when {stands_in("p.id", "$4")} is not null
    then {stands_in("p.id", "$4")} = $1
    else p.person = $1 or p.host_family = any ((select app.my_families())::uuid[]) end
  and p.starts_on <= $2 and (p.ends_on is null or p.ends_on >= $2)
  and (p.weekdays = '{{}}' or extract(isodow from $2::date)::text = any (p.weekdays))
  and not exists (select from day_logs d where d.child = c.id and d.on_day = $2)
  and not exists (select from parent_stays y where y.child = c.id and y.called_off_at is null
    and y.starts_on <= $2 and coalesce(y.returned_on > $2, true))
order by c.sort_key limit $3"""
# What waits for an answer, and who stands in for whom, in one visit.
WAITING: Final = """
select app.suspended($2) as set_aside, (select count(*) from app.my_proposals()) + (select count(*) from app.my_handovers())
    + (select count(*) from app.my_backup_asks($1)) as waiting,
  (select count(*) from letter_recipients r join letters l on l.id = r.letter
    where r.person = $2 and r.acknowledged_at is null and l.over_at is null) as letters,
  (select count(*) from weekend_leaves w where w.goes and w.home_at is null and w.leaves_on between $3::date - 3 and $3::date + 7
    and (exists (select from carers k where k.child = w.child and k.person = $2 and k.ends_on is null)
      or exists (select from guardians g where g.child = w.child and g.person = $2 and g.ends_on is null))) as leaving,
  (select jsonb_agg(jsonb_build_object('id', y.id, 'child', c.id, 'name', c.name, 'starts_on', y.starts_on, 'ends_on', y.ends_on) order by y.ends_on)
    from parent_stays y join children c on c.id = y.child where y.confirmer = $2 and y.returned_on is null
      and y.called_off_at is null and y.starts_on <= $3::date + 7) as stays,
  (select jsonb_agg(h order by h.due_on) from (
    select 'roster' as kind, d.due_on from home_duties d where d.kind = 'roster' and d.family = any ((select app.my_families())::uuid[])
      and d.met_at is null and d.missed_at is null and d.exempted_at is null and d.opens_on <= $3::date and d.due_on <= $3::date + $4::int
    union all select w.how, (select min(d.due_on) from home_duties d where d.kind = 'renewal' and w.how = 'renewal'
        and (d.family = w.family or d.person = w.person) and d.met_at is null and d.exempted_at is null)
      from candidacies w where (w.family = any ((select app.my_families())::uuid[]) or w.person = $2)
        and w.confirmed_on is null and w.done_at is null and w.ended_at is null) h) as home,
  coalesce((select jsonb_agg(jsonb_build_object('id', b.id, 'mine', b.mine, 'kind', b.kind, 'starts_at', b.starts_at,
      'ends_at', b.ends_at, 'child', c.id, 'name', c.name, 'other',
      (select w.name from app.names_of(array[b.other]) w)) order by b.starts_at)
    from app.my_backups($1) b left join children c on c.id = b.child), '[]') as covers"""
ILL: Final = """
select i.id, i.child, i.next_check_at, c.name from illness_episodes i join children c on c.id = i.child
where i.over_on is null order by i.next_check_at limit $1"""


@dataclass(frozen=True, slots=True)
class Session:
    """A care session as a card shows it."""

    id: UUID
    row: dict[str, Any]
    on_day: date
    starts_at: datetime
    ends_at: datetime
    place: str
    missing: int = 0
    others: tuple[str, ...] = ()
    off: bool = False
    came: bool = False
    word_by: datetime | None = None
    """Until when a place that was asked for waits for the lead's word; nothing is promised yet."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed to a child this week or before."""

    child: UUID
    short: str
    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class HomeDuty:
    """What waits for one's own home: who lives there, a yes to being named, or to another year."""

    kind: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A child that is or will soon be with its parents, whose return is mine to say."""

    id: UUID
    short: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Week:
    """One person's week."""

    days: list[dict[str, Any]]
    mine: list[Session]
    near: list[Session]
    near_total: int
    due: list[Due]
    unlogged: list[tuple[UUID, str]]
    ill: list[tuple[UUID, str, datetime | None]]
    proposals: int
    covers: list[dict[str, Any]]
    letters: int = 0
    leaving: int = 0
    home: tuple[HomeDuty, ...] = ()
    set_aside: bool = False
    stays: tuple[Stay, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Is there nothing to do and nothing overdue?"""
        return not (
            self.mine or self.due or self.unlogged or self.ill or self.proposals or self.covers
            or self.letters or self.leaving or self.home or self.set_aside or self.stays
        )  # fmt: skip


def _session(row: Any, names: dict[UUID, str]) -> Session:
    others = tuple(names[p] for p in row.get("others") or () if p in names)
    return Session(
        row["id"], dict(row), row["on_day"], row["starts_at"], row["ends_at"], row["place"],
        row.get("missing") or 0, others, bool(row.get("off")), bool(row.get("came")),
        row.get("answer_by"),
    )  # fmt: skip


def _stay(row: dict[str, Any]) -> Stay:
    days = (date.fromisoformat(row[day]) for day in ("starts_on", "ends_on"))
    return Stay(UUID(row["id"]), short_name(row["name"]), *days)


def _cover(row: dict[str, Any]) -> dict[str, Any]:
    """A cover as the week shows it: the child's short name once the reader reaches the child."""
    return row | {
        "starts_at": datetime.fromisoformat(row["starts_at"]),
        "ends_at": datetime.fromisoformat(row["ends_at"]),
        "short": short_name(row["name"]) if row["name"] else None,
    }


async def week(monday: date, today: date, now: datetime, *, by: Actor) -> Week:
    """The week that begins on a Monday; each child named is recorded as read."""
    async with reading(by, recorded=True) as db:
        days = [dict(r) for r in await db.fetch(DAYS, monday)]
        mine = [dict(r) for r in await db.fetch(MINE, by.me, monday, MINE_MAX)]
        near: list[dict[str, Any]] = []
        if by.has("volunteer", "proxy_parent"):
            until = today + timedelta(days=NEAR_DAYS)
            near = [dict(r) for r in await db.fetch(NEAR, by.me, now, until, NEAR_MAX)]
        due = await db.fetch(
            DUE, by.me, today, max(monday, today) + timedelta(days=7), DUE_MAX, now
        )
        unlogged: list[Any] = []
        if by.has("host"):
            unlogged = await db.fetch(UNLOGGED, by.me, today, HOSTED_MAX, now)
        ill = await db.fetch(ILL, HOSTED_MAX) if by.has("host", "carer") else []
        waiting = await db.fetchrow(WAITING, now, by.me, today, ROSTER_NOTICE.days)
        covers = [_cover(one) for one in (waiting["covers"] if waiting else ())]
        away = list((waiting["stays"] if waiting else None) or ())
        people = [p for row in mine for p in row["others"] or ()]
        found = await db.fetch("select id, name from app.names_of($1)", people)
        names = {r["id"]: r["name"] for r in found}
        seen = {r["child"] for r in due} | {r["id"] for r in unlogged} | {r["child"] for r in ill}
        seen |= {UUID(one["child"]) for one in (*covers, *away) if one["child"]}
        await db.execute(
            "select app.log_read(c, array['short name', 'obligations'], 'week') from unnest($1::uuid[]) c",
            list(seen),
        )
    return Week(
        days,
        [_session(row, names) for row in mine],
        [_session(row, {}) for row in near],
        near[0]["total"] if near else 0,
        [Due(r["child"], called(r), r["kind"], r["due_on"]) for r in due],
        [(r["id"], called(r)) for r in unlogged],
        [(r["id"], short_name(r["name"]), r["next_check_at"]) for r in ill],
        int(waiting["waiting"] if waiting else 0),
        covers,
        int(waiting["letters"] if waiting else 0),
        int(waiting["leaving"] if waiting else 0),
        tuple(
            HomeDuty(one["kind"], date.fromisoformat(one["due_on"]) if one["due_on"] else None)
            for one in (waiting["home"] if waiting else None) or ()
        ),
        bool(waiting and waiting["set_aside"]),
        tuple(_stay(one) for one in away),
    )
