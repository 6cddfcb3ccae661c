"""One child's file, as much of it as the reader's duty covers; every opening is in the read log."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.children.nights import planned
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import unseal
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound

ROWS_MAX: Final = 40
KEEPS: Final = ("director", "township", "county", "city", "bureau")
FOLLOW: Final = ("county", "township", "director", "counsellor")
KIN: Final = ("county", "township", "director")
"""Who reads what two people saw of a relative that keeps the child."""
OFFICES: Final = ("lead", "teacher", "principal", "counsellor")
"""Who holds an office where the child is: school and centre see whom to ring, not the family's affairs."""

CHILD: Final = """
select k.id, k.name, k.village, k.sex, k.birth_date, k.ethnicity, k.short_record, k.allergy,
  k.special_care, k.languages, k.wish, k.left_on, k.left_because,
  p.address, p.starts_on as here_since, h.name as hamlet, h.id as hamlet_id,
  s.organisation, s.stage, s.grade, s.class_name, s.boards, s.starts_on as school_since,
  o.name as school, house.id as household, house.name as household_name
from children k
left join care_places p on p.child = k.id and p.ends_on is null
left join hamlets h on h.id = p.hamlet
left join schoolings s on s.child = k.id and s.ends_on is null
left join organisations o on o.id = s.organisation
left join household_members m on m.child = k.id and m.ends_on is null
left join care_households house on house.id = m.household
where k.id = $1"""
WAYS: Final = """
select distinct on (w.id) w.id, w.person, w.kind, w.value, w.via, w.via_agreed_on, w.tested_on,
  w.works from contact_ways w where w.ended_on is null and w.person in (
  select c.person from carers c where c.child = $1 and c.ends_on is null
  union select g.person from guardians g where g.child = $1 and g.ends_on is null) order by w.id, w.rank"""
PARTS: Final[dict[str, str]] = {
    "carers": """select id, person, relation, able, can_read, starts_on from carers
        where child = $1 and ends_on is null""",
    "kin": """select distinct on (a.person) a.person, a.visited_on, a.outcome, a.support
        from kin_assessments a where a.child = $1 and a.agreed
        order by a.person, a.visited_on desc, a.id desc""",
    "guardians": """select id, person, relation, caring_confirmed_on, separated_on, starts_on
        from guardians where child = $1 and ends_on is null order by starts_on, id""",
    "absences": """select parent, kind, place, starts_on, ends_on from absences where child = $1
        order by ends_on desc nulls first, starts_on desc""",
    "siblings": """select k.id, k.name, k.birth_date from household_members mine
        join household_members m on m.household = mine.household and m.ends_on is null
        join children k on k.id = m.child
        where mine.child = $1 and mine.ends_on is null and k.id <> $1 order by k.birth_date""",
    "nights": planned("($2::timestamptz at time zone 'Asia/Shanghai')::date"),
    "findings": """select kind, version, holds, since, reasons, found_on from findings
        where child = $1 and ended_on is null order by kind, version""",
    "urgency": """select tier, reasons, found_on from urgencies
        where child = $1 and ended_on is null""",
    "key_groups": "select kind, starts_on from key_groups where child = $1 and ends_on is null",
    "consents": """select distinct on (purpose) purpose, agreed, withdrawn_at, given_by, relation,
        basis, channel, given_at, until, child_voice from consents where child = $1
        order by purpose, given_at desc, id desc""",
    "needs": """select service, subject, tier, opened_on, met_at from needs
        where child = $1 and closed_at is null order by met_at nulls first, opened_on""",
    "placements": """select p.id, p.kind, p.person, p.planned_from, p.starts_on, p.planned_until,
          b.id as cover, b.person as stand_in, b.starts_at as cover_from, b.ends_at as cover_until
        from placements p left join lateral (select x.* from backups x where x.placement = p.id
          and x.accepted_at is not null and x.closed_at is null and x.ends_at > $2::timestamptz
          order by x.starts_at limit 1) b on true
        where p.child = $1 and p.ends_on is null order by p.planned_from""",
    "places": """select division, starts_on, ends_on from care_places where child = $1
        order by starts_on desc""",
    "schools": """select s.stage, s.grade, s.class_name, o.name, s.starts_on, s.ends_on
        from schoolings s left join organisations o on o.id = s.organisation
        where s.child = $1 order by s.starts_on desc""",
    "moves": """select came_from, went_to, on_day, received_at from child_moves where child = $1
        order by on_day desc""",
    "twins": """select other from child_merges where child = $1 and agreed_at is null
        and undone_at is null""",
    "attempts": """select guardian, way, reached, at from guardian_attempts where child = $1
        order by at desc""",
    "pickups": """select name, relation, phone from pickup_people where child = $1
        and ended_on is null order by agreed_on""",
    "fillings": """select source, filled_by, filled_on, confirmed_by, visited_on from fillings
        where child = $1 order by filled_on desc, created_at desc""",
}
KEEPERS_PARTS: Final = tuple(PARTS)
OFFICE_PARTS: Final = ("carers", "guardians", "siblings", "nights", "placements", "pickups")
HELPER_PARTS: Final = ("carers", "placements", "pickups")


