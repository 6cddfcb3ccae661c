"""The demo county in a real database: loaded once, living on, never beside real children."""

import os
from datetime import time, timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.demo.load import NotEmpty, load_demo
from carenet.oversight.queries import PARTS
from tests import servers


@pytest.fixture(scope="module")
async def demo(root, template):
    """A database with the demo in it: what the story needs is loaded once for this file."""
    from carenet.core.roles import ensure_roles

    name = f"demo_{os.getpid()}"
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.execute(f"create database {name} template {template}")
    await ensure_roles(servers.database_url(root, "carenet", name))
    eyes = await asyncpg.connect(servers.database_url(root, "carenet", name))
    tables = [
        r["tablename"]
        for r in await eyes.fetch("select tablename from pg_tables where schemaname = 'public'")
        if r["tablename"] not in ("migration", "offline_keys")
    ]
    await eyes.execute(f"truncate {', '.join(tables)}")
    url = servers.database_url(root, "carenet_migrator", name)
    done = await load_demo(url)
    yield eyes, url, done
    await eyes.close()
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


async def test_the_county_is_as_large_as_the_real_one(demo):
    eyes, _, done = demo
    assert done.what == "fresh"
    assert done.children == 2600
    for table, least in (
        ("care_households", 1300), ("volunteers", 300), ("proxy_parents", 60),
        ("host_families", 40), ("centres", 45), ("placements", 2000), ("care_sessions", 1000),
    ):  # fmt: skip
        assert await eyes.fetchval(f"select count(*) from {table}") >= least, table


async def test_the_week_is_running_with_some_gaps_and_one_open_alarm(demo):
    eyes, _, _ = demo
    assert await eyes.fetchval("select count(*) from alarms where closed_at is null") == 1
    ahead = await eyes.fetchval("select count(*) from care_sessions where starts_at > now()")
    short = await eyes.fetchval(
        "select count(*) from care_sessions where starts_at > now() and adults < adults_min"
    )
    assert ahead > 100
    assert 0 < short < ahead / 2


async def test_every_one_of_the_cast_can_come_in(demo):
    from carenet.accounts.queries import demo_people

    eyes, _, _ = demo
    handles = {
        r["handle"]
        for r in await eyes.fetch("select handle from accounts where handle is not null")
    }
    assert {handle for handle, _ in demo_people()} <= handles


async def test_nobody_of_the_demo_breaks_a_rule_that_the_database_holds(demo):
    eyes, _, _ = demo
    lonely = await eyes.fetchval(
        """select count(*) from sign_ups u join care_sessions c on c.id = u.care_session
           where u.withdrawn_at is null and not exists (select from cleared_spans s
             where s.person = u.person and c.on_day between s.starts_on and s.ends_on)"""
    )
    assert lonely == 0


async def test_every_duty_was_proposed_and_approved_by_two_others_with_a_name(demo):
    eyes, _, _ = demo
    alone = await eyes.fetchval(
        """select count(*) from duties d
           left join accounts p on p.id = d.proposed_by left join accounts a on a.id = d.approved_by
           where p.id is null or a.id is null or p.id = a.id or d.account in (p.id, a.id)"""
    )
    assert alone == 0


async def test_the_weeks_that_were_kept_say_what_the_pages_count(demo):
    eyes, _, _ = demo
    week = await eyes.fetchval("select max(week_from) from coverage_weeks")
    assert clock.today() - timedelta(days=13) <= week <= clock.today() - timedelta(days=7)
    counted = await eyes.fetch(
        PARTS, "", "~", clock.at(week, time()), clock.at(week + timedelta(days=7), time()), 12,
        clock.today(), week,
    )  # fmt: skip
    kept = await eyes.fetchrow(
        "select sum(children), sum(reached) from coverage_weeks where week_from = $1", week
    )
    assert tuple(kept) == (sum(r["children"] for r in counted), sum(r["reached"] for r in counted))
    assert 0.6 < kept[1] / kept[0] < 0.9
    assert await eyes.fetchval("select count(distinct week_from) from coverage_weeks") >= 12


async def test_a_round_waits_for_the_solver_and_the_counsellor_has_children(demo):
    eyes, _, _ = demo
    assert await eyes.fetchval(
        """select t.state from matching_rounds r join tasks t on t.id = r.task and t.subject = r.id
           where r.state = 'solving'"""
    ) == "waiting"  # fmt: skip
    assert await eyes.fetchval(
        """select count(*) from reaches r join accounts a on a.person = r.person
           where a.handle = 'counsellor'"""
    )


async def test_loading_again_the_same_day_changes_nothing(demo):
    eyes, url, _ = demo
    before = await eyes.fetchval("select count(*) from child_attendances")
    assert (await load_demo(url)).what == "there"
    assert await eyes.fetchval("select count(*) from child_attendances") == before


async def test_an_older_demo_lives_on_to_today(demo):
    eyes, url, _ = demo
    before = await eyes.fetchval("select max(on_day) from care_sessions")
    held = await eyes.fetchval("select count(*) from registers")
    clock.shift(timedelta(days=8))
    try:
        assert (await load_demo(url)).what == "later"
    finally:
        clock.shift(timedelta(0))
    assert await eyes.fetchval("select max(on_day) from care_sessions") > before
    assert await eyes.fetchval("select count(*) from registers") > held


async def test_the_demo_is_refused_where_a_real_child_is(root, database):
    with pytest.raises(NotEmpty):
        await load_demo(servers.database_url(root, "carenet_migrator", database))
