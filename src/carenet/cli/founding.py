"""The first two accounts of an installation, made with the migrator's rights before anybody can sign in.

One looks after the system, one after who may do what; each stands as the other's approver, so that
from the first day no duty is given by one person alone.
"""

import json
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import fresh_token, token_hash
from carenet.core import clock
from carenet.core.columns import uuid7
from carenet.core.pinyin import search_keys

DUTY_YEARS: Final = 3
FOUNDERS: Final = ("sysadmin", "security")


async def found_administrators(
    url: str, names: tuple[str, str], division: str, *, lasts: timedelta
) -> tuple[str, str] | None:
    """Make the two administrators and a one-time link for each; None if any account exists.

    Args:
        url: the database as carenet_migrator.
        names: what the system and the security administrator are called.
        division: the code the installation serves.
        lasts: how long the links are good.

    """
    connection = await asyncpg.connect(url, server_settings={"role": "carenet_migrator"})
    try:
        async with connection.transaction():
            await connection.execute("lock table accounts in share row exclusive mode")
            if await connection.fetchval("select exists (select from accounts)"):
                return None
            return await _write(connection, names, division, lasts)
    finally:
        await connection.close()


async def _write(
    connection: asyncpg.Connection, names: tuple[str, str], division: str, lasts: timedelta
) -> tuple[str, str]:
    accounts = (uuid7(), uuid7())
    for account, role, name in zip(accounts, FOUNDERS, names, strict=True):
        person, keys = uuid7(), search_keys(name)
        await connection.execute(
            "insert into people (id, name, sort_key, initials, pinyin, division) values ($1, $2, $3, $4, $5, $6)",
            person, name, keys.sort_key, keys.initials, keys.pinyin, division.ljust(12, "0"),
        )  # fmt: skip
        await connection.execute(
            "insert into accounts (id, person, handle, name, language) values ($1, $2, $3, $4, 'zh_Hans')",
            account, person, role, name,
        )  # fmt: skip
    today = clock.today()
    for account, other, role in zip(accounts, reversed(accounts), FOUNDERS, strict=True):
        duty = uuid7()
        await connection.execute(
            """insert into duties (id, account, role, division, lo, hi, towns, starts_on, ends_on,
                 approved_by, approved_at) values ($1, $2, $3, $4, $5, $6, '{}', $7, $8, $9, now())""",
            duty, account, role, division.ljust(12, "0"), division, f"{division}~", today,
            date(today.year + DUTY_YEARS, today.month, 1), other,
        )  # fmt: skip
        await connection.execute(
            "insert into audit_events (account, duties, verb, subject, detail) values (null, '{}', 'found', $1, $2)",
            f"duty:{duty}", json.dumps({"role": role, "division": division}),
        )  # fmt: skip
    return await _link(connection, accounts[0], lasts), await _link(connection, accounts[1], lasts)


async def _link(connection: asyncpg.Connection, account: UUID, lasts: timedelta) -> str:
    token = fresh_token()
    await connection.execute(
        """insert into links (token_sha256, kind, account, details, ends, uses_left)
           values ($1, 'sign-in', $2, $3, now() + $4, 1)""",
        token_hash(token), account, json.dumps({"first": True}), lasts,
    )  # fmt: skip
    return token
