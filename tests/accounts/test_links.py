"""A link opens a door: each kind is made by the one that hands it out, and by nobody else."""

import json
from datetime import timedelta

import asyncpg
import pytest

from carenet.accounts.services import LinkGone, make_link, peek_link, use_link
from carenet.core.database import definer, transaction
from tests.cast import BIN, GUI, LAN, MEI, SYS, YE, id_of

MAKE = "select app.make_link($1, $2, $3, $4, $5, $6, null)"
DAY = 86_400


async def make(db, kind="sign-in", account=LAN.account, seconds=60, uses=1, **details):
    return await db.fetchval(MAKE, b"x" * 32, kind, account, json.dumps(details), seconds, uses)


@pytest.mark.parametrize("one", [YE, LAN, MEI, SYS, BIN, GUI], ids=lambda one: one.handle)
@pytest.mark.parametrize("kind", ["sign-in", "message", "join"])
async def test_nobody_who_is_signed_in_makes_one(act, eyes, one, kind):
    by = await act(one)

    async def forge():
        async with transaction(by) as db:
            await make(db, kind)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await forge()
    assert await eyes.fetchval("select count(*) from links") == 0


@pytest.mark.parametrize(
    ("kind", "account", "seconds", "uses"),
    [
        ("sign-in", LAN.account, DAY + 1, 1),
        ("sign-in", LAN.account, 60, 2),
        ("sign-in", LAN.account, 0, 1),
        ("sign-in", id_of("nobody"), 60, 1),
        ("sign-in", None, 60, 1),
        ("message", None, 60, 1),
        ("join", None, 60, 1),
        (None, LAN.account, 60, 1),
    ],
)
async def test_the_application_makes_a_short_sign_in_link_for_a_live_account_and_no_other(
    eyes, kind, account, seconds, uses
):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await definer(MAKE, b"x" * 32, kind, account, "{}", seconds, uses)
    assert await eyes.fetchval("select count(*) from links") == 0


async def test_a_closed_account_gets_none(eyes):
    await eyes.execute(
        "insert into account_endings (account, by, because) values ($1, $2, 'left')",
        LAN.account, YE.account,
    )  # fmt: skip
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await make_link("sign-in", LAN.account)


async def test_a_worker_makes_the_link_of_a_message_that_is_there_and_no_other(worker, eyes):
    for kind, account, outgoing in (
        ("sign-in", LAN.account, None), ("message", LAN.account, None),
        ("message", None, None), ("message", None, str(id_of("no message"))),
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(worker) as db:
                await make(db, kind, account, outgoing=outgoing)
    assert await eyes.fetchval("select count(*) from links") == 0


async def test_what_the_command_line_makes_opens_once(database):
    token = await make_link("sign-in", LAN.account, lasts=timedelta(minutes=5))
    assert (await peek_link(token))["account"] == LAN.account
    await use_link(token)
    with pytest.raises(LinkGone):
        await use_link(token)
