"""The first account of an installation, made with the migrator's rights before anybody can sign in."""

import json
from datetime import date, timedelta

import asyncpg

from carenet.accounts.services import fresh_token, token_hash
from carenet.core import clock
from carenet.core.columns import uuid7
from carenet.core.pinyin import search_keys

DUTY_YEARS = 3


async def found_administrator(
    url: str, name: str, division: str, *, lasts: timedelta
) -> str | None:
    """Make a system administrator and a one-time link; None if any account exists.

    Args:
        url: the database as carenet_migrator.
        name: what the administrator is called.
        division: the code the installation serves.
        lasts: how long the link is good.

    """
    connection = await asyncpg.connect(url, server_settings={"role": "carenet_migrator"})
    try:
        async with connection.transaction():
            await connection.execute("lock table accounts in share row exclusive mode")
            if await connection.fetchval("select exists (select from accounts)"):
                return None
            return await _write(connection, name, division, lasts)
    finally:
        await connection.close()


async def _write(connection: asyncpg.Connection, name: str, division: str, lasts: timedelta) -> str:
    person, account, keys, today = uuid7(), uuid7(), search_keys(name), clock.today()
    await connection.execute(
        "insert into people (id, name, sort_key, initials, pinyin, division) values ($1, $2, $3, $4, $5, $6)",
        person, name, keys.sort_key, keys.initials, keys.pinyin, division.ljust(12, "0"),
    )  # fmt: skip
    await connection.execute(
        "insert into accounts (id, person, handle, name, language) values ($1, $2, 'sysadmin', $3, 'zh_Hans')",
        account, person, name,
    )  # fmt: skip
    await connection.execute(
        """insert into duties (account, role, division, lo, hi, towns, starts_on, ends_on,
             approved_by, approved_at) values ($1, 'sysadmin', $2, $3, $4, '{}', $5, $6, $7, now())""",
        account, division.ljust(12, "0"), division, f"{division}~", today,
        date(today.year + DUTY_YEARS, today.month, 1), uuid7(),
    )  # fmt: skip
    token = fresh_token()
    await connection.execute(
        """insert into links (token_sha256, kind, account, details, ends, uses_left)
           values ($1, 'sign-in', $2, $3, now() + $4, 1)""",
        token_hash(token), account, json.dumps({"first": True}), lasts,
    )  # fmt: skip
    return token
