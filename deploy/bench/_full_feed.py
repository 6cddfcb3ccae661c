"""What a long feed costs the web, beside icalendar building the same entries with nothing kept."""

import hashlib
import secrets
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import redis
from _ground import Ground, tomorrow
from _report import Row, none_of, of
from _stack import Stack
from _world import VILLAGE, make_people
from icalendar import Calendar, Event, Timezone

from carenet.core.limits import slot_of

ANSWER_SECONDS_MAX, WARMING = 60, 20
COPIED = (
    "uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "summary", "location",
    "status",
)  # fmt: skip
COLD_AIM, WARM_AIM, SAME_AIM = 1.5, 0.25, 0.2
FEED_AGENT = {"user-agent": "khal/0.11", "host": "localhost"}
"""Always the same program: a feed that strangers fetch is frozen."""


async def full_feed(ground: Ground, entries: int) -> str:
    """A feed of one volunteer with so many sessions ahead; its token."""
    [one] = await make_people(ground.db, 1)
    for n in range(entries):
        session = await ground.session(3, tomorrow() + timedelta(hours=2 * n))
        await ground.db.execute(
            """insert into sign_ups (id, care_session, centre, village, person, role, tier, signed_up_by)
               values ($1, $2, $3, $4, $5, 'helper', '', $5)""",
            uuid4(), session, ground.centre, VILLAGE, one.person,
        )  # fmt: skip
    token = secrets.token_urlsafe(24)
    await ground.db.execute(
        """insert into feeds (id, token_sha256, account, person, purpose, alarm_minutes, language, ends)
           select $1, $2, a.id, a.person, 'shifts', 60, 'en', now() + interval '90 days'
           from accounts a where a.person = $3""",
        uuid4(), hashlib.sha256(token.encode()).digest(), one.person,
    )  # fmt: skip
    return token


def cpu_of(pid: int) -> float:
    """CPU seconds of a process and all under it, by their own clocks."""
    total, pending = 0.0, [pid]
    while pending:
        one = pending.pop()
        # Linux: a process's CPU clock is numbered by its id.
        total += time.clock_gettime((~one << 3) | 2)
        for task in Path(f"/proc/{one}/task").iterdir():
            pending += [int(child) for child in (task / "children").read_text().split()]
    return total


class Feed:
    """A feed asked over HTTP, with what each answer cost the web."""

    def __init__(self, stack: Stack, token: str, client: httpx.Client, requests: int) -> None:
        """Nothing asked yet."""
        self.requests = requests
        self.address, self.client = f"{stack.base}/calendars/{token}.ics", client
        self.web = stack.pid_of("web") or 0
        self.cache = redis.Redis.from_url(stack.environment["CARENET_REDIS_URL"])
        self.slot = slot_of("feed", hashlib.sha256(token.encode()).hexdigest())

    def get(self, status: int, etag: str = "") -> httpx.Response:
        """Ask once; the limit on fetches is not what is measured."""
        self.cache.delete(self.slot)
        headers = FEED_AGENT | ({"if-none-match": etag} if etag else {})
        answer = self.client.get(self.address, headers=headers)
        if answer.status_code != status:
            raise SystemExit(f"the feed was answered {answer.status_code}, not {status}")
        return answer

    def forget(self) -> None:
        """No entry is built any more."""
        built = list(self.cache.scan_iter("ics:*"))
        if built:
            self.cache.delete(*built)

    def cost(self, status: int, etag: str = "", *, cold: bool = False) -> float:
        """CPU in ms a request; the mean of some."""
        spent = 0.0
        for _ in range(self.requests):
            if cold:
                self.forget()
            began = cpu_of(self.web)
            self.get(status, etag)
            spent += cpu_of(self.web) - began
        return spent / self.requests * 1000


def raw_calendar(events: list[dict[str, Any]], alarms: list[Any], first: int, last: int) -> bytes:
    """The same entries by icalendar, with nothing kept."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//bench//")
    calendar.add_component(
        Timezone.from_tzid("Asia/Shanghai", first_date=date(first, 1, 1), last_date=date(last, 12, 31))
    )  # fmt: skip
    for values, alarm in zip(events, alarms, strict=True):
        event = Event()
        for name, value in values.items():
            event.add(name, value)
        for part in alarm:
            event.add_component(part)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def raw_builder(body: bytes) -> Callable[[], bytes]:
    """Something that builds a feed's entries anew, every value known beforehand."""
    found = Calendar.from_ical(body).walk("VEVENT")
    events = [{k: getattr(e[k], "dt", e[k]) for k in COPIED} for e in found]
    alarms = [e.walk("VALARM") for e in found]
    years = [e["dtstart"].year for e in events]
    return lambda: raw_calendar(events, alarms, min(years), max(years) + 1)


def shown(body: bytes) -> set[tuple[Any, ...]]:
    """What a calendar shows, to compare two."""
    return {
        (str(e["uid"]), e["dtstart"].dt, e["dtend"].dt, str(e["summary"]), len(e.walk("VALARM")))
        for e in Calendar.from_ical(body).walk("VEVENT")
    }


def alone(build: Callable[[], bytes]) -> float:
    """CPU in ms of building once in this process."""
    began = time.process_time()
    build()
    return (time.process_time() - began) * 1000


async def feeds(
    stack: Stack, ground: Ground, entries: int, rounds: int, requests: int
) -> list[Row]:
    """CPU of a feed: built anew, from what is kept, and unchanged."""
    token = await full_feed(ground, entries)
    with httpx.Client(timeout=ANSWER_SECONDS_MAX) as client:
        feed = Feed(stack, token, client, requests)
        answer = feed.get(200)
        etag, build = answer.headers["etag"], raw_builder(answer.content)
        for _ in range(WARMING):  # every worker has its statements prepared
            feed.get(200)
        costs = [
            (feed.cost(200, cold=True), feed.cost(200), feed.cost(304, etag), alone(build))
            for _ in range(rounds)
        ]
    cold, warm, same, raw = (statistics.median(one) for one in zip(*costs, strict=True))
    here, there = shown(answer.content), shown(build())
    return [
        none_of("entries wanting", entries - len(here)),
        none_of("entries the reference shows otherwise", len(here ^ there)),
        of(f"a feed of {entries}, cold: CPU", cold, "ms", round(raw, 2), at_most=COLD_AIM),
        of(f"a feed of {entries}, warm: CPU", warm, "ms", round(raw, 2), at_most=WARM_AIM),
        of(f"a feed of {entries}, unchanged (304): CPU", same, "ms", round(raw, 2), at_most=SAME_AIM),
    ]  # fmt: skip
