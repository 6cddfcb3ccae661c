"""Who of the family keeps a child, and what the village saw; every look is written in the read log."""

from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.safeguarding.queries.taking_on import officers_over

ROWS_MAX: Final = 20
NAME: Final = "(select w.name from app.names_of(array[{of}]) w)"
CARERS: Final = f"""
select k.person, k.relation, {NAME.format(of="k.person")} as name from carers k
where k.child = $1 and k.ends_on is null and k.person is not null order by k.starts_on, k.id limit 10"""
ROWS: Final = f"""
select a.id, a.person, {NAME.format(of="a.person")} as name, a.visited_on, a.answers, a.outcome, a.support, a.child_said,
  a.answered_at, a.agreed, a.differs, a.second_person, {NAME.format(of="a.first_person")} as first,
  {NAME.format(of="a.second_person")} as second
from kin_assessments a where a.child = $1 order by a.visited_on desc, a.id desc limit $2"""


async def kin_page(child: UUID, *, by: Actor) -> dict[str, Any]:
    """The child's carers, what was seen of them, who could be the second.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow("select name, village from children where id = $1", child)
        if row is None:
            raise NotFound
        carers = await db.fetch(CARERS, child)
        rows = await db.fetch(ROWS, child, ROWS_MAX)
        due = await db.fetchval(
            """select due_on from obligations where child = $1 and kind = 'kin_assessment'
                 and met_at is null and missed_at is null order by due_on limit 1""",
            child,
        )
        officers = await officers_over(db, row["village"])
        await db.execute(
            "select app.log_read($1, $2, $3)", child, ["name", "carers", "kin"], "safeguarding"
        )
    return {
        "child": child, "name": row["name"], "carers": [dict(r) for r in carers],
        "rows": [dict(r) for r in rows], "due": due,
        "seconds": [(str(o.person), o.name) for o in officers if o.person != by.person],
    }  # fmt: skip
