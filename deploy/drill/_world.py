"""The people and sessions of the crash drill: volunteers by the hundred, and more than one of everything."""

import hashlib
import random
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

VILLAGE = "450226101201"
LONG_AGO, FAR_OFF = date(2024, 1, 1), date(2099, 12, 31)
SOON = timedelta(hours=2)
"""How long before a session its second reminder is due."""
CENTRES = 4


@dataclass(frozen=True)
class Session:
    """A session as the drill knows it from outside."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    places: int
    near: bool


@dataclass(frozen=True)
class Volunteer:
    """A person with a cookie."""

    person: UUID
    token: str


@dataclass
class World:
    """Who may sign up for what."""

    volunteers: list[Volunteer] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    @property
    def near(self) -> list[Session]:
        """Those whose reminder falls due while the drill runs."""
        return [s for s in self.sessions if s.near]

    @property
    def far(self) -> list[Session]:
        """Those of the next weeks: overlapping, with few places, to be fought over."""
        return [s for s in self.sessions if not s.near]


def sessions_of(people: int, seconds: int, chance: random.Random) -> list[Session]:
    """Near sessions with a place for everybody; far ones with too few, four at the same time."""
    now = datetime.now(UTC).replace(microsecond=0)
    found = []
    for _ in range(max(4, people // 15)):
        starts = now + SOON + timedelta(seconds=chance.randint(seconds * 2 // 3, seconds + 8))
        found.append(Session(uuid4(), starts, starts + timedelta(hours=1), 20, near=True))
    for n in range(max(20, people // 4)):
        starts = now + timedelta(days=3 + n // (CENTRES * 8), hours=n // CENTRES % 8)
        found.append(Session(uuid4(), starts, starts + timedelta(minutes=90), 6, near=False))
    return found


async def build(address: str, people: int, seconds: int, chance: random.Random) -> World:
    """Write the world as the superuser: arranging it is no part of what is measured."""
    db = await asyncpg.connect(address)
    world = World(sessions=sessions_of(people, seconds, chance))
    try:
        await make_places(db)
        await _sessions(db, world.sessions, chance)
        world.volunteers = await make_people(db, people)
    finally:
        await db.close()
    return world


async def make_places(db: Any) -> None:
    from carenet.places.divisions import shipped_divisions

    await db.execute(
        "create temporary table shipped (code text, name text, level text, kind text, parent text)"
    )
    await db.copy_records_to_table(
        "shipped",
        records=[
            (r.code, r.name, str(r.level), str(r.kind), r.parent) for r in shipped_divisions()
        ],
    )
    await db.execute(
        """insert into divisions (code, name, level, kind, parent)
           select code, name, level, kind, parent from shipped on conflict do nothing"""
    )


async def _sessions(db: Any, sessions: list[Session], chance: random.Random) -> None:
    centres = [uuid4() for _ in range(CENTRES)]
    mark = secrets.token_hex(3)  # one database may hold the worlds of several drills
    for n, id_ in enumerate(centres):
        await db.execute(
            "insert into organisations (id, kind, name, division) values ($1, 'centre', $2, $3)",
            id_, f"Centre {n}", VILLAGE,
        )  # fmt: skip
        await db.execute(
            """insert into centres (id, kind, name, village, short_code, capacity, opened_on)
               values ($1, 'village_room', $2, $3, $4, 30, $5)""",
            id_, f"Centre {n}", VILLAGE, f"{mark}{n}", LONG_AGO,
        )  # fmt: skip
    await db.executemany(
        """insert into care_sessions (id, centre, village, kind, activity, on_day, starts_at, ends_at,
             adults_min, adults_max, children_max) values ($1, $2, $3, 'activity', 'reading', $4, $5, $6, 1, $7, 15)""",
        [
            (s.id, chance.choice(centres), VILLAGE, (s.starts_at + timedelta(hours=8)).date(),
             s.starts_at, s.ends_at, s.places)
            for s in sessions
        ],
    )  # fmt: skip


async def make_people(db: Any, people: int) -> list[Volunteer]:
    mark = secrets.token_hex(3)
    made = [(uuid4(), uuid4(), secrets.token_urlsafe(32)) for _ in range(people)]
    await db.executemany(
        "insert into people (id, name, sort_key, initials, division) values ($1, $2, $3, $4, $5)",
        [(p, f"v{n}", f"v{n}", f"v{n}", VILLAGE) for n, (p, _, _) in enumerate(made)],
    )
    await db.executemany(
        "insert into accounts (id, person, handle, name, language) values ($1, $2, $3, $4, 'en')",
        [(a, p, f"{mark}{n}", f"v{n}") for n, (p, a, _) in enumerate(made)],
    )
    await db.executemany(
        "insert into account_roles (account, role, starts_on) values ($1, 'volunteer', $2)",
        [(a, LONG_AGO) for _, a, _ in made],
    )
    await db.executemany(
        "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', $2, $3)",
        [(p, LONG_AGO, FAR_OFF) for p, _, _ in made],
    )
    await db.executemany(  # the drill runs at any hour
        """insert into notification_preferences (person, channels, quiet_from, quiet_until, digest)
           values ($1, '{}', '00:00', '00:00', 'none')""",
        [(p,) for p, _, _ in made],
    )
    for _, account, token in made:
        await db.execute(
            "select app.open_sign_in($1, $2, 1, null, 'drill', null)",
            account, hashlib.sha256(token.encode()).digest(),
        )  # fmt: skip
    return [Volunteer(p, token) for p, _, token in made]
