"""Four digits before one's pages, for a phone that several people hold.

They keep curious eyes out, no more: who signed in a moment ago may set them anew, a few wrong tries end
the sign-in, and no duty ever stands before a closed door.
"""

import re
from typing import Final

from carenet.accounts.services import hash_password, verify_password
from carenet.core.actors import Actor
from carenet.core.database import definer, reading, transaction
from carenet.core.refusals import N_, MayNot, Refusal

TRIES_MAX: Final = 5
DIGITS: Final = re.compile(r"[0-9]{4}")
EASY: Final = frozenset({"1234", "4321", *(str(n) * 4 for n in range(10))})
"""What everybody tries first."""


class DigitsWrong(Refusal):
    """The four digits do not fit."""

    msgid = N_("These are not the digits. After five wrong tries you have to sign in anew.")


class DigitsUnfit(Refusal):
    """No four digits, or four that everybody tries first."""

    msgid = N_("Please take four digits that are not easy to guess, not 1234 or 0000.")


class SignedOut(Refusal):
    """Too many wrong tries: the sign-in has ended."""

    msgid = N_("Too many wrong tries. Please sign in anew; nothing you saved is lost.")


async def open_pages(digits: str, *, by: Actor) -> None:
    """Open one's pages on this device until they were left alone for some minutes.

    Raises:
        DigitsWrong: they do not fit; the try is counted.
        SignedOut: that was one try too many, and this sign-in has ended.

    """
    stored = await definer(
        "select app.page_lock_try($1, $2::smallint) as hash", by.token, TRIES_MAX
    )
    if not stored or not stored[0]["hash"]:
        raise SignedOut
    if not await verify_password(stored[0]["hash"], digits):
        raise DigitsWrong
    await definer("select app.page_unlock($1)", by.token)


async def set_page_lock(digits: str | None, present: str | None, *, by: Actor) -> None:
    """Put four digits before one's pages, change them, or take them away with None.

    Raises:
        MayNot: a duty acts here.
        DigitsUnfit: not four digits, or too easy.
        DigitsWrong, SignedOut: the present ones do not fit and the sign-in is not a fresh one.

    """
    if by.duties:
        raise MayNot
    if digits is not None and (not DIGITS.fullmatch(digits) or digits in EASY):
        raise DigitsUnfit
    async with reading(by) as db:
        mine = await db.fetchrow("select locked, fresh from app.my_page_lock()")
    if mine is None:
        raise MayNot
    if mine["locked"] and not mine["fresh"]:
        await open_pages(present or "", by=by)
    hashed = await hash_password(digits) if digits else None
    async with transaction(by) as db:
        await db.execute("select app.set_my_page_lock($1)", hashed)
        verb = "set page lock" if digits else "remove page lock"
        await db.execute("select app.audit($1, $2)", verb, f"account:{by.id}")
    await definer("select app.page_unlock($1)", by.token)
