"""What a helper is asked, without a name; what a family is asked, and who cares for its children."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading

LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
PURPOSE_OF: Final = {
    "tutoring": "volunteer", "proxy_parent": "proxy_parent", "host_family": "host_family",
    "peer": "peer",
}  # fmt: skip
WEEK_DAYS: Final = 7


async def asks(now: datetime, *, by: Actor) -> dict[str, list[dict[str, Any]]]:
    """Proposals, handovers and covers that wait for the actor's yes or no. No child's name is in them."""
    async with reading(by) as db:
        proposals = await db.fetch("select * from app.my_proposals()")
        handovers = await db.fetch("select * from app.my_handovers()")
        backups = await db.fetch("select * from app.my_backup_asks($1)", now)
    found = {"proposals": proposals, "handovers": handovers, "backups": backups}
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


async def placement_of(handover: UUID, *, by: Actor) -> UUID | None:
    """Whose handover it is, where that placement's page is the actor's."""
    async with reading(by) as db:
        row = await db.fetchrow(
            """select p.id, p.person from handovers h join placements p on p.id = h.placement
               where h.id = $1""",
            handover,
        )
    return row["id"] if row and (by.is_officer or row["person"] == by.person) else None


async def family_page(*, by: Actor) -> dict[str, Any]:
    """The guardian's children, how many asks wait; where they are, for the caring parent alone."""
    now = clock.now()
    async with reading(by, recorded=True) as db:
        children = await db.fetch(CHILDREN, by.me)
        ids = [c["id"] for c in children]
        near = [c["id"] for c in children if c["told"]]
        parts = await db.gather(FAMILY, near, now, now + timedelta(days=WEEK_DAYS))
        (counts,) = await db.fetch(COUNTS, ids, by.me, clock.day_of(now))
        await db.execute(LOG, ids, ["name", "placement", "week"], "family")
    covers = {c["placement"]: c for c in reversed(parts["covers"])}
    parts["care"] = [c | {"cover": covers.get(c["id"])} for c in parts["care"]]

    def of(child: UUID, name: str) -> list[dict[str, Any]]:
        return [r for r in parts[name] if r["child"] == child]

    return {
        "children": [
            dict(c)
            | {
                name: of(c["id"], name)
                for name in ("care", "carers", "stays", "week", "next", "came")
            }
            for c in children
        ],
        "waiting": counts["waiting"],
        "letters": counts["letters"],
        "leaving": counts["leaving"],
    }


COUNTS: Final = """
select (select count(*) from proposals where child = any($1::uuid[]) and state = 'published') as waiting,
  (select count(*) from letter_recipients r join letters l on l.id = r.letter
   where r.person = $2 and r.acknowledged_at is null and l.over_at is null) as letters,
  (select count(*) from weekend_leaves w where w.child = any($1::uuid[]) and w.goes and w.home_at is null
   and w.leaves_on between $3::date - 3 and $3::date + 7) as leaving"""
CHILDREN: Final = """
select c.id, c.name, s.class_name, c.id = any (app.my_caring()) as told from guardians g join children c on c.id = g.child
  left join lateral (select x.class_name from schoolings x
     where x.child = c.id and x.ends_on is null order by x.starts_on desc limit 1) s on true
where g.person = $1 and g.ends_on is null and c.left_on is null order by c.birth_date limit 20"""


# Who stands in is said to no guardian to whom the whereabouts are closed.
FAMILY: Final = {
    "care": """select p.child, p.kind, p.id, p.starts_on,
          (select w.name from app.names_of(array[p.person]) w) as adult
        from placements p where p.child = any($1::uuid[]) and p.ends_on is null
        order by p.starts_on limit 100""",
    "carers": """select k.child, k.relation, (select w.name from app.names_of(array[k.person]) w) as adult
        from carers k where k.child = any($1::uuid[]) and k.ends_on is null limit 100""",
    "week": """select e.child, s.starts_at, s.ends_at, s.kind, t.name as place,
          (select coalesce(jsonb_agg(w.adult order by w.adult), '[]') from app.who_is_there($2::timestamptz, $3::timestamptz) w
           where w.care_session = s.id) as adults
        from enrolments e join care_sessions s on s.series = e.series join centres t on t.id = s.centre
        where e.child = any($1::uuid[]) and s.starts_at >= $2::timestamptz and s.starts_at < $3::timestamptz
          and s.cancelled_at is null and (e.ends_on is null or e.ends_on >= s.on_day)
        order by s.starts_at limit 100""",
    "came": """select a.child, s.starts_at, t.name as place, a.late_at, a.left_at, a.left_how, a.left_with,
          s.ends_at - a.left_at > interval '15 minutes' as early
        from child_attendances a join care_sessions s on s.id = a.care_session join centres t on t.id = s.centre
        where a.child = any($1::uuid[]) and a.state = 'here' and s.starts_at <= $2::timestamptz
          and s.starts_at > $2::timestamptz - interval '7 days' and $3::timestamptz is not null
        order by s.starts_at desc limit 100""",
    "next": """select n.child, n.place, n.adult, n.last_on, n.first_at, to_jsonb(n.after) as after
        from app.who_comes_next(app.local_today()) n
        where n.child = any($1::uuid[]) order by n.last_on, n.place limit 40""",
    "stays": """select s.child, s.id, s.place, s.starts_on, s.ends_on,
          s.confirmer = (select nullif(current_setting('app.person', true), '')::uuid) as mine,
          (select w.name from app.names_of(array[s.confirmer]) w) as confirms
        from parent_stays s where s.child = any($1::uuid[]) and s.returned_on is null and s.called_off_at is null
        order by s.starts_on limit 40""",
    "covers": """select b.placement, b.starts_at, b.ends_at,
          (select w.name from app.names_of(array[b.person]) w) as adult
        from backups b join guardians g on g.child = b.child and g.ends_on is null and g.separated_on is null
        where b.child = any($1::uuid[]) and b.accepted_at is not null and b.closed_at is null
          and b.ends_at > $2::timestamptz
          and g.person = (select nullif(current_setting('app.person', true), '')::uuid)
        order by b.starts_at limit 100""",
}


async def consents_page(*, by: Actor) -> dict[str, Any]:
    """What the guardian is asked now, and what it said before, purpose by purpose."""
    async with reading(by, recorded=True) as db:
        children = await db.fetch(CHILDREN, by.me)
        ids = [c["id"] for c in children]
        waiting = await db.fetch(
            """select p.child, n.service, p.answer_by, p.terms,
                 (select w.name from app.names_of(array[p.person]) w) as adult
               from proposals p join needs n on n.id = p.need
               where p.child = any($1::uuid[]) and p.state = 'published' order by p.answer_by limit 50""",
            ids,
        )
        said = await db.fetch(
            """select distinct on (x.child, x.purpose) x.child, x.purpose, x.agreed, x.given_at,
                 x.withdrawn_at, x.until from consents x where x.child = any($1::uuid[])
               order by x.child, x.purpose, x.given_at desc, x.id desc limit 200""",
            ids,
        )
        await db.execute(LOG, ids, ["name", "consents"], "family")
    names = {c["id"]: dict(c) for c in children}
    return {
        "asks": [
            dict(w) | {"who": names[w["child"]], "purpose": PURPOSE_OF[w["service"]]}
            for w in waiting
        ],
        "said": [dict(s) | {"who": names[s["child"]]} for s in said],
    }
