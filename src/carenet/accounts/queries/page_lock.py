"""One's own page lock."""

from dataclasses import dataclass

from carenet.core.actors import Actor
from carenet.core.database import reading


@dataclass(frozen=True, slots=True)
class MyPageLock:
    """Is there one, may it be changed without the present digits, and may there be one at all."""

    locked: bool
    fresh: bool
    possible: bool


async def mine(*, by: Actor) -> MyPageLock:
    """What the page about it shows; nothing of the digits."""
    async with reading(by) as db:
        row = await db.fetchrow("select locked, fresh from app.my_page_lock()")
    return MyPageLock(
        bool(row and row["locked"]), bool(row and row["fresh"]), possible=not by.duties
    )
