"""A person's feeds: made, ended, and who else may fetch them. The token is kept only as its hash."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from carenet.calendars.rules import KEEP_DAYS, PURPOSES
from carenet.core import clock, words
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, MayNot, NotFound, Refusal

TOKEN_BYTES: Final = 24  # 192 bits
TOKEN_LETTERS: Final = 32
MAY: Final = {
    "shifts": ("volunteer", "proxy_parent", "host", "lead", "director", "teacher"),
    "centre": ("lead",),
    "family": ("guardian",),
}


class CannotMakeFeed(Refusal):
    """There is no such feed to make."""

    msgid = N_("There is no such calendar.")


def sha(token: str) -> bytes:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).digest()


async def make_feed(purpose: str, alarm_minutes: int, *, by: Actor) -> str:
    """Make a new secret address for a purpose; the old one is dead at once. The token, shown once.

    Raises:
        CannotMakeFeed: the purpose is unknown.
        MayNot: it is not this person's to have.

    """
    if purpose not in PURPOSES:
        raise CannotMakeFeed
    if not by.has(*MAY[purpose]):
        raise MayNot
    now, token = clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
    async with transaction(by) as db:
        await db.execute(
            """update feeds set ended_at = $3, ended_because = 'replaced'
               where person = $1 and purpose = $2 and ended_at is null""",
            by.me, purpose, now,
        )  # fmt: skip
        await db.execute(
            """insert into feeds (id, token_sha256, account, person, purpose, alarm_minutes,
                 language, created_at, ends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            uuid7(), sha(token), by.id, by.me, purpose, alarm_minutes, words.current(), now,
            now + timedelta(days=KEEP_DAYS),
        )  # fmt: skip
    return token


async def end_feed(feed: UUID, *, by: Actor) -> None:
    """The address is dead at once.

    Raises:
        NotFound: it is not this person's, or has ended.

    """
    async with transaction(by) as db:
        touched = await db.execute(
            """update feeds set ended_at = $2, ended_because = 'ended by the person'
               where id = $1 and person = $3 and ended_at is null""",
            feed, clock.now(), by.me,
        )  # fmt: skip
        if not touched:
            raise NotFound


async def prolong_feed(feed: UUID, *, by: Actor) -> None:
    """The address lives on for its time from now."""
    now = clock.now()
    async with transaction(by) as db:
        if not await db.execute(
            """update feeds set ends = $2 where id = $1 and person = $3 and ended_at is null
                 and ends > $4""",
            feed, now + timedelta(days=KEEP_DAYS), by.me, now,
        ):  # fmt: skip
            raise NotFound


async def allow_client(feed: UUID, client: str, *, by: Actor) -> None:
    """Yes, that program is mine too: a frozen feed lives again."""
    async with transaction(by) as db:
        mine = await db.fetchval(
            "select exists (select from feeds where id = $1 and person = $2 and ended_at is null)",
            feed, by.me,
        )  # fmt: skip
        if not mine:
            raise NotFound
        await db.execute(
            "update feed_fetches set allowed_at = $3 where feed = $1 and client = $2",
            feed, client, clock.now(),
        )  # fmt: skip
