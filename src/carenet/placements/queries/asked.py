"""What a helper is asked, without a name; what a family is asked, and who cares for its children."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading

LOG: Final = "select app.log_read(x, $2, $3) from unnest($1::uuid[]) x"
PURPOSE_OF: Final = {
    "tutoring": "volunteer", "proxy_parent": "proxy_parent", "host_family": "host_family",
}  # fmt: skip
WEEK_DAYS: Final = 7


async def asks(*, by: Actor) -> dict[str, list[dict[str, Any]]]:
    """Proposals and handovers that wait for the actor's yes or no. No child's name is in them."""
    async with reading(by) as db:
        proposals = await db.fetch("select * from app.my_proposals()")
        handovers = await db.fetch("select * from app.my_handovers()")
    return {"proposals": [dict(p) for p in proposals], "handovers": [dict(h) for h in handovers]}


async def family_page(*, by: Actor) -> dict[str, Any]:
    """The guardian's children: who cares for them, their next seven days, how many asks wait."""
    now = clock.now()
    async with reading(by, recorded=True) as db:
        children = await db.fetch(CHILDREN, by.me)
        ids = [c["id"] for c in children]
        care = await db.fetch(
            """select p.child, p.kind, p.id, p.starts_on,
                 (select w.name from app.names_of(array[p.person]) w) as adult
               from placements p where p.child = any($1::uuid[]) and p.ends_on is null
               order by p.starts_on limit 100""",
            ids,
        )
        carers = await db.fetch(
            """select k.child, k.relation, (select w.name from app.names_of(array[k.person]) w) as adult
               from carers k where k.child = any($1::uuid[]) and k.ends_on is null limit 100""",
            ids,
        )
        week = await db.fetch(
            """select e.child, s.starts_at, s.ends_at, s.kind, t.name as place
               from enrolments e join care_sessions s on s.series = e.series
               join centres t on t.id = s.centre
               where e.child = any($1::uuid[]) and s.starts_at >= $2 and s.starts_at < $3
                 and s.cancelled_at is null and (e.ends_on is null or e.ends_on >= s.on_day)
               order by s.starts_at limit 100""",
            ids,
            now,
            now + timedelta(days=WEEK_DAYS),
        )
        waiting = await db.fetchval(
            "select count(*) from proposals where child = any($1::uuid[]) and state = 'published'",
            ids,
        )
        await db.execute(LOG, ids, ["name", "placement", "week"], "family")

    def of(child: UUID, rows: Any) -> list[dict[str, Any]]:
        return [dict(r) for r in rows if r["child"] == child]

    return {
        "children": [
            dict(c)
            | {"care": of(c["id"], care), "carers": of(c["id"], carers), "week": of(c["id"], week)}
            for c in children
        ],
        "waiting": waiting,
    }


CHILDREN: Final = """
select c.id, c.name, s.class_name from guardians g join children c on c.id = g.child
  left join lateral (select x.class_name from schoolings x
     where x.child = c.id and x.ends_on is null order by x.starts_on desc limit 1) s on true
where g.person = $1 and g.ends_on is null and c.left_on is null order by c.birth_date limit 20"""


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
