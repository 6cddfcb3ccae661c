"""Workers log in under a role of their own and set none: what they ask answers there as in other tests."""

import asyncpg
import pytest

from carenet.core import clock
from carenet.escalation.queries.people import PEOPLE
from tests import servers
from tests.cast import CENTRE, HERE, LAN, MEI, NAI, QIN, XIAOYU


@pytest.fixture
async def signed_in(root, database):
    """A connection as a worker has it in production: its own login, no acting role."""
    connection = await asyncpg.connect(servers.database_url(root, "carenet_worker", database))
    yield connection
    await connection.close()


async def test_a_worker_finds_everybody_whom_a_step_means_the_childs_own_people_too(signed_in):
    rows = await signed_in.fetch(PEOPLE, HERE, CENTRE, XIAOYU.id, clock.now())
    found = {(r["role"], r["person"]) for r in rows}
    assert found >= {
        ("lead", QIN.person), ("director", MEI.person), ("township", LAN.person),
        ("carer", NAI.person),
    }  # fmt: skip


async def test_the_application_without_a_sign_in_finds_nobody(root, database):
    connection = await asyncpg.connect(servers.database_url(root, "carenet_app", database))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(PEOPLE, HERE, CENTRE, XIAOYU.id, clock.now())
    finally:
        await connection.close()
