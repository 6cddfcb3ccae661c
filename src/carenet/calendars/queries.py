"""A feed by its token, without a sign-in; and one's own feeds with who fetched them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from carenet.calendars.fragments import Entry
from carenet.calendars.rules import HORIZON_DAYS, KEEP_DAYS
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import definer, reading
from carenet.core.refusals import N_, NotFound
from carenet.core.words import gettext, speaking

KINDS: Final = {
    "tutoring": N_("learning together"), "activity": N_("time together"),
    "shift": N_("children's room open"), "cover": N_("standing in"), "visit": N_("visiting together"),
}  # fmt: skip
APART: Final = ("cover", "visit")
"""What is no session of a centre."""
NAMES: Final = {
    "shifts": N_("Sessions I come to"), "centre": N_("Sessions of the centre"),
    "family": N_("The children's sessions"),
}  # fmt: skip
MINE: Final = """
select f.id, f.purpose, f.created_at, f.ends, f.alarm_minutes, f.frozen_at,
  (select coalesce(jsonb_agg(jsonb_build_object('client', x.client, 'first_at', x.first_at,
     'last_at', x.last_at, 'allowed', x.allowed_at is not null or x.n = 1) order by x.n), '[]')
   from (select y.*, row_number() over (order by y.first_at, y.id) as n from feed_fetches y
         where y.feed = f.id) x) as clients
from feeds f where f.person = $1 and f.ended_at is null and f.ends > $2 order by f.created_at"""
ALARM_MINUTES: Final = 60
# As app.feed_entries counts for the feed: both show the same entry.
OWN: Final = """
select s.id as session, s.sequence + u.changes as sequence, greatest(s.updated_at, u.changed_at) as updated_at,
  s.starts_at, s.ends_at, s.kind, c.name as place, c.short_code, s.cancelled_at is not null or not u.live as cancelled
from (select (count(*) + count(x.withdrawn_at))::int - 1 as changes, bool_or(x.withdrawn_at is null) as live,
        greatest(max(x.signed_up_at), max(x.withdrawn_at)) as changed_at, count(*) as n
      from sign_ups x where x.person = $2 and x.care_session = $1) u
join care_sessions s on s.id = $1 and u.n > 0 join centres c on c.id = s.centre
where s.kind <> 'counselling'"""


@dataclass(frozen=True, slots=True)
class Served:
    """A feed that may be served: whose language, which name, which entries."""

    id: UUID
    name: str
    entries: list[Entry]


def _entry(row: Any, purpose: str, alarm_minutes: int, host: str) -> Entry:
    kind = gettext(KINDS.get(row["kind"], KINDS["activity"]))
    where = row["short_code"] if purpose == "family" else row["place"]
    return Entry(
        uid=f"{row['kind'] if row['kind'] in APART else 'shift'}-{row['session']}@{host}",
        sequence=row["sequence"],
        updated_at=row["updated_at"].astimezone(dt.UTC).replace(microsecond=0),
        starts_at=row["starts_at"].astimezone(clock.SHANGHAI),
        ends_at=row["ends_at"].astimezone(clock.SHANGHAI),
        summary=f"{kind} \u00b7 {where}" if where else kind,
        location=where,
        cancelled=row["cancelled"],
        alarm_minutes=alarm_minutes,
    )


async def served(token_sha: bytes, client: str, public_url: str) -> Served | None:
    """A feed by its token's hash, its fetch written down; None for whatever is dead or frozen."""
    now, today = clock.now(), clock.today()
    found = await definer("select * from app.fetch_feed($1, $2, $3)", token_sha, client, now)
    if not found:
        return None
    feed = found[0]
    from_ = clock.at(today, dt.time())
    until = from_ + dt.timedelta(days=HORIZON_DAYS[feed["purpose"]])
    rows = await definer("select * from app.feed_entries($1, $2, $3)", token_sha, from_, until)
    host = urlsplit(public_url).hostname or "carenet"
    with speaking(feed["language"]):
        entries = [_entry(row, feed["purpose"], feed["alarm_minutes"], host) for row in rows]
        return Served(feed["id"], gettext(NAMES[feed["purpose"]]), entries)


async def own_entry(session: UUID, public_url: str, *, by: Actor) -> Entry:
    """One session I have or had a place in, as it stands in my feed.

    Raises:
        NotFound: there is none, or it is a talk.

    """
    async with reading(by) as db:
        row = await db.fetchrow(OWN, session, by.me)
    if row is None:
        raise NotFound
    return _entry(row, "shifts", ALARM_MINUTES, urlsplit(public_url).hostname or "carenet")


@dataclass(frozen=True, slots=True)
class MyFeed:
    """One of my feeds and the programs that fetched it; a second one waits for my yes."""

    id: UUID
    purpose: str
    created_at: dt.datetime
    ends: dt.datetime
    alarm_minutes: int
    clients: list[dict[str, Any]]

    @property
    def unknown(self) -> list[dict[str, Any]]:
        """Programs nobody has said yes to."""
        return [c for c in self.clients if not c["allowed"]]

    @property
    def near_end(self) -> bool:
        """Does it end within a month?"""
        return (self.ends - clock.now()).days < KEEP_DAYS // 3


async def my_feeds(*, by: Actor) -> list[MyFeed]:
    """My live feeds."""
    async with reading(by) as db:
        rows = await db.fetch(MINE, by.me, clock.now())
    found = []
    for row in rows:
        clients = [
            {**c, "last_at": dt.datetime.fromisoformat(c["last_at"])} for c in row["clients"]
        ]
        found.append(
            MyFeed(
                row["id"], row["purpose"], row["created_at"], row["ends"], row["alarm_minutes"],
                clients,
            )
        )  # fmt: skip
    return found
