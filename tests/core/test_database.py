"""The scoped transaction: it nests, belongs to one task and one actor, and never leaks."""

import asyncio

import asyncpg
import pytest

from carenet.core import database as db
from carenet.core.actors import NOBODY, Actor

ME = Actor("carenet_helper")


async def test_a_caught_refusal_undoes_the_inner_verb_alone(worker, eyes):
    async with db.transaction(worker) as outer:
        await outer.execute("insert into facts (name, payload) values ('Outer', '{}')")
        try:
            async with db.transaction(worker) as inner:
                await inner.execute("insert into facts (name, payload) values ('Inner', '{}')")
                raise ValueError  # noqa: TRY301  the point of the test
        except ValueError:
            pass
    assert [r["name"] for r in await eyes.fetch("select name from facts")] == ["Outer"]


async def test_reading_refuses_a_write(worker):
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with db.reading(worker) as scope:
            await scope.execute("insert into facts (name, payload) values ('Never', '{}')")


async def test_another_actor_cannot_join(worker):
    async with db.transaction(worker):
        with pytest.raises(RuntimeError, match="one actor"):
            async with db.transaction(ME):
                pass


async def test_another_task_cannot_join(worker):
    async def intrude(scope):
        await scope.fetchval("select 1")

    async with db.transaction(worker) as scope:
        with pytest.raises(RuntimeError, match="one task"):
            await asyncio.create_task(intrude(scope))


async def test_nothing_of_the_context_outlives_the_transaction(worker):
    async with db.transaction(Actor("carenet_helper", token="secret", lo="1", hi="2")):
        pass
    async with db.transaction(Actor(NOBODY)) as scope:
        row = await scope.fetchrow(
            "select current_setting('app.token', true) as token, current_user as role"
        )
    assert row["token"] == ""
    assert row["role"] == "carenet_app"


async def test_eight_failing_commits_and_eight_cancellations_leave_the_pool_whole(worker, eyes):
    await eyes.execute(
        "create table late (id int unique deferrable initially deferred); grant all on late to carenet_worker"
    )

    async def fail():
        async with db.transaction(worker) as scope:
            await scope.execute("insert into late values (1), (1)")

    async def hang():
        async with db.transaction(worker) as scope:
            await scope.fetchval("select pg_sleep(5)")

    for _ in range(8):
        with pytest.raises(asyncpg.UniqueViolationError):
            await fail()
        task = asyncio.create_task(hang())
        await asyncio.wait([task], timeout=0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    pool = db.engine().pool
    assert pool is not None
    assert await asyncio.wait_for(pool.fetchval("select 1"), 2) == 1
    assert pool.get_size() - pool.get_idle_size() == 0


async def test_a_query_outside_a_scope_is_refused():
    from carenet.core.tables import Fact

    with pytest.raises(RuntimeError, match="scoped transaction"):
        await Fact.select()
