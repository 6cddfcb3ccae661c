"""What a family sees of holiday classes: those near its children, and what became of its own wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound

CHILDREN_MAX: Final = 20
NEAR_MAX: Final = 30
ASKED_MAX: Final = 60
ENDED_SHOWN: Final = timedelta(days=30)
CHILDREN: Final = """
select c.id, c.name, c.village, c.allergy, s.class_name from children c
left join lateral (select x.class_name from schoolings x where x.child = c.id and x.ends_on is null
  order by x.starts_on desc limit 1) s on true
where c.left_on is null and c.merged_into is null and (c.id = any (app.my_caring())
  or exists (select from carers k where k.child = c.id and k.person = $1 and k.ends_on is null))
order by c.birth_date, c.id limit $2"""
NEAR: Final = """
select h.id, h.centre, h.village, h.places, h.taken, h.waiting, h.lunch, h.enrol_from, h.enrol_until, h.bring, h.season,
  s.title, s.weekdays, s.first_on, s.last_on, s.starts_at, s.ends_at, c.name as place, c.village = any ($2::text[]) as own
from holiday_classes h join series s on s.id = h.id join centres c on c.id = h.centre
where s.ended_at is null and s.last_on >= $1 and h.enrol_from <= $1 and ($3::uuid is null or h.id = $3)
  and left(h.village, 9) in (select left(v, 9) from unnest($2::text[]) v)
order by own desc, s.first_on, c.name, h.id limit $4"""
ASKED: Final = """
select a.*, app.class_position(a.id) as position from class_applications a
where a.child = any ($1::uuid[]) and (a.ended_at is null or a.ended_at > $2) order by a.asked_at desc limit $3"""
LOG: Final = """
select app.log_read(c, array['name', 'enrolment'], 'family') from unnest($1::uuid[]) c"""


@dataclass(frozen=True)
class FamilyPage:
    """Classes near, the family's children, and its wishes under the class they belong to."""

    children: Sequence[Mapping[str, Any]]
    classes: Sequence[Mapping[str, Any]]

    def could_ask(self, one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Children for whom no place of a class was asked."""
        there = {a["child"] for a in one["asked"] if a["ended_at"] is None}
        return [c for c in self.children if c["id"] not in there]


async def _page(db: Scope, only: UUID | None, by: Actor) -> FamilyPage:
    today = clock.today()
    children = await db.fetch(CHILDREN, by.me, CHILDREN_MAX)
    ids = [c["id"] for c in children]
    villages = sorted({c["village"] for c in children})
    near = await db.fetch(NEAR, today, villages, only, NEAR_MAX) if villages else []
    asked = await db.fetch(ASKED, ids, clock.now() - ENDED_SHOWN, ASKED_MAX)
    await db.execute(LOG, ids)
    named = {c["id"]: dict(c) for c in children}
    rows = [{**a, "of": named[a["child"]]} for a in asked]
    return FamilyPage(
        [dict(c) for c in children],
        [
            {
                **one, "asked": [a for a in rows if a["holiday_class"] == one["id"]],
                "open": one["enrol_from"] <= today <= one["enrol_until"],
            }
            for one in near
        ],
    )  # fmt: skip


async def family_classes(*, by: Actor) -> FamilyPage:
    """The classes near the family's children whom it may ask a place for."""
    async with reading(by, recorded=True) as db:
        return await _page(db, None, by)


async def family_class(holiday_class: UUID, *, by: Actor) -> tuple[FamilyPage, Mapping[str, Any]]:
    """One of them.

    Raises:
        NotFound: it is not near, or not asked for yet.

    """
    async with reading(by, recorded=True) as db:
        found = await _page(db, holiday_class, by)
    if not found.classes:
        raise NotFound
    return found, found.classes[0]
