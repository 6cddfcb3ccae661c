"""Signing in with a code of six digits, sent to the own phone."""

import secrets
from typing import Final, Protocol
from uuid import UUID

from carenet.accounts.services import CODE_SECONDS, CodeWrong, account_for, phone_index
from carenet.core.ciphers import blind
from carenet.core.database import definer
from carenet.core.refusals import N_, Refusal

DIGITS: Final = 6


class NoChannel(Refusal):
    """Nothing is set up that could send a code."""

    msgid = N_("Codes cannot be sent here. Please ask whoever invited you for a link.")


class Channel(Protocol):
    """Takes a code to a phone. Given by the application: accounts know no channel."""

    async def __call__(self, account: UUID, number: str, code: str) -> None:
        """Send it now; the code is stored nowhere."""


def _kept(account: UUID, code: str) -> bytes:
    return blind("sign-in code", f"{account}:{code}")


async def send_code(number: str, channel: Channel) -> None:
    """Send a code to a number that has an account; to any other nothing, and nobody learns which."""
    found = await account_for(number) if phone_index(number) else None
    if found is None:
        return
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    await definer(
        "select app.make_code($1, $2, $3)", found.id, _kept(found.id, code), CODE_SECONDS
    )  # fmt: skip
    await channel(found.id, number, code)


async def check_code(number: str, code: str) -> UUID:
    """The account that this code was sent to; a code is good once, for ten minutes, five tries.

    Raises:
        CodeWrong: it does not fit, was used, or has ended.

    """
    found = await account_for(number) if phone_index(number) else None
    plain = "".join(code.split())
    if found is None or not plain.isdecimal():
        raise CodeWrong
    rows = await definer("select app.try_code($1, $2) as fits", found.id, _kept(found.id, plain))
    if not rows[0]["fits"]:
        raise CodeWrong
    return found.id
