"""Sign-ups under contention: over HTTP, and the same rows in plain SQL from the same client."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from _ground import Ground
from _report import Row, none_of, plain
from _stack import Stack
from _world import VILLAGE, Volunteer, make_people

WEB_WORKERS, POOL = 2, 8
"""The reference has as many connections as so many processes of the web."""
ANSWER_SECONDS_MAX = 60


async def asked_over_http(
    client: httpx.AsyncClient, base: str, who: Volunteer, session: UUID
) -> bool:
    """One wish as a phone posts it; whether the place was given."""
    answer = await client.post(
        f"{base}/sessions/{session}/sign-up",
        headers={"cookie": f"__Host-cn={who.token}", "origin": base},
    )
    if answer.status_code not in (303, 422):
        raise SystemExit(f"a sign-up was answered {answer.status_code}")
    return answer.status_code == 303


async def asked_in_sql(pool: Any, like: Any, who: Volunteer, session: Any) -> bool:
    """The same rows without the product: hours, place, reminders; whether the place was given."""
    hours = uuid4()
    try:
        async with pool.acquire() as db, db.transaction():
            await db.execute(
                """insert into commitments (id, person, kind, starts_at, ends_at, because)
                   values ($1, $2, $3, $4, $5, $6)""",
                hours, who.person, like["kind"], session["starts_at"], session["ends_at"],
                f"session:{session['id']}",
            )  # fmt: skip
            await db.execute(
                """insert into sign_ups (id, care_session, centre, village, person, role, tier, commitment, signed_up_by)
                   values ($1, $2, $3, $4, $5, 'helper', '', $6, $5)""",
                uuid4(), session["id"], session["centre"], VILLAGE, who.person, hours,
            )  # fmt: skip
            for kind, before, details in like["reminders"]:
                await db.execute(
                    """insert into reminders (kind, subject, recipient, due_at, expires_at, details, state)
                       values ($1, $2, $3, $4, $5, $6, 'due')""",
                    kind, f"session:{session['id']}", who.person, session["starts_at"] - before,
                    session["starts_at"], details,
                )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate != "CN003":
            raise
        return False
    return True


async def rows_written(db: Any, session: UUID) -> dict[str, Any]:
    """What the product wrote for one sign-up, for the reference to write as much."""
    kind = await db.fetchval(
        "select kind from commitments where because = $1 limit 1", f"session:{session}"
    )
    reminders = await db.fetch(
        """select r.kind, s.starts_at - r.due_at as before, r.details from reminders r
           join care_sessions s on s.id = $1
           where r.subject = $2 and r.recipient = (select min(recipient::text)::uuid from reminders
             where subject = $2)""",
        session, f"session:{session}",
    )  # fmt: skip
    return {"kind": kind, "reminders": [tuple(row) for row in reminders]}


async def contest(wishes: list[Awaitable[bool]]) -> tuple[int, float]:
    """Everybody at the same moment: how many have a place, and seconds until the last has an answer."""
    began = time.perf_counter()
    return sum(await asyncio.gather(*wishes)), time.perf_counter() - began


def beside(what: str, value: float, reference: float) -> Row:
    """A rate beside its reference, without an aim: no paper sets one, and the client's CPU is in both."""
    ratio = round(value / reference, 3)
    return Row(what, round(value, 2), "/s", "", True, round(reference, 1), ratio)


async def sign_ups(stack: Stack, ground: Ground, crowd: int, contests: int) -> list[Row]:
    """Sign-ups a second of both, contest by contest in turn."""
    people, places = await make_people(ground.db, crowd), crowd // 2
    limits = httpx.Limits(max_connections=crowd, max_keepalive_connections=crowd)
    ours, bare = [0, 0.0], [0, 0.0]
    async with (
        httpx.AsyncClient(limits=limits, timeout=ANSWER_SECONDS_MAX) as client,
        asyncpg.create_pool(stack.superuser(), min_size=POOL, max_size=WEB_WORKERS * POOL) as pool,
    ):
        warm = await ground.session(crowd)
        await contest([asked_over_http(client, stack.base, one, warm) for one in people])
        like = await rows_written(ground.db, warm)
        for _ in range(contests):
            fought = await ground.session(places)
            got = await contest([asked_over_http(client, stack.base, p, fought) for p in people])
            ours = [ours[0] + got[0], ours[1] + got[1]]
            other = await ground.db.fetchrow(
                "select * from care_sessions where id = $1", await ground.session(places)
            )
            got = await contest([asked_in_sql(pool, like, p, other) for p in people])
            bare = [bare[0] + got[0], bare[1] + got[1]]
    wrong = abs(ours[0] - contests * places) + abs(bare[0] - contests * places)
    tried = contests * crowd
    return [
        plain("wishes over HTTP at once", crowd),
        plain("wishes in all", tried),
        none_of("places given too many or too few", wrong),
        beside("sign-ups a second, half of the wishes refused", ours[0] / ours[1], bare[0] / bare[1]),
        beside("wishes answered a second", tried / ours[1], tried / bare[1]),
    ]  # fmt: skip
