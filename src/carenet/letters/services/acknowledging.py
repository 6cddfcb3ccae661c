"""Somebody has read a letter: by the button, by a message's answer, or on paper and noted by the office."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import NotFound

NOTED: Final = ("paper", "call")
NOTE: Final = """
update letter_recipients set acknowledged_at = $3, how = $4, noted_by = $5
where letter = $1 and person = $2 and acknowledged_at is null returning id"""


async def acknowledge(letter: UUID, *, by: Actor) -> None:
    """I have read it; twice is once.

    Raises:
        NotFound: it was not written to me.

    """
    async with transaction(by) as db:
        if await db.fetchval(NOTE, letter, by.me, clock.now(), "app", None):
            return
        if not await db.fetchval(
            "select exists (select from letter_recipients where letter = $1 and person = $2)",
            letter, by.me,
        ):  # fmt: skip
            raise NotFound


async def note_acknowledged(letter: UUID, person: UUID, how: str, *, by: Actor) -> None:
    """The office writes down that somebody signed on paper or said so on the telephone.

    Raises:
        NotFound: no such letter of this office, or nobody on its list who is still awaited.

    """
    async with transaction(by) as db:
        ours = await db.fetchval(
            "select (office = any($2) or $3) from letters where id = $1 and over_at is null",
            letter, list(by.offices), by.is_officer,
        )  # fmt: skip
        if how not in NOTED or not ours:
            raise NotFound
        if not await db.fetchval(NOTE, letter, person, clock.now(), how, by.id):
            raise NotFound


async def hear_read(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of MessageAnswered: "I have read it" acknowledges the letter behind the message."""
    async with transaction(by) as db:
        for fact in payloads:
            what, _, id_ = fact["subject"].partition(":")
            if fact["answer"] == "read" and what == "letter":
                person = UUID(fact["recipient"])
                await db.execute(NOTE, UUID(id_), person, clock.now(), "message", None)
