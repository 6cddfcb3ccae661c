"""What a date alone brings about: papers, agreements and calendars that run out, silence, summaries.

Nothing is planned ahead: each round asks, some minutes apart, for whom something is to be said now.
So a paper renewed, a placement ended or a call written down is never spoken of, whatever happened to
it in between, and a worker that slept makes up for it. The reminder's id is that of its cause and
its day, so that nothing is said twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.matching.rules import HIGH_DAYS, HIGH_TIER_MAX
from carenet.notifications.services.rounds_of_homes import GUESTS, HOMES, REVIEWS
from carenet.placements.queries.backups import stands_in
from carenet.placements.queries.owing import set_aside

PEOPLE_MAX: Final = 2000
UNTIL: Final = time(20, 30)
"""No round begins something new in the evening."""


@dataclass(frozen=True, slots=True)
class Round:
    """One question to the database, asked from an hour on, on every day or one weekday.

    Its SQL takes today, now and the limit, and answers recipient, subject and the message's values.
    """

    kind: str
    sql: str
    from_: time = time(9)
    weekday: int | None = None
    until: time = UNTIL


# Who holds a duty over a village now; `%s` is the village.
HOLDERS: Final = """
select distinct a.person from duties d join accounts a on a.id = d.account
where d.role = '{role}' and d.approved_at is not null and d.starts_on <= $1 and d.ends_on >= $1
  and not exists (select from duty_endings e where e.duty = d.id)
  and d.lo <= {of} and {of} < d.hi and (d.towns = '{{}}' or left({of}, 9) = any (d.towns))"""
PAPERS: Final = """
select distinct on (c.person, c.kind) c.id, c.person, c.kind, c.ends_on from clearances c
where c.voided_at is null and c.ends_on is not null and c.result <> 'failed'
order by c.person, c.kind, c.ends_on desc"""
# How long before its end a paper is spoken of: once in each of these spans.
SPANS: Final = "(values (60, 30), (30, 7), (7, -1)) s(days, next)"
EXPIRING: Final = f"""
select p.person as recipient, 'paper:' || p.id || ':' || s.days as subject, p.ends_on as date
from ({PAPERS}) p join {SPANS} on p.ends_on - $1::date <= s.days and p.ends_on - $1::date > s.next
where $2::timestamptz is not null"""
LAPSED: Final = f"""
select p.person as recipient, 'paper:' || p.id || ':0' as subject, p.ends_on as date
from ({PAPERS}) p where p.ends_on < $1::date and p.ends_on >= $1::date - 14 and $2::timestamptz is not null"""
LAPSED_OF: Final = f"""
select h.person as recipient, 'paper:' || p.id || ':0' as subject, p.ends_on as date
from ({PAPERS}) p join people n on n.id = p.person
join lateral ({HOLDERS.format(role="township", of="n.division")}) h on h.person <> p.person
where p.ends_on < $1::date and p.ends_on >= $1::date - 14 and $2::timestamptz is not null"""
AGREEMENTS: Final = """
select c.given_by as recipient, 'consent:' || c.id as subject, c.until as date from consents c
where c.agreed and c.withdrawn_at is null and c.until between $1::date and $1::date + 30
  and $2::timestamptz is not null
  and not exists (select from consents n where n.child = c.child and n.purpose = c.purpose
    and n.given_at > c.given_at)"""
FEEDS: Final = """
select f.person as recipient, 'feed:' || f.id || ':' || f.ends::date as subject,
  (f.ends at time zone 'Asia/Shanghai')::date as date
from feeds f where f.ended_at is null and f.ends > $2::timestamptz
  and f.ends < $2::timestamptz + interval '14 days' and $1::date is not null"""
OVERDUE: Final = f"""
select coalesce({stands_in("o.placement", "$2::timestamptz")}, o.person) as recipient,
  'obligation:' || o.id as subject, o.due_on as date from obligations o
