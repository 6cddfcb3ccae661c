"""Two adults who are a couple or relatives say so: together they stand for one where two must come."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import phone_index
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import remind, unremind
from carenet.people.facts import SaidTogether

ASKED_FOR: Final = timedelta(days=30)
OUT_OF_REACH: Final = "CN404"


class OwnNumber(Refusal):
    """The number is that person's own."""

    msgid = N_("This is their own number. Whose number is it that belongs with them?")
    field = "mobile"


class UnknownNumber(Refusal):
    """Nobody has this number; told to offices alone."""

    msgid = N_("Nobody has joined with this number.")
    field = "mobile"


class NoReason(Refusal):
    """An office ends it without saying why."""

    msgid = N_("Please say why.")
    field = "why"


class SaidAlready(Refusal):
    """It stands already."""

    msgid = N_("This is written down already.")
    field = "mobile"


_WHY = {"self": OwnNumber, "unknown": UnknownNumber, "again": SaidAlready}


async def say_together(about: UUID, kind: str, mobile: str, *, by: Actor) -> None:
    """Somebody belongs with whoever has this number.

    Of oneself it holds once the other agrees; said by an office over them it holds at once.

    Raises:
        NotFound: it is neither oneself nor anybody in reach.
        OwnNumber: the number is that person's own.
        UnknownNumber: nobody has it; said to an office alone.
        SaidAlready: it stands already.

    """
    async with transaction(by) as db:
        try:
            said = await db.fetchval(
                "select app.say_tie($1, $2, $3, $4, $5)",
                about, kind, phone_index(mobile), mobile[-4:], clock.now(),
            )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == OUT_OF_REACH:
                raise NotFound from None
            raise
        if said in _WHY:
            raise _WHY[said]
        await announce(SaidTogether(about))
        await db.execute("select app.audit('say who belong together', $1)", f"person:{about}")


async def answer_together(
    tie: UUID, about: UUID, *, yes: bool, because: str | None = None, by: Actor
) -> None:
    """Yes or no to it; what holds ends by an office alone.

    Raises:
        NotFound: there is nothing to answer for whoever asks.
        NoReason: an office ends it and does not say why.

    """
    if not yes and about != by.person and not because:
        raise NoReason
    async with transaction(by) as db:
        if not await db.fetchval(
            "select app.answer_tie($1, $2, $3, $4, $5)", tie, about, yes, because, clock.now()
        ):
            raise NotFound
        await unremind(f"tie:{tie}")
        verb = "agree who belong together" if yes else "end who belong together"
        await db.execute("select app.audit($2, $1)", f"person:{about}", verb)


async def ask_the_other(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of SaidTogether: who has the number is asked; the question names nobody."""
    async with transaction(by) as db:
        for payload in payloads:
            about = UUID(str(payload["about"]))
            for row in await db.fetch("select * from app.asked_together($1)", about):
                await remind(
                    "tie.asked", f"tie:{row['tie']}", row["person"], row["said_at"],
                    expires_at=row["said_at"] + ASKED_FOR,
                )  # fmt: skip
