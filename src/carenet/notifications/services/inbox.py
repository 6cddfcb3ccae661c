"""Reading one's messages and answering them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.accounts.services import LinkGone, token_hash
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import definer, transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.notifications.kinds import KINDS

READ_ALL_MAX: Final = 5000


class TooLate(Refusal):
    """What was asked about is over."""

    msgid = N_("This is over already, so no answer is needed.")


async def mark_read(message: UUID, *, by: Actor) -> str | None:
    """One of my messages is read; where it leads.

    Raises:
        NotFound: it is not mine.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update inbox_messages set read_at = coalesce(read_at, $2)
               where id = $1 and person = $3 returning path""",
            message,
            clock.now(),
            by.me,
        )
    if row is None:
        raise NotFound
    path: str | None = row["path"]
    return path


async def mark_all_read(*, by: Actor) -> int:
    """Everything in my inbox is read."""
    async with transaction(by) as db:
        return await db.execute(
            """update inbox_messages set read_at = $1 where id in
               (select id from inbox_messages where person = $2 and read_at is null limit $3)""",
            clock.now(),
            by.me,
            READ_ALL_MAX,
        )


def _still_open(kind: str, answer: str, expires_at: datetime | None) -> None:
    if kind not in KINDS or answer not in KINDS[kind].answers:
        raise NotFound
    if expires_at is not None and expires_at <= clock.now():
        raise TooLate


async def answer_in_app(message: UUID, answer: str, *, by: Actor) -> None:
    """Answer one of my messages: it is read with that, and listeners act on the answer.

    Raises:
        NotFound: it is not mine, or asks nothing.
        TooLate: what it asks about is over.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select m.outgoing, m.kind, o.expires_at from inbox_messages m
               join outgoing o on o.id = m.outgoing where m.id = $1 and m.person = $2""",
            message,
            by.me,
        )
        if row is None:
            raise NotFound
        _still_open(row["kind"], answer, row["expires_at"])
        if not await db.fetchval("select app.answer_own($1, $2)", row["outgoing"], answer):
            raise NotFound
        await mark_read(message, by=by)


async def answer_by_link(token: str, answer: str) -> None:
    """Answer from a message's link; the link is used up.

    Raises:
        LinkGone: it was used or has ended.
        TooLate: what it asks about is over.

    """
    rows = await definer("select * from app.message_behind($1)", token_hash(token))
    if not rows:
        raise LinkGone
    _still_open(rows[0]["kind"], answer, rows[0]["expires_at"])
    done = await definer("select app.answer_by_link($1, $2) as done", token_hash(token), answer)
    if not done[0]["done"]:
        raise LinkGone
