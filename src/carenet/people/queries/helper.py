"""One helper: who it is, what it offers, how it is reached."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.people.queries.ties import TIES, Tie
from carenet.people.rules.offering import boxes_of

WAYS_MAX: Final = 10
# After such a time a way to be reached counts as untested.
UNTESTED_AFTER_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach a person."""

    kind: str
    value: str | None
    via: str | None
    tested_on: date | None
    works: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A host home a person lives in."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class HelperPage:
    """Everything the page about a helper needs."""

    id: UUID
    name: str
    sex: str | None
    division: str
    joined_on: date | None
    kinds: list[str]
    subjects: list[str]
    skills: list[str]
    understands: list[str]
    explains: list[str]
    reach_minutes: int | None
    hours_week_max: int | None
    households_max: int | None
    organisation: str | None
    boxes: list[str]
    ways: list[Way]
    homes: list[Home]
    ties: list[Tie]
    tier: str
    until: date | None
    set_aside: bool


_ONE: Final = """
select p.id, p.name, p.sex, p.division, v.joined_on as v_on, v.subjects, v.skills, v.reach_minutes,
  v.hours_week_max, o.name as organisation, x.joined_on as x_on, x.households_max,
  s.tier, s.ends_on, app.suspended(p.id) as set_aside
from people p
left join lateral (select * from volunteers v where v.person = p.id and v.left_on is null limit 1) v on true
left join lateral (select * from proxy_parents x where x.person = p.id and x.left_on is null limit 1) x on true
left join organisations o on o.id = v.organisation
left join lateral (select c.tier, c.ends_on from cleared_spans c where c.person = p.id
  and c.starts_on <= $2 and c.ends_on >= $2 order by (c.tier = 'cleared') desc, c.ends_on desc limit 1) s on true
where p.id = $1"""


async def helper_page(person: UUID, *, by: Actor) -> HelperPage:
    """A helper within one's scope.

    Raises:
        NotFound: no such person within reach.

    """
    async with reading(by) as db:
        one = await db.fetchrow(_ONE, person, clock.today())
        if one is None:
            raise NotFound
        free = await db.fetch("select weekday, part from availabilities where person = $1", person)
        spoken = await db.fetch(
            "select language, can_explain from person_languages where person = $1 limit 20", person
        )
        ways = await db.fetch(
            """select kind, value, via, tested_on, works from contact_ways
               where person = $1 and ended_on is null order by rank limit $2""",
            person, WAYS_MAX,
        )  # fmt: skip
        homes = await db.fetch(
            """select f.id, f.name from host_family_adults a join host_families f on f.id = a.family
               where a.person = $1 and a.left_on is null and f.left_on is null limit 5""",
            person,
        )
        ties = await db.fetch(TIES, person)
    kinds = [
        kind
        for kind, there in (("volunteer", one["v_on"]), ("proxy_parent", one["x_on"]), ("host", homes))
        if there
    ]  # fmt: skip
    return HelperPage(
        one["id"], one["name"], one["sex"], one["division"] or "", one["v_on"] or one["x_on"], kinds,
        list(one["subjects"] or ()), list(one["skills"] or ()),
        [r["language"] for r in spoken if not r["can_explain"]],
        [r["language"] for r in spoken if r["can_explain"]],
        one["reach_minutes"], one["hours_week_max"], one["households_max"], one["organisation"],
        boxes_of((r["weekday"], r["part"]) for r in free), [Way(**w) for w in ways],
        [Home(**h) for h in homes], [Tie(**t) for t in ties], one["tier"] or "none", one["ends_on"], one["set_aside"],
    )  # fmt: skip
