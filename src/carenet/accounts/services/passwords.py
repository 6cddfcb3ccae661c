"""One's own password: length is all that counts; changing it ends every other sign-in."""

from typing import Final

from carenet.accounts.services import CannotSignIn, hash_password, open_sign_in, verify_password
from carenet.core.actors import Actor
from carenet.core.database import reading, transaction
from carenet.core.refusals import N_, Refusal

LENGTH_MIN: Final = 10


class TooShort(Refusal):
    """A password of fewer than LENGTH_MIN characters."""

    msgid = N_("Please take at least 10 characters. Three words in a row are easy to remember.")


class OldOneWrong(Refusal):
    """The present password does not fit."""

    msgid = N_("The present password does not fit. Nothing was changed.")


async def set_password(new: str, present: str | None, *, by: Actor, device: str | None) -> str:
    """Set or change one's password; a new token, every other sign-in of the account dead.

    Raises:
        TooShort: fewer than LENGTH_MIN characters.
        OldOneWrong: there is a password and `present` is not it.
        CannotSignIn: the account was closed meanwhile.

    """
    if len(new) < LENGTH_MIN:
        raise TooShort
    async with reading(by) as db:
        stored = await db.fetchval("select app.my_password_hash()")
    if stored and not await verify_password(stored, present or ""):
        raise OldOneWrong
    hashed = await hash_password(new)
    async with transaction(by) as db:
        if await db.fetchval("select app.set_my_password($1)", hashed) is None:
            raise CannotSignIn
        await db.execute("select app.audit('change password', $1)", f"account:{by.id}")
    scope = f"{by.lo}|{by.hi}|{','.join(by.towns)}" if by.is_officer else "own"
    return await open_sign_in(
        by.id, factors=by.factors, device=device, scope=scope, replaces=by.token
    )  # fmt: skip
