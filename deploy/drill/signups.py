"""make drill-signups: of all who race for a place one has it, and each is told the truth.

Over HTTP, on connections of their own, fifty volunteers at once want the last places of a session,
two want the last one, a dozen say yes to standing in, and one person takes two places in two
villages at the same hour. What each was answered is recorded outside and compared with the database.

SABOTAGE=lost: some places are given and not written.
SABOTAGE=twice: a full session takes more.
SABOTAGE=overlap: an adult's hours are no longer exclusive.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from _provider import Provider
from _report import at_least, none_of, plain, report
from _sabotage import sabotage
from _stack import Stack
from _world import LONG_AGO, VILLAGE, Volunteer, make_people, make_places

SMALL = os.environ.get("DRILL_SMALL") == "1"
CROWD, PLACES = (12, 3) if SMALL else (54, 4)
"""So many race at once for so many places."""
ROUNDS = {"crowd": 4, "two": 4, "villages": 6, "offers": 3}
if not SMALL:
    ROUNDS = {"crowd": 96, "two": 40, "villages": 60, "offers": 20}
ASKED = 4 if SMALL else 12
AIMS = {"tries": 70, "connections": 12, "won": 20, "lost": 30}
if not SMALL:
    AIMS = {"tries": 5000, "connections": 50, "won": 200, "lost": 200}
OTHER_VILLAGE = "450226203201"
ANSWER_SECONDS_MAX = 60
SETTINGS = {"CARENET_LOG_LEVEL": "warning", "CARENET_WEB_WORKERS": "2"}
LOST = (
    "All places are taken", "already taken at that time", "Somebody was quicker",
    "There is a place taken for this person already",
)  # fmt: skip
BROKEN = {
    "lost": ["""create function app.lose_place() returns trigger language plpgsql as $$
                  begin
                    if new.signed_up_by <> new.person and random() < 0.5 then return null; end if;
                    return new;
                  end $$""",
             "create trigger a_lose_place before insert on sign_ups for each row execute function app.lose_place()"],
    "twice": ["alter table sign_ups disable trigger take_place"],
    "overlap": ["alter table commitments drop constraint one_place_at_a_time"],
}  # fmt: skip
MENDED = {
    "lost": ["drop trigger a_lose_place on sign_ups", "drop function app.lose_place()"],
    "twice": ["alter table sign_ups enable trigger take_place"],
    "overlap": [],  # what overlaps already would not let the constraint back
}


@dataclass(frozen=True)
class Try:
    """One wish: who, for which session, standing in or not; and what was answered."""

    person: UUID
    session: UUID
    stands_in: bool
    told: str


@dataclass
class Race:
    """All that was tried, and how many at once."""

    client: httpx.AsyncClient
    base: str
    tries: list[Try] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most: int = 0
    seconds: float = 0.0

    async def want(self, who: Volunteer, session: UUID, *, stands_in: bool = False) -> None:
        """Post one wish and write down what was said."""
        path = "stand-in" if stands_in else "sign-up"
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            answer = await self.client.post(
                f"{self.base}/sessions/{session}/{path}",
                data={"answer": "come"} if stands_in else None,
                headers={"cookie": f"__Host-cn={who.token}", "origin": self.base},
            )
            told = what_was_said(answer)
        except httpx.HTTPError as wrong:
            told = f"no answer: {type(wrong).__name__}"
        finally:
            self.at_once -= 1
        self.said[told] += 1
        self.tries.append(Try(who.person, session, stands_in, told))

    async def all_at_once(self, *wishes: Any) -> None:
        """Everybody at the same moment; the time until the last has an answer counts."""
        began = time.monotonic()
        await asyncio.gather(*wishes)
        self.seconds += time.monotonic() - began


def what_was_said(answer: httpx.Response) -> str:
    """Won, lost, or something nobody can act on."""
    if answer.status_code == 303:
        return "won"
    if answer.status_code == 422 and any(words in answer.text for words in LOST):
        return "lost"
    return f"unclear: {answer.status_code}"


@dataclass
class Ground:
    """Two centres in two villages, and the next free hour."""

    db: Any
    centres: list[UUID] = field(default_factory=list)
    hours: int = 0

    async def open(self) -> None:
        """Two places to be at."""
        for n, village in enumerate((VILLAGE, OTHER_VILLAGE)):
            id_, mark = uuid4(), uuid4().hex[:8]
            await self.db.execute(
                "insert into organisations (id, kind, name, division) values ($1, 'centre', $2, $3)",
                id_, f"Centre {n}", village,
            )  # fmt: skip
            await self.db.execute(
                """insert into centres (id, kind, name, village, short_code, capacity, opened_on)
                   values ($1, 'village_room', $2, $3, $4, 30, $5)""",
                id_, f"Centre {n}", village, mark, LONG_AGO,
            )  # fmt: skip
            self.centres.append(id_)

    def next_hour(self) -> datetime:
        """An hour nobody has anything in."""
        self.hours += 1
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return now + timedelta(days=4, hours=2 * self.hours)

    async def session(self, starts: datetime, places: int, at: int = 0) -> UUID:
        """A session with so many places."""
        id_ = uuid4()
        await self.db.execute(
            """insert into care_sessions (id, centre, village, kind, activity, on_day, starts_at, ends_at,
                 adults_min, adults_max, children_max)
               values ($1, $2, $3, 'activity', 'reading', $4, $5, $6, 1, $7, 15)""",
            id_, self.centres[at], (VILLAGE, OTHER_VILLAGE)[at], (starts + timedelta(hours=8)).date(),
            starts, starts + timedelta(hours=1), places,
        )  # fmt: skip
        return id_

    async def offer(self, session: UUID, gone: UUID, asked: list[Volunteer]) -> None:
        """A place given back, and whom the worker asked to stand in."""
        sign_up = await self.db.fetchval(
            """insert into sign_ups (id, care_session, centre, village, person, role, tier, signed_up_by)
               values ($1, $2, $3, $4, $5, 'helper', '', $5) returning id""",
            uuid4(), session, self.centres[0], VILLAGE, gone,
        )  # fmt: skip
        await self.db.execute("update sign_ups set withdrawn_at = now() where id = $1", sign_up)
        await self.db.executemany(
            """insert into stand_ins (care_session, sign_up, centre, village, person, wave, answer_by)
               values ($1, $2, $3, $4, $5, 1, now() + interval '1 hour')""",
            [(session, sign_up, self.centres[0], VILLAGE, one.person) for one in asked],
        )


async def rounds(race: Race, ground: Ground, people: list[Volunteer]) -> None:
    """All races, in turn."""
    chance = random.Random(11)
    for _ in range(ROUNDS["crowd"]):
        session = await ground.session(ground.next_hour(), PLACES)
        await race.all_at_once(*(race.want(one, session) for one in people[:CROWD]))
    for _ in range(ROUNDS["two"]):
        session, pair = (
            await ground.session(ground.next_hour(), 1),
            chance.sample(people[:CROWD], 2),
        )
        await race.all_at_once(*(race.want(one, session) for one in pair))
    for _ in range(ROUNDS["villages"]):
        hour, one = ground.next_hour(), chance.choice(people[:CROWD])
        both = [await ground.session(hour, 2, at) for at in (0, 1)]
        await race.all_at_once(*(race.want(one, session) for session in both))
    for _ in range(ROUNDS["offers"]):
        session, asked = (
            await ground.session(ground.next_hour(), 1),
            chance.sample(people[:CROWD], ASKED),
        )
        await ground.offer(session, people[-1].person, asked)
        await race.all_at_once(*(race.want(one, session, stands_in=True) for one in asked))


async def told_wrongly(db: Any, tries: list[Try]) -> int:
    """Answers that the database does not bear out: a place that is not there, a loss that is none, no clear word."""
    rows = await db.fetch(
        "select care_session, person from sign_ups where withdrawn_at is null and care_session = any ($1)",
        list({one.session for one in tries}),
    )
    there = {(r["care_session"], r["person"]) for r in rows}
    return sum(
        one.told not in ("won", "lost")
        or (one.told == "won") != ((one.session, one.person) in there)
        for one in tries
    )


OVERBOOKED = """
select count(*) from care_sessions s join lateral (select count(*) as n from sign_ups u
  where u.care_session = s.id and u.withdrawn_at is null) c on true