where o.met_at is null and o.missed_at is null and o.due_on < $1::date and o.due_on >= $1::date - 14
  and $2::timestamptz is not null
  and not {set_aside("o", "$1::date")}"""
ENDING: Final = f"""
select h.person as recipient, 'placement:' || p.id || ':ending' as subject, p.planned_until as date
from placements p join lateral ({HOLDERS.format(role="director", of="p.village")}) h on true
where p.ends_on is null and p.planned_until between $1::date and $1::date + 21 and $2::timestamptz is not null"""
UNCLOSED: Final = f"""
select coalesce(l.person, r.opened_by_person) as recipient, 'session:' || r.care_session as subject,
  r.on_day as date, to_char(r.starts_at at time zone 'Asia/Shanghai', 'HH24:MI') as time, r.place, r.title
from (select g.care_session, g.village, s.on_day, s.starts_at, c.name as place, c.id as centre,
    coalesce(s.title, c.name) as title, a.person as opened_by_person
  from registers g join care_sessions s on s.id = g.care_session join centres c on c.id = s.centre
  left join accounts a on a.id = g.opened_by
  where g.closed_at is null and s.cancelled_at is null
    and s.ends_at between $2::timestamptz - interval '12 hours' and $2::timestamptz - interval '30 minutes') r
left join lateral ({HOLDERS.format(role="lead", of="r.village")} and d.organisation = r.centre) l on true
where coalesce(l.person, r.opened_by_person) is not null"""

# On a school day a teacher with boarders whose list nobody has made is asked for it, once.
LEAVING: Final = """
select a.person as recipient, 'friday-list:' || $1::date as subject from schoolings s
join reaches r on r.child = s.child and r.ends_at is null join accounts a on a.person = r.person
join duties d on d.account = a.id and d.role = 'teacher' and d.organisation = s.organisation
  and d.approved_at is not null and d.starts_on <= $1::date and d.ends_on >= $1::date
where s.boards and s.ends_on is null and $2::timestamptz is not null
  and not exists (select from duty_endings e where e.duty = d.id)
  and exists (select from terms t where $1::date between t.starts_on and t.ends_on and starts_with(s.village, rtrim(t.division, '0')))
  and not exists (select from calendar_days c where c.day = $1::date and c.kind = 'holiday')
  and not exists (select from weekend_leaves w where w.child = s.child and w.leaves_on > $1::date - 5)
group by a.person"""

# What a screening asks for; of the sealed row a worker learns the village, the day and who keeps it. A counsellor
# who keeps one hears of it first, the director only when it is overdue.
FOLLOW_UP: Final = f"""
select h.person as recipient, 'follow:' || f.child || ':' || f.id as subject, f.due_on as date
from app.follow_ups_open($1::date + 3) f join lateral (select f.keeper as person where f.keeper is not null
  union {HOLDERS.format(role="director", of="f.village")} and f.keeper is null) h on true
where f.due_on >= $1::date and $2::timestamptz is not null"""
FOLLOW_UP_LATE: Final = f"""
select h.person as recipient, 'follow:' || f.child || ':' || f.id as subject, f.due_on as date
from app.follow_ups_open($1::date - 1) f join lateral (select f.keeper as person where f.keeper is not null
  union {HOLDERS.format(role="director", of="f.village")}
  union {HOLDERS.format(role="township", of="f.village")} and f.due_on < $1 - 2) h on true
where $2::timestamptz is not null"""

# An urgent child that still has no proxy parent after the days it may wait: its village hears of it
# then, the township as long again after that (field judgement, `matching.rules.HIGH_DAYS`).
WAITING: Final = f"""
select h.person as recipient, 'waits:' || n.child || ':' || n.id as subject, n.opened_on as date
from needs n join urgencies u on u.child = n.child and u.ended_on is null and u.tier <= {HIGH_TIER_MAX}
join children c on c.id = n.child and c.left_on is null and c.merged_into is null
join lateral ({HOLDERS.format(role="director", of="n.village")}
  union {HOLDERS.format(role="township", of="n.village")} and n.opened_on < $1 - {2 * HIGH_DAYS}) h on true
