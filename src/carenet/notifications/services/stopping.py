"""Whoever does not wish to be told by a channel says so: by a link, by an answer, or on their page."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.database import definer, transaction
from carenet.core.refusals import NotFound
from carenet.notifications.rules.ways import STOPPABLE

STOP_WORDS: Final = Path(__file__).parents[1] / "data" / "stop_words.txt"
BY_LINK: Final = "by the link in a message"
BY_REPLY: Final = "by an answer"
ON_THE_PAGE: Final = "on the page"


def _mark(channel: str, person: UUID) -> str:
    return blind("stop", f"{channel}:{person}").hex()[:32]


def stop_path(channel: str, person: UUID) -> str:
    """The page where this person says that this channel should be silent; its mark is ours."""
    return f"/stop/{channel}/{person}/{_mark(channel, person)}"


def check_mark(channel: str, person: UUID, mark: str) -> None:
    """Is it a link of ours?

    Raises:
        NotFound: it is not.

    """
    if channel not in STOPPABLE or mark != _mark(channel, person):
        raise NotFound


async def stop_by_link(channel: str, person: UUID, mark: str) -> None:
    """Stop a channel by its link; once more changes nothing.

    Raises:
        NotFound: it is no link of ours.

    """
    check_mark(channel, person, mark)
    await definer("select app.stop_channel(array[$1::uuid], $2, $3)", person, channel, BY_LINK)


@lru_cache
def _stop_words() -> frozenset[str]:
    return frozenset(STOP_WORDS.read_text("utf-8").split())


def wants_to_stop(said: str) -> bool:
    """Does an answer by text message ask for silence, and nothing else?"""
    return re.sub(r"[\W_]", "", said).lower() in _stop_words()


async def stop_by_reply(phone: str) -> None:
    """Text messages to this number (E.164) stop, for whoever it belongs to."""
    await definer("select app.stop_by_phone($1, 'sms', $2)", phone, BY_REPLY)


async def keep_stops(silent: Mapping[str, bool], *, by: Actor) -> None:
    """By which of these channels I do not wish to be told, and by which I do again.

    Raises:
        NotFound: one is none that can be stopped.

    """
    if not silent.keys() <= STOPPABLE:
        raise NotFound
    async with transaction(by) as db:
        await db.execute(
            """insert into channel_stops (person, channel, stopped_at, because)
               select $1, c, $3, $4 from unnest($2::text[]) c
               on conflict (person, channel) where lifted_at is null do nothing""",
            by.me, [way for way, off in silent.items() if off], clock.now(), ON_THE_PAGE,
        )  # fmt: skip
        await db.execute(
            """update channel_stops set lifted_at = $3
               where person = $1 and channel = any ($2) and lifted_at is null""",
            by.me, [way for way, off in silent.items() if not off], clock.now(),
        )  # fmt: skip