where s.id = any ($1) and c.n > s.adults_max"""
OVERLAPS = """
select count(*) from sign_ups a join care_sessions s on s.id = a.care_session
join sign_ups b on b.person = a.person and b.id > a.id and b.withdrawn_at is null
join care_sessions t on t.id = b.care_session
where a.withdrawn_at is null and s.id = any ($1) and t.id = any ($1)
  and tstzrange(s.starts_at, s.ends_at, '[)') && tstzrange(t.starts_at, t.ends_at, '[)')"""
DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


async def run(stack: Stack, broken: str | None = None) -> int:
    """The drill itself, with one guarantee broken or none."""
    if broken:
        await sabotage(stack.superuser(), broken, BROKEN)
    db = await asyncpg.connect(stack.superuser())
    ground, before = Ground(db), await db.fetchval(DEADLOCKS)
    if not await db.fetchval("select count(*) from divisions"):
        await make_places(db)
    people = await make_people(db, CROWD + 1)
    await ground.open()
    limits = httpx.Limits(max_connections=CROWD + 10, max_keepalive_connections=CROWD + 10)
    async with httpx.AsyncClient(limits=limits, timeout=ANSWER_SECONDS_MAX) as client:
        race = Race(client, stack.base)
        await rounds(race, ground, people)
    held = list({one.session for one in race.tries})
    await db.execute("select pg_stat_clear_snapshot()")
    rows = [
        at_least("tries", len(race.tries), AIMS["tries"]),
        at_least("connections at once", race.most, AIMS["connections"]),
        at_least("won", race.said["won"], 0 if broken else AIMS["won"]),
        at_least("lost the race", race.said["lost"], 0 if broken else AIMS["lost"]),
        none_of("overbooked", await db.fetchval(OVERBOOKED, held)),
        none_of("overlaps", await db.fetchval(OVERLAPS, held)),
        none_of("deadlocks", await db.fetchval(DEADLOCKS) - before),
        none_of("told wrongly", await told_wrongly(db, race.tries)),
        plain("tries per second", round(len(race.tries) / race.seconds, 1)),
        *(plain(f"said: {told}", n) for told, n in sorted(race.said.items()) if told not in ("won", "lost")),
    ]  # fmt: skip
    await db.close()
    return report("signups", rows)


async def main() -> int:
    """Start, drill, stop."""
    provider = Provider()
    await provider.start()
    stack = Stack(provider.url, SETTINGS)
    try:
        stack.start()
        return await run(stack, os.environ.get("SABOTAGE"))
    finally:
        stack.stop()
        await provider.stop()


if __name__ == "__main__":
    if os.environ.get("SABOTAGE", "lost") not in BROKEN:
        sys.exit(f"SABOTAGE is one of {', '.join(BROKEN)}")
    sys.exit(asyncio.run(main()))