where n.service = 'proxy_parent' and n.met_at is null and n.closed_at is null
  and n.opened_on < $1::date - {HIGH_DAYS} and $2::timestamptz is not null
  and not exists (select from placements p where p.child = n.child and p.kind = 'proxy_parent' and p.ends_on is null)"""

# Parents away: asked on Sunday unless a call of this week is written down already.
AWAY: Final = """
select distinct g.person, c.id as child, c.village from guardians g
join children c on c.id = g.child and c.left_on is null and c.merged_into is null
join accounts a on a.person = g.person
  and not exists (select from account_endings e where e.account = a.id and e.undone_at is null)
where g.ends_on is null
  and exists (select from absences x where x.child = g.child and x.starts_on <= $1::date
    and (x.ends_on is null or x.ends_on >= $1::date))"""
SPOKE: Final = f"""
select w.person as recipient, 'spoke:' || $1::date as subject from ({AWAY}) w
where not exists (select from family_calls f where f.child = w.child and f.happened_at is not null
    and f.happened_at > $2::timestamptz - interval '6 days')
group by w.person"""
# Since when nothing is known: the last call written down, else the first time the parent was asked.
# Unknown is not "none": who was never asked has been silent for no time at all.
SINCE: Final = f"""
select w.*, u.tier,
  (select max(f.happened_at) from family_calls f where f.child = w.child) as spoke,
  (select min(r.due_at) from reminders r where r.recipient = w.person and r.kind = 'family.spoke') as first_asked
from ({AWAY}) w left join urgencies u on u.child = w.child and u.ended_on is null"""
SILENCE: Final = f"""
select w.person, w.child, w.village, w.tier, (coalesce(w.spoke, w.first_asked) at time zone 'Asia/Shanghai')::date as since
from ({SINCE}) w where coalesce(w.spoke, w.first_asked) is not null"""
NUDGE: Final = f"""
select s.person as recipient, 'silence:' || min(s.since) as subject from ({SILENCE}) s
where $1::date - s.since >= 8 and $2::timestamptz is not null group by s.person"""
ASK_CHILD: Final = f"""
select p.person as recipient, 'silence:' || s.child || ':' || min(s.since) as subject from ({SILENCE}) s
join placements p on p.child = s.child and p.kind = 'paired_teacher' and p.ends_on is null
where $1::date - s.since >= case when s.tier <= 1 then 7 else 21 end and $2::timestamptz is not null
group by p.person, s.child"""
QUIET_HOME: Final = f"""
select h.person as recipient, 'silence:' || s.child || ':' || min(s.since) as subject from ({SILENCE}) s
join lateral ({HOLDERS.format(role="director", of="s.village")}) h on true
where $1::date - s.since >= 30 and $2::timestamptz is not null group by h.person, s.child"""

# A township's week in three figures; one in which all are zero is not spoken of.
TOWNSHIP: Final = f"""
select t.person as recipient, 'week:' || $1::date as subject, t.unseen, t.late, t.short from (
  select a.person, d.lo, d.hi,
    (select count(*) from children c join urgencies u on u.child = c.id and u.ended_on is null and u.tier <= 1
     where c.village >= d.lo and c.village < d.hi and c.left_on is null and c.merged_into is null
       and not exists (select from contacts x where x.child = c.id and x.happened_at > $2::timestamptz - interval '7 days')
       and not exists (select from visit_reports x where x.child = c.id and x.happened_at > $2::timestamptz - interval '7 days')
       and not exists (select from child_attendances x where x.child = c.id and x.state = 'here'
         and x.at > $2::timestamptz - interval '7 days')) as unseen,
    (select count(*) from obligations o where o.village >= d.lo and o.village < d.hi and o.met_at is null
       and o.missed_at is null and o.due_on < $1::date and not {set_aside("o", "$1::date")}) as late,
    (select count(*) from care_sessions s where s.village >= d.lo and s.village < d.hi and s.cancelled_at is null
       and app.lacks_adults(s) and s.starts_at > $2::timestamptz and s.on_day < $1::date + 7) as short
  from duties d join accounts a on a.id = d.account
  where d.role = 'township' and d.approved_at is not null and d.starts_on <= $1::date and d.ends_on >= $1::date
    and not exists (select from duty_endings e where e.duty = d.id)) t
