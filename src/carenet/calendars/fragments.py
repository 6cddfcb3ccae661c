"""One feed entry as calendar bytes, built once and cached; the frame around them; the ETag before all.

The words of an entry are already the least it may say: no fuller fragment exists that a mix-up in
the cache could serve. Single dated events, no rules; no REFRESH-INTERVAL: one phone maker's
calendar refuses a whole file for it.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from icalendar import Alarm, Calendar, Event, Timezone
from redis.exceptions import RedisError

VERSION: Final = 1
"""Goes up whenever `build` changes."""
KEEP_SECONDS: Final = 70 * 86400


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed; moments are aware and local, the words minimised."""

    uid: str
    sequence: int
    updated_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    location: str
    cancelled: bool
    alarm_minutes: int

    @property
    def identity(self) -> str:
        """All that can alter the entry's bytes."""
        return (
            f"{VERSION}:{self.uid}:{self.sequence}:{self.updated_at.isoformat()}:"
            f"{self.starts_at.isoformat()}:{self.ends_at.isoformat()}:{self.cancelled}:"
            f"{self.alarm_minutes}:{self.summary}:{self.location}"
        )

    @property
    def key(self) -> str:
        """Where its bytes are cached: two with the same key are the same bytes."""
        return f"ics:{hashlib.blake2b(self.identity.encode(), digest_size=16).hexdigest()}"


def build(entry: Entry) -> bytes:
    """The VEVENT of an entry."""
    event = Event()
    values: tuple[tuple[str, Any], ...] = (
        ("uid", entry.uid), ("sequence", entry.sequence), ("dtstamp", entry.updated_at),
        ("last-modified", entry.updated_at), ("dtstart", entry.starts_at),
        ("dtend", entry.ends_at), ("summary", entry.summary), ("location", entry.location),
        ("status", "CANCELLED" if entry.cancelled else "CONFIRMED"),
    )  # fmt: skip
    for name, value in values:
        event.add(name, value)
    if entry.alarm_minutes and not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", dt.timedelta(minutes=-entry.alarm_minutes))
        event.add_component(alarm)
    return bytes(event.to_ical())


@lru_cache(maxsize=64)
def frame(name: str, first: int, last: int) -> tuple[bytes, bytes]:
    """What stands before and after the entries, with the one time zone of these years."""
    calendar = Calendar()
    for key, value in (
        ("version", "2.0"), ("prodid", "-//carenet//feeds//ZH"), ("method", "PUBLISH"),
        ("x-wr-calname", name),
    ):  # fmt: skip
        calendar.add(key, value)
    calendar.add_component(
        Timezone.from_tzid(
            "Asia/Shanghai", first_date=dt.date(first, 1, 1), last_date=dt.date(last, 12, 31)
        )
    )
    head, end, tail = calendar.to_ical().rpartition(b"END:VCALENDAR")
    return head, end + tail


def etag(feed: str, name: str, entries: Sequence[Entry]) -> str:
    """The feed's state by the identity of its entries, before anything is rendered."""
    digest = hashlib.blake2b(f"{VERSION}:{feed}:{name}".encode(), digest_size=12)
    for entry in entries:
        digest.update(f"\n{entry.identity}".encode())
    return f'"{digest.hexdigest()}"'


async def assemble(cache: Any, name: str, entries: Sequence[Entry], year: int) -> bytes:
    """The whole calendar; entries come from the cache where it has them."""
    keys = [entry.key for entry in entries]
    try:
        parts = await cache.mget(keys) if keys else []
    except (RedisError, OSError):
        parts = [None] * len(keys)
    fresh = {
        key: build(entry)
        for key, entry, part in zip(keys, entries, parts, strict=True)
        if part is None
    }
    if fresh:
        with suppress(RedisError, OSError):
            async with cache.pipeline(transaction=False) as pipe:
                for key, built in fresh.items():
                    pipe.set(key, built, ex=KEEP_SECONDS)
                await pipe.execute()
    years = [entry.starts_at.year for entry in entries] or [year]
    head, tail = frame(name, min(years), max(years) + 1)
    return head + b"".join(part or fresh[key] for key, part in zip(keys, parts, strict=True)) + tail
