"""What was written down of one child, newest first; and the illnesses that are open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.children.words import class_words, short_name
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.refusals import MayNot, NotFound
from carenet.visits.queries.photos import photos_of
from carenet.visits.queries.second_words import Note, notes_of
from carenet.visits.queries.voice_notes import Told, voices_of

TIMELINE_SIZE: Final = 20
SEE_ALL: Final = ("city", "county", "township", "bureau", "director", "teacher", "counsellor")
"""Whose duty is the whole child; everyone else sees what they wrote themselves."""
MAY_LOOK: Final = (*SEE_ALL, "lead", "principal", "volunteer", "proxy_parent", "host")
LINES_MAX: Final = 100
OPEN_MAX: Final = 50

# One shape for all kinds of record; `$2` null means everybody's.
PARTS: Final = """
select 'day' as what, d.id, d.person, d.happened_at as at, d.received_at, d.offline, d.on_day,
  jsonb_build_object('ate', d.ate, 'homework', d.homework, 'slept', d.slept, 'health', d.health,
    'text', d.kind_line, 'other_adult', d.other_adult_tonight) as said
from day_logs d where d.child = $1 and ($2::uuid is null or d.person = $2)
union all
select 'visit', v.id, v.person, v.happened_at, v.received_at, v.offline, v.on_day,
  jsonb_build_object('who', v.who_was_there, 'night', v.night_adult, 'state', v.state, 'seen', v.seen,
    'child_words', v.child_words, 'text', v.note, 'follow_up', v.follow_up)
from visit_reports v where v.child = $1 and ($2::uuid is null or v.person = $2)
union all
select 'contact', k.id, k.person, k.happened_at, k.received_at, k.offline, null,
  jsonb_build_object('kind', k.kind, 'place', k.place, 'minutes', k.minutes, 'state', k.state, 'text', k.note)
from contacts k where k.child = $1 and ($2::uuid is null or k.person = $2)
union all
select 'call', f.id, f.arranged_by, f.happened_at, f.received_at, f.offline, null,
  jsonb_build_object('kind', f.kind, 'minutes', f.minutes, 'answer', f.answer)
from family_calls f where f.child = $1 and f.happened_at is not null and ($2::uuid is null or f.arranged_by = $2)
union all
select 'illness', i.id, i.opened_by, i.opened_at, i.opened_at, false, i.over_on,
  jsonb_build_object('adult', i.adult_tonight, 'signs', i.signs)
from illness_episodes i where i.child = $1 and ($2::uuid is null or i.opened_by = $2)"""
PAGED: Final = f"""
select x.*, count(*) over () as total from ({PARTS}) x order by x.at desc, x.id desc limit $3 offset $4"""

OPEN: Final = """
select i.id, i.child, c.name, s.grade, s.class_name, i.opened_at, i.next_check_at, i.adult_tonight, i.signs, i.village
from illness_episodes i join children c on c.id = i.child
left join schoolings s on s.child = c.id and s.ends_on is null
where i.over_on is null order by i.next_check_at, i.id limit $1"""
# Whoever has the child in care now, then carers and guardians; the database says who may read whose number.
WAYS: Final = """
select k.name, 'in_care' as role, null as relation, k.kind, k.value, k.via
from app.ways_to_keepers($1, $2::timestamptz) k where k.value like '+%' and k.person <> $3
union all select y.name, y.role, y.relation, y.kind, y.value, y.via from app.ways_to_reach($1) y
where y.works and y.value like '+%' and y.person <> $3 limit 12"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a child's timeline."""

    what: str
    id: UUID
    who: str
    at: datetime
    received_at: datetime
    offline: bool
    on_day: Any
    said: dict[str, Any]
    worry: str | None = None
    photos: tuple[UUID, ...] = ()
    notes: tuple[Note, ...] = ()
    mine: bool = False
    voices: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Illness:
    """A child's illness."""

    id: UUID
    child: UUID
    short: str
    class_name: str | None
    opened_at: datetime
    next_check_at: datetime | None
    adult_tonight: str | None
    signs: list[str]
    village: str
    over_on: Any = None


@dataclass(frozen=True, slots=True)
class IllnessPage:
    """One illness, what was written, what a doctor asks first, and whom the reader may ring."""

    of: Illness
    lines: tuple[dict[str, Any], ...]
    allergy: str | None
    special_care: str | None
    agreed: bool
    """Whether the parents agreed to medical help in an emergency."""
    ways: tuple[dict[str, Any], ...]


