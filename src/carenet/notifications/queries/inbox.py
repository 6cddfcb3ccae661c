"""The inbox: one's own messages, the unread first by time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.notifications.kinds import KINDS

INBOX_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message as its reader sees it."""

    id: UUID
    kind: str
    title: str
    body: str
    path: str | None
    urgent: bool
    created_at: datetime
    read_at: datetime | None
    answer: str | None
    open_until: datetime | None

    @property
    def asks(self) -> bool:
        """Does it want an answer?"""
        return bool(self.answers)

    @property
    def answers(self) -> tuple[str, ...]:
        """With what it can be answered."""
        kind = KINDS.get(self.kind)
        return kind.answers if kind else ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of messages, and how many are unread in all."""

    page: Page[InboxLine]
    unread: int


async def inbox(number: int | None, *, only_unread: bool, by: Actor) -> Inbox:
    """The acting person's messages, latest first."""
    at, size, offset = place(number, INBOX_PAGE)
    async with reading(by) as db:
        unread, total = await db.fetchrow(
            """select count(*) filter (where read_at is null), count(*) from inbox_messages
               where person = $1""",
            by.me,
        ) or (0, 0)
        rows = await db.fetch(
            """select m.id, m.kind, m.title, m.body, m.path, m.urgent, m.created_at, m.read_at,
                 o.answer, o.expires_at as open_until
               from inbox_messages m left join outgoing o on o.id = m.outgoing
               where m.person = $1 and (not $4 or m.read_at is null)
               order by m.created_at desc, m.id desc limit $2 offset $3""",
            by.me,
            size,
            offset,
            only_unread,
        )
    lines = [InboxLine(**row) for row in rows]
    return Inbox(Page(lines, at, size, unread if only_unread else total), unread)
