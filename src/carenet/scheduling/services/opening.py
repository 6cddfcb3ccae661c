"""Whether sign-up is open for somebody, and what stays for those whose turn comes first."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope
from carenet.scheduling.rules.asking import NeedsWord
from carenet.scheduling.rules.signing import open_span, require_open
from carenet.scheduling.rules.standing import FIRST_FOR, require_not_kept

OPEN: Final = "select opens_days, closes_hours from series where id = $1"
FOLLOWS: Final = "select app.follows($1, 'word', $2) is not null"
WORD_FIRST: Final = """
select coalesce((select needs_word from series where id = $1), false)
  or app.follows($2, 'word', $3) is not null"""
LEAVES: Final = """
select adults + asking as taken, adults_max, app.standing_ahead(id, $2) as promised
from care_sessions where id = $1"""


async def opened(db: Scope, held: Any, who: UUID, as_oneself: bool) -> datetime | None:
    """Since when sign-up is open; a worker, who needs no word, asks for it where it takes it for somebody."""
    if as_oneself and await word_first(db, held, who):
        raise NeedsWord
    span = await db.fetchrow(OPEN, held["series"])
    if span is None:
        return None
    ahead, until = span["opens_days"], span["closes_hours"]
    require_open(clock.now(), held["starts_at"], ahead, until)
    return open_span(held["starts_at"], ahead, until)[0]


async def word_first(db: Scope, held: Any, who: UUID) -> bool:
    """Does a place need a word: by its series, or after places this person missed?"""
    return bool(await db.fetchval(WORD_FIRST, held["series"], who, clock.now()))


async def require_no_word(db: Scope, who: UUID, *, by: Actor) -> None:
    """A worker takes no place for somebody who asks first after missed places; others the database keeps.

    Raises:
        NeedsWord: they ask first.

    """
    if by.is_worker and await db.fetchval(FOLLOWS, who, clock.now()):
        raise NeedsWord


async def leave_for_standing(db: Scope, session: UUID, who: UUID, opens: datetime) -> None:
    """Right after the opening, enough places stay for those who come every time.

    Asked after the place was taken: the session's row is held from then on.
    """
    now = clock.now()
    if now >= opens + FIRST_FOR:
        return
    row = await db.fetchrow(LEAVES, session, who)
    if row is not None:
        require_not_kept(now, opens, row["taken"], row["adults_max"], row["promised"])