where t.unseen + t.late + t.short > 0"""
# The page of the day for a director who asked for it as a text; figures, never a name.
TODAY: Final = f"""
select t.person as recipient, 'today:' || $1::date as subject, $1::date as date, t.* from (
  select a.person,
    count(s.id) as sessions,
    count(s.id) filter (where app.lacks_adults(s)) as short,
    (select count(*) from alarms x where x.closed_at is null and x.village >= d.lo and x.village < d.hi) as alarms,
    (select count(*) from call_tasks x where x.done_at is null and x.withdrawn_at is null
       and x.division >= d.lo and x.division < d.hi) as calls,
    (select count(*) from illness_episodes x where x.over_on is null and x.village >= d.lo and x.village < d.hi) as ill,
    (select count(*) from obligations x where x.met_at is null and x.missed_at is null and x.due_on < $1::date and not {set_aside("x", "$1::date")}
       and x.village >= d.lo and x.village < d.hi) as late
  from duties d join accounts a on a.id = d.account
  join notification_preferences n on n.person = a.person and n.digest = 'today'
  left join care_sessions s on s.village >= d.lo and s.village < d.hi and s.on_day = $1::date and s.cancelled_at is null
  where d.role = 'director' and d.approved_at is not null and d.starts_on <= $1::date and d.ends_on >= $1::date
    and not exists (select from duty_endings e where e.duty = d.id)
  group by a.person, d.lo, d.hi) t
where t.sessions + t.alarms + t.calls + t.ill + t.late > 0 and $2::timestamptz is not null"""

MONDAY, FRIDAY, SUNDAY = 1, 5, 7
ROUNDS: Final = (
    Round("paper.expiring", EXPIRING),
    Round("paper.lapsed", LAPSED),
    Round("paper.lapsed_of", LAPSED_OF),
    Round("consent.expiring", AGREEMENTS),
    Round("feed.expiring", FEEDS),
    Round("obligation.overdue", OVERDUE),
    Round("placement.ending", ENDING),
    Round("followup.due", FOLLOW_UP),
    Round("followup.overdue", FOLLOW_UP_LATE),
    Round("need.waiting", WAITING),
    Round("session.unclosed", UNCLOSED, time(0), until=time(23, 59)),
    Round("friday.list", LEAVING, time(10), FRIDAY, time(15)),
    Round("family.spoke", SPOKE, time(19), SUNDAY, time(21)),
    Round("family.silent", NUDGE, time(12)),
    Round("family.ask_child", ASK_CHILD),
    Round("family.quiet", QUIET_HOME),
    Round("digest.township", TOWNSHIP, time(8, 30), MONDAY),
    Round("today.director", TODAY, time(7, 30), until=time(9)),
    *(Round(kind, sql) for kind, sql in (*HOMES, *REVIEWS)),
    *(Round(kind, sql, time(0), until=time(23, 59)) for kind, sql in GUESTS),
)


def is_on(one: Round, now: datetime) -> bool:
    """Is this the day and the hour of a round?"""
    local = now.astimezone(clock.SHANGHAI)
    day = one.weekday is None or local.isoweekday() == one.weekday
    return day and one.from_ <= local.time() <= one.until


async def go_round(by: Actor) -> int:
    """Ask every round that is on; how many people are to be told something new."""
    now = clock.now()
    today = clock.day_of(now)
    return sum([await _ask(one, today, now, by) for one in ROUNDS if is_on(one, now)])


async def _ask(one: Round, today: date, now: datetime, by: Actor) -> int:
    """Whoever was told of this cause before is not told again."""
    async with transaction(by) as db:
        rows = await db.fetch(
            f"""select q.* from ({one.sql}) q where not exists (select from reminders r
                  where r.subject = q.subject and r.kind = $4 and r.recipient = q.recipient)
                order by q.recipient, q.subject limit $3""",
            today, now, PEOPLE_MAX, one.kind,
        )  # fmt: skip
        for row in rows:
            values: dict[str, Any] = {
                k: v for k, v in row.items() if k not in ("recipient", "subject", "person")
            }
            await remind(one.kind, row["subject"], row["recipient"], now, **values)
    return len(rows)
