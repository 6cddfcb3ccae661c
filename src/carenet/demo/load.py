"""Loads the demo county into an empty installation, once; an older demo lives on to today."""

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import asyncpg

from carenet.core import clock
from carenet.demo import living
from carenet.demo.county import SEED, county
from carenet.demo.load_asking import load_asking
from carenet.demo.load_care import CLERK, load_care
from carenet.demo.load_children import load_children
from carenet.demo.load_class import load_class
from carenet.demo.load_in_hand import keep_slots, load_in_hand
from carenet.demo.load_missed import load_missed
from carenet.demo.load_owed import load_owed
from carenet.demo.load_people import load_people
from carenet.demo.load_places import load_places
from carenet.demo.load_standing import keep_weeks, load_standing
from carenet.demo.load_visits import load_visits
from carenet.demo.names import pools
from carenet.demo.sink import Sink, id_of
from carenet.places.founding import load_shipped

LOCK: Final = 7261_2020
OLD_AFTER_DAYS: Final = 1
KEEP: Final = ("divisions", "calendar_days", "migration", "offline_keys")
"""What a reset leaves: a phone may still hold records sealed to the present key."""


class NotEmpty(Exception):  # noqa: N818  it reads as what happened
    """There are children here that are not the demo's."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done: `fresh`, `later` (an older demo lived on) or `there`."""

    what: str
    children: int


async def load_demo(url: str, *, reset: bool = False) -> Loaded:
    """Load the demo, or let an older one live on.

    Args:
        url: the database as carenet_migrator.
        reset: throw an existing demo away first.

    Raises:
        NotEmpty: any child is here without the demo's row.

    """
    await load_shipped(url)
    db = await asyncpg.connect(
        url, server_settings={"role": "carenet_migrator", "statement_timeout": "0"}
    )
    try:
        await db.execute("select pg_advisory_lock($1)", LOCK)
        today = clock.today()
        demo_day = await db.fetchval("select demo_day from installations where demo limit 1")
        if demo_day is None and await db.fetchval("select exists (select from children)"):
            raise NotEmpty
        async with db.transaction():
            if reset and demo_day is not None:
                await _throw_away(db)
                demo_day = None
            if demo_day is None:
                await _fresh(db, today)
                what = "fresh"
            else:
                what = await _later(db, date.fromisoformat(demo_day), today)
        if what != "there":
            with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
                await db.execute("analyze")
        return Loaded(what, await db.fetchval("select count(*) from children"))
    finally:
        await db.close()


async def _throw_away(db: asyncpg.Connection) -> None:
    names = [
        r["tablename"]
        for r in await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        if r["tablename"] not in KEEP
    ]
    await db.execute(f"truncate {', '.join(names)}")


async def _fresh(db: asyncpg.Connection, today: date) -> None:
    made, sink = county(SEED, today), Sink()
    load_places(made, sink)
    load_people(made, sink)
    load_children(made, sink)
    staff = load_care(made, sink)
    await sink.write(db)
    rows = [
        (id_of(series), id_of(person), rank)
        for series, adults in staff.items()
        for rank, person in enumerate(adults)
    ]
    columns = ([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
    await load_owed(db, made)
    await living.live(db, columns, living.first_day(today), today, clock.now(), CLERK)
    await load_standing(db, made)
    await load_in_hand(db, made)
    await load_class(db, made)
    await load_asking(db, made)
    await load_missed(db, made)
    await load_visits(db, made)
    await db.execute(
        "insert into installations (demo, demo_day) values (true, $1)", today.isoformat()
    )


async def _later(db: asyncpg.Connection, was: date, today: date) -> str:
    """Go on from where the demo stopped: the same people at the same series."""
    if (today - was).days < OLD_AFTER_DAYS:
        return "there"
    rows = await db.fetch(
        """select distinct on (c.series, u.person) c.series, u.person,
             case u.role when 'lead' then 0 else 1 end as rank
           from sign_ups u join care_sessions c on c.id = u.care_session
           where c.series is not null and u.withdrawn_at is null
             and not exists (select from no_shows n where n.sign_up = u.id) order by 1, 2"""
    )
    await db.execute(
        "update series set last_on = greatest(last_on, $1::date + 120) where kind <> 'holiday_class'",
        today,
    )
    columns = ([r["series"] for r in rows], [r["person"] for r in rows], [r["rank"] for r in rows])
    await living.live(db, columns, was, today, clock.now(), CLERK)
    await keep_slots(db, pools()["cast_village"], today)
    await keep_weeks(db, was - timedelta(days=was.weekday()), today)
    await db.execute("update installations set demo_day = $1", today.isoformat())
    return "later"
