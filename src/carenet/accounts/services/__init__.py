"""What can be done with a sign-in. The database holds the token only as its hash."""

import asyncio
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.database import definer, transaction
from carenet.core.refusals import N_, Refusal

# OWASP's figures for argon2id: 19 MiB, two passes, one lane; at most two at once a process.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
HASHING_MAX: Final = 2
TOKEN_BYTES: Final = 32
CODE_SECONDS: Final = 600
LINK_TIME: Final = timedelta(minutes=30)
_turns = asyncio.Semaphore(HASHING_MAX)
# Verified where there is no such account, so that both take the same time; of random bytes, so no password fits.
_DECOY: Final = "$argon2id$v=19$m=19456,t=2,p=1$Gd3vAk3C4KhJyiHtSI+ZFQ$pYtjAtsMV3xCod2VdZz35sTzPby05G5cmCIdUt9zWAE"


class CannotSignIn(Refusal):
    """One sentence for every reason, so that nobody learns which accounts exist."""

    msgid = N_("The name and the password do not fit. Nothing was changed; please try once more.")


class LinkGone(Refusal):
    """A single-use link was used already, has ended, or never was."""

    msgid = N_("This link was used already or has ended. Please ask for a new one.")


class CodeWrong(Refusal):
    """A one-time code does not fit."""

    msgid = N_("This code does not fit or has ended. Please check it or ask for a new one.")


@dataclass(frozen=True, slots=True)
class Found:
    """An account as the sign-in page may know it."""

    id: UUID
    person: UUID
    name: str
    password_hash: str | None
    has_totp: bool
    staff: bool


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def fresh_token(size: int = TOKEN_BYTES) -> str:
    """256 bits that nobody guesses; fewer where a provider bounds the length."""
    return secrets.token_urlsafe(size)


def phone_index(text: str) -> bytes | None:
    """The blind index of a mobile number, or None if it is no number."""
    digits = "".join(c for c in text if c.isdigit())
    return blind("phone", digits[-11:]) if len(digits) >= 11 else None


async def account_for(name: str) -> Found | None:
    """The account behind a handle or a phone number."""
    rows = await definer("select * from app.account_for($1, $2)", name, phone_index(name))
    if not rows:
        return None
    r = rows[0]
    return Found(r["id"], r["person"], r["name"], r["password_hash"], r["has_totp"], r["staff"])


async def hash_password(password: str) -> str:
    """argon2id, in a thread, at most HASHING_MAX at once."""
    async with _turns:
        return await asyncio.to_thread(HASHER.hash, password)


async def check_password(name: str, password: str) -> Found:
    """The account whose password this is. An unknown name costs the same time as a wrong password.

    Raises:
        CannotSignIn: it is nobody's.

    """
    found = await account_for(name)
    stored = found.password_hash if found and found.password_hash else _DECOY
    fits = await verify_password(stored, password)
    if found is None or not found.password_hash or not fits:
        raise CannotSignIn
    if HASHER.check_needs_rehash(stored):
        await definer(
            "select app.set_password_hash($1, $2)", found.id, await hash_password(password)
        )
    return found


async def verify_password(stored: str, password: str) -> bool:
    """Is this the password behind a hash? In a thread, at most HASHING_MAX at once."""
    async with _turns:
        return await asyncio.to_thread(_verify, stored, password)


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def open_sign_in(
    account: UUID,
    *,
    factors: int,
    device: str | None,
    scope: str | None = None,
    replaces: str | None = None,
) -> str:
    """A new token; the one it replaces dies in the same transaction.

    Raises:
        CannotSignIn: the account was closed, or has no such scope.

    """
    token = fresh_token()
    rows = await definer(
        "select app.open_sign_in($1, $2, $3, $4, $5, $6) as id",
        account,
        token_hash(token),
        factors,
        scope,
        device,
        token_hash(replaces) if replaces else None,
    )
    if rows[0]["id"] is None:
        raise CannotSignIn
    return token


async def end_sign_in(token: str) -> None:
    """Sign out: the token is dead at once."""
    await definer("select app.end_sign_in($1)", token)


async def switch_scope(scope: str, *, by: Actor, device: str | None) -> str:
    """Act in another scope: a new token, the old one dead, written in the trail."""
    token = await open_sign_in(
        by.id, factors=by.factors, device=device, scope=scope, replaces=by.token
    )
    await definer(
        "select app.audit($1, $2, $3)", "switch scope", str(by.id), json.dumps({"scope": scope})
    )
    return token


async def make_link(
    kind: str,
    account: UUID | None,
    *,
    lasts: timedelta = LINK_TIME,
    uses: int = 1,
    made_by: UUID | None = None,
    **details: Any,
) -> str:
    """A single-use token for an address; only its hash is kept."""
    token = fresh_token()
    await definer(
        "select app.make_link($1, $2, $3, $4, $5, $6, $7)",
        token_hash(token), kind, account, json.dumps(details, default=str),
        int(lasts.total_seconds()), uses, made_by,
    )  # fmt: skip
    return token


async def link_for(account: UUID) -> str:
    """A sign-in link made at the command line; the trail says so."""
    token = await make_link("sign-in", account)
    await definer("select app.audit($1, $2)", "make sign-in link", f"account:{account}")
    return token


async def peek_link(token: str) -> Any:
    """What a link is for, without using it: messengers fetch links ahead.

    Raises:
        LinkGone: it leads nowhere any more.

    """
    rows = await definer("select * from app.peek_link($1)", token_hash(token))
    if not rows:
        raise LinkGone
    return rows[0]


async def use_link(token: str) -> Any:
    """Use a link once.

    Raises:
        LinkGone: somebody was quicker, or it has ended.

    """
    rows = await definer("select * from app.use_link($1)", token_hash(token))
    if not rows:
        raise LinkGone
    return rows[0]


async def end_all_sign_ins(account: UUID, because: str, *, by: Actor) -> int:
    """End every sign-in of an account, in the verb's transaction."""
    async with transaction(by) as db:
        ended: int = await db.fetchval("select app.end_sign_ins($1, $2)", account, because)
        return ended


async def keep_tongue(
    *, by: Actor, language: str | None = None, large_text: bool | None = None
) -> None:
    """Keep one's language or size of text; None leaves it as it is."""
    async with transaction(by) as db:
        await db.execute("select app.set_tongue($1, $2)", language, large_text)


async def end_own_sign_in(sign_in: UUID, *, by: Actor) -> None:
    """End one of one's own sign-ins; somebody else's is left alone."""
    async with transaction(by) as db:
        await db.execute("select app.end_my_sign_in($1)", sign_in)