async def _names(db: Scope, people: list[UUID]) -> dict[UUID, str]:
    rows = await db.fetch("select id, name from app.names_of($1)", people)
    return {r["id"]: r["name"] for r in rows}


async def timeline(child: UUID, page: int | None, *, by: Actor) -> Page[Entry]:
    """A child's records, newest first; the reading is recorded.

    Worries are shown to officers only: PostgreSQL lets nobody else read them.

    Raises:
        MayNot: the actor cares for no child.
        NotFound: the child is not within the actor's reach.

    """
    if not by.has(*MAY_LOOK):
        raise MayNot
    number, size, offset = place(page, TIMELINE_SIZE)
    only = None if by.has(*SEE_ALL) else by.me
    async with reading(by, recorded=True) as db:
        if not await db.fetchval("select exists (select from children where id = $1)", child):
            raise NotFound
        rows = await db.fetch(PAGED, child, only, size, offset)
        names = await _names(db, [row["person"] for row in rows if row["person"]])
        worries: dict[UUID, str] = {}
        if by.is_officer:
            found = await db.fetch(
                "select id, worry from day_logs where id = any ($1) and worry is not null",
                [row["id"] for row in rows if row["what"] == "day"],
            )
            worries = {row["id"]: row["worry"] for row in found}
        ids = [row["id"] for row in rows]
        photos, notes = await photos_of(ids, db, by=by), await notes_of(ids, db)
        voices = await voices_of(ids, db, by=by)
        await db.execute("select app.log_read($1, $2, $3)", child, ["records"], "timeline")
    entries = [
        Entry(
            row["what"], row["id"], names.get(row["person"], ""), row["at"], row["received_at"],
            row["offline"], row["on_day"], row["said"], worries.get(row["id"]),
            photos.get(row["id"], ()), tuple(notes.get(row["id"], ())), row["person"] == by.person,
            voices.get(row["id"], ()),
        )
        for row in rows
    ]  # fmt: skip
    return Page(entries, number, size, rows[0]["total"] if rows else 0)


async def open_illnesses(*, by: Actor) -> list[Illness]:
    """The children who are ill now, by when somebody asks again; each is recorded as read."""
    async with reading(by, recorded=True) as db:
        rows = await db.fetch(OPEN, OPEN_MAX)
        await db.execute(
            "select app.log_read(c, array['short name', 'illness'], 'illness') from unnest($1::uuid[]) c",
            [row["child"] for row in rows],
        )
    return [_illness(row) for row in rows]


async def illness(episode: UUID, *, by: Actor) -> IllnessPage:
    """One illness with what was written, newest first, and whom to ring; the reading is recorded.

    Raises:
        NotFound: no such illness within the actor's reach.

    """
    async with reading(by, recorded=True) as db:
        row = await db.fetchrow(
            """select i.id, i.child, c.name, s.grade, s.class_name, i.opened_at, i.next_check_at, i.adult_tonight,
                 i.signs, i.village, i.over_on, c.allergy, c.special_care,
                 app.consented(i.child, 'emergency_medical', $2) as agreed
               from illness_episodes i join children c on c.id = i.child
               left join schoolings s on s.child = c.id and s.ends_on is null where i.id = $1""",
            episode,
            clock.today(),
        )
        if row is None:
            raise NotFound
        lines = await db.fetch(
            """select kind, value, dose, agreed_by, at from illness_entries where episode = $1
               order by at desc, id desc limit $2""",
            episode,
            LINES_MAX,
        )
        ways: list[Any] = []
        if row["over_on"] is None:
            ways = await db.fetch(WAYS, row["child"], clock.now(), by.person)
        await db.execute(
            "select app.log_read($1, $2, $3)",
            row["child"],
            ["illness", *(["allergy"] if row["allergy"] else [])],
            "illness",
        )
    return IllnessPage(
        _illness(row, row["over_on"]), tuple(dict(line) for line in lines), row["allergy"],
        row["special_care"], row["agreed"], tuple(dict(way) for way in ways),
    )  # fmt: skip


def _illness(row: Any, over_on: Any = None) -> Illness:
    return Illness(
        row["id"], row["child"], short_name(row["name"]),
        class_words(row["grade"], row["class_name"]), row["opened_at"],
        row["next_check_at"], row["adult_tonight"], list(row["signs"]), row["village"], over_on,
    )  # fmt: skip
