"""One day of a class: who is here, what was counted, who eats what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.classes.queries.listing import CHILDREN_MAX, DAYS, PLACE, Day, day_of
from carenet.classes.rules.counting import due_at, next_slot, slots_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.scheduling.queries.registers import short_names

COUNTS_MAX: Final = 30
HEAD: Final = """
select s.*, c.name as place, h.lunch, h.bring, app.runs_centre(s.centre) as runs, m.menu, m.portions, m.sample_kept, m.ate_along
from care_sessions s join holiday_classes h on h.id = s.series join centres c on c.id = s.centre
left join class_meals m on m.care_session = s.id where s.id = $1"""
ONE_DAY: Final = DAYS.replace(
    "where s.series = $1 order", "where s.series = $1 and s.id = $3 order"
)
EXPECTED: Final = f"""
select k.id as child, k.name, k.allergy, coalesce(sc.class_name, k.class_said) as class_name, h.name as household,
  a.eats, a.must_not_eat, a.goes_home, a.fetched_by, t.state, t.left_at, l.id as alarm,
  exists (select from excuses x where x.child = k.id and x.ended_on is null
    and $3 between x.starts_on and x.ends_on) as excused
from enrolments e join class_applications a on a.id = {PLACE} join children k on k.id = e.child
left join schoolings sc on sc.child = k.id and sc.ends_on is null
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households h on h.id = m.household
left join child_attendances t on t.care_session = $1 and t.child = k.id
left join alarms l on l.care_session = $1 and l.child = k.id and l.closed_at is null and l.kind = 'child'
where e.series = $2 and e.starts_on <= $3 and (e.ends_on is null or e.ends_on >= $3)
order by k.sort_key, k.id limit $4"""
COUNTS: Final = """
select slot, counted, expected, adults, at from head_counts where care_session = $1 order by at limit $2"""
LOG: Final = """
select app.log_read(c, array['name', 'class', 'allergy', 'attendance'], 'holiday_class') from unnest($1::uuid[]) c"""


@dataclass(frozen=True)
class DayPage:
    """A day of a class for whoever runs its place."""

    session: Mapping[str, Any]
    day: Day
    children: Sequence[Mapping[str, Any]]
    slots: Sequence[Mapping[str, Any]]
    now_slot: str | None
    fewer: int
    """So many children fewer than the register has were counted last, and nobody has said who."""

    @property
    def here(self) -> list[Mapping[str, Any]]:
        """Who is ticked as here and has not gone home."""
        return [c for c in self.children if c["state"] == "here" and c["left_at"] is None]

    @property
    def special(self) -> list[Mapping[str, Any]]:
        """Who eats and must not eat something."""
        return [c for c in self.children if c["eats"] and (c["allergy"] or c["must_not_eat"])]


async def day_page(session: UUID, *, by: Actor) -> DayPage:
    """One day of a class; each child recorded as read.

    Raises:
        NotFound: there is no such day at a place that the actor runs.

    """
    async with reading(by, recorded=True) as db:
        head = await db.fetchrow(HEAD, session)
        if head is None or not head["runs"]:
            raise NotFound
        day = await db.fetchrow(ONE_DAY, head["series"], 1, session)
        rows = await db.fetch(EXPECTED, session, head["series"], head["on_day"], CHILDREN_MAX)
        counts = await db.fetch(COUNTS, session, COUNTS_MAX)
        await db.execute(LOG, [r["child"] for r in rows])
    names = short_names(list(rows), full=by.is_officer)
    last = {c["slot"]: c for c in counts}
    begins, ends = head["starts_at"], head["ends_at"]
    slots = [
        {"slot": s, "due": due_at(s, begins, ends), "count": last.get(s)}
        for s in slots_of(begins, ends)
    ]
    children = [{**row, "name": name} for row, name in zip(rows, names, strict=True)]
    here = sum(c["state"] == "here" and c["left_at"] is None for c in children)
    fewer = max(0, here - counts[-1]["counted"]) if counts else 0
    return DayPage(
        dict(head), day_of(day), children, slots,
        next_slot(frozenset(last), clock.now(), begins, ends),
        min(fewer, max(0, counts[-1]["expected"] - counts[-1]["counted"])) if counts else 0,
    )  # fmt: skip
