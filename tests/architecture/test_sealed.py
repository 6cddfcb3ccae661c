"""Raw SQL as the application's own role: settings can be forged, a sign-in's token cannot."""

import pytest

from carenet.accounts.services import open_sign_in
from carenet.core.database import engine
from tests.cast import ADUO, CHILDREN, HERE, MEI, PING, SHITOU, XIAOYU

SEALED = ("child_identities", "health_notes", "concerns", "follow_ups")


@pytest.fixture
async def filled(eyes):
    """A sealed row of each kind for each child."""
    for child in CHILDREN:
        own = (child.id, child.village)
        await eyes.execute(
            "insert into child_identities (child, village, kind) values ($1, $2, 'resident')", *own
        )
        await eyes.execute(
            "insert into health_notes (child, village, kind, starts_on) values ($1, $2, 'asthma', current_date)",
            *own,
        )
        await eyes.execute(
            "insert into concerns (child, village, kind, text) values ($1, $2, 'other', 'x')", *own
        )
        await eyes.execute(
            """insert into follow_ups (child, village, kind, found_on, due_on, noted_by)
               values ($1, $2, 'mind', current_date, current_date, $1)""",
            *own,
        )


async def seen(role, query, **settings):
    """What raw SQL sees after forging whatever settings it likes."""
    async with engine().pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('role', $1, true)", role)
        for name, value in settings.items():
            await connection.execute("select set_config($1, $2, true)", f"app.{name}", value)
        return await connection.fetchval(query)


@pytest.mark.parametrize("table", SEALED)
async def test_a_forged_scope_opens_no_sealed_table(filled, table):
    assert (
        await seen("carenet_officer", f"select count(*) from {table}", lo="", hi="~", towns="") == 0
    )


@pytest.mark.parametrize("table", SEALED)
async def test_one_factor_opens_no_sealed_table(filled, table):
    token = await open_sign_in(MEI.account, factors=1, device="test")
    query = f"select count(*) from {table}"
    assert await seen("carenet_officer", query, lo=HERE, hi=f"{HERE}~", token=token) == 0


@pytest.mark.parametrize("table", SEALED)
async def test_two_factors_open_the_own_scope_however_wide_the_forged_one(filled, table):
    token = await open_sign_in(MEI.account, factors=2, device="test")
    query = f"select count(distinct child) from {table}"
    me = str(MEI.person)
    assert await seen("carenet_officer", query, lo="", hi="~", token=token, person=me) == 3
    other = f"select count(*) from {table} where child = '{SHITOU.id}'"
    assert await seen("carenet_officer", other, lo="", hi="~", token=token, person=me) == 0


async def test_a_forged_person_reaches_no_child(database):
    query = "select count(*) from children"
    assert await seen("carenet_helper", query, person=str(PING.person)) == 0


async def test_a_helpers_token_reaches_its_children_alone(database):
    token = await open_sign_in(PING.account, factors=1, device="test")
    query = "select string_agg(name, ',') from children"
    assert await seen("carenet_helper", query, person=str(PING.person), token=token) == XIAOYU.name


async def test_a_restriction_ends_the_reach_at_once(eyes):
    token = await open_sign_in(PING.account, factors=2, device="test")
    query = "select count(*) from children"
    assert await seen("carenet_helper", query, token=token) == 1
    await eyes.execute(
        """insert into restrictions (child, village, person, by, because) values ($1, $2, $3, $4, 'court')""",
        XIAOYU.id, XIAOYU.village, PING.person, MEI.account,
    )  # fmt: skip
    assert await seen("carenet_helper", query, token=token) == 0


async def test_a_suspension_ends_every_reach_at_once(eyes):
    token = await open_sign_in(PING.account, factors=2, device="test")
    await eyes.execute(
        "insert into suspensions (person, by, because) values ($1, $2, 'under review')",
        PING.person,
        MEI.account,
    )
    assert await seen("carenet_helper", "select count(*) from children", token=token) == 0


async def test_a_hidden_child_and_no_child_are_refused_in_the_same_words(database):
    from uuid import uuid4

    import asyncpg

    async def insert(child):
        try:
            await seen(
                "carenet_officer",
                f"insert into findings (child, village, kind, version, reasons, found_on) values ('{child}', '{HERE}', 'x', 'x', '[]', current_date) returning 1",
                lo=HERE, hi=f"{HERE}~",
            )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            return wrong.sqlstate, str(wrong).replace(str(child), "")
        return None

    assert await insert(SHITOU.id) == await insert(uuid4())
    assert await insert(ADUO.id) is None