@dataclass(frozen=True, slots=True)
class ChildFile:
    """A child's file; parts the reader's duty does not cover are empty.

    `view` is keeper, office or helper; `names` are the adults named in it, by id; `ways` how they
    are reached, by person; `follows` says that the reader keeps what a screening asks for.
    """

    view: str
    child: Any
    parts: dict[str, list[Any]]
    names: dict[UUID, str] = field(default_factory=dict)
    ways: dict[UUID, list[Any]] = field(default_factory=dict)
    follows: bool = False

    def part(self, name: str) -> list[Any]:
        """The rows of one part."""
        return self.parts.get(name, [])


def view_of(by: Actor) -> str:
    """How much of a file the actor's duties cover."""
    if by.is_officer and by.has(*KEEPS):
        return "keeper"
    return "office" if by.has(*OFFICES) else "helper"


async def _ways(child: UUID, view: str, db: Scope) -> dict[UUID, list[Any]]:
    if view == "keeper":
        rows = await db.fetch(WAYS, child)
    elif view == "office":
        rows = await db.fetch(
            f"""select person, kind, value, via, null::date as via_agreed_on, tested_on, works,
                 null::uuid as id from app.ways_to_reach($1) where kind is not null limit {ROWS_MAX}""",
            child,
        )
    else:
        rows = []
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(row)
    return found


async def child_file(child: UUID, *, by: Actor) -> ChildFile:
    """Open a child's file.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    view = view_of(by)
    wanted = {"keeper": KEEPERS_PARTS, "office": OFFICE_PARTS, "helper": HELPER_PARTS}[view]
    if not by.has(*KIN):
        wanted = tuple(part for part in wanted if part != "kin")
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(CHILD, child)
        if row is None:
            raise NotFound
        parts = await db.gather(
            {n: f"{PARTS[n]} limit {ROWS_MAX}" for n in wanted}, child, clock.now()
        )
        people = {
            r[key]
            for rows in parts.values()
            for r in rows
            for key in ("person", "given_by", "guardian", "stand_in")
            if key in r and r[key] is not None
        }
        named = await db.fetch("select id, name from app.names_of($1)", list(people))
        ways = await _ways(child, view, db)
        fields = ["name", "facts", *sorted(wanted)]
        await db.execute("select app.log_read($1, $2, $3)", child, fields, "child file")
        if siblings := [r["id"] for r in parts.get("siblings", [])]:
            await db.execute("select app.log_list($1, $2)", siblings, "child file of a sibling")
    names = {r["id"]: r["name"] for r in named}
    return ChildFile(view, row, parts, names, ways, by.has(*FOLLOW))


async def within_reach(child: UUID, *, by: Actor) -> None:
    """Go on only if there is such a child; nothing of it is shown.

    Raises:
        NotFound: there is none within the actor's reach.

    """
    async with reading(by) as db:
        if not await db.fetchval("select true from children where id = $1", child):
            raise NotFound


@dataclass(frozen=True, slots=True)
class Identity:
    """What is sealed, opened once."""

    name: str
    kind: str
    number: str | None
    pupil_number: str | None
    notes: list[tuple[str, str, date]]


async def open_identity(child: UUID, reason: str, *, by: Actor) -> Identity:
    """Open the sealed numbers and health notes for a stated reason, after a second factor.

    Raises:
        NeedsSecondFactor: one factor only.
        MayNot: the actor is no officer.
        NotFound: there is no such child within the actor's reach.

    """
    by.needs(*KEEPS)
    by.needs_two_factors()
    async with reading(by, recorded=True) as db:
        name = await db.fetchval("select name from children where id = $1", child)
        if name is None:
            raise NotFound
        row = await db.fetchrow(
            "select id, kind, id_number, pupil_number from child_identities where child = $1", child
        )
        notes = await db.fetch(
            f"""select id, kind, note, starts_on from health_notes
               where child = $1 and ends_on is null order by starts_on desc limit {ROWS_MAX}""",
            child,
        )
        await db.execute(
            "select app.log_read($1, $2, $3, $4)",
            child,
            ["id_number", "pupil_number", "health_notes"],
            "identity",
            reason[:200],
        )
    opened = [
        (n["kind"], unseal(n["note"], "health_notes", "note", n["id"]), n["starts_on"])
        for n in notes
        if n["note"]
    ]
    if row is None:
        return Identity(name, "none_yet", None, None, opened)
    number, pupil = (
        unseal(row[column], "child_identities", column, row["id"]) if row[column] else None
        for column in ("id_number", "pupil_number")
    )
    return Identity(name, row["kind"], number, pupil, opened)
