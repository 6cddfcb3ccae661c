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
    await servers.copy_database(admin, template, name)
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
    climbed = await eyes.fetch(
        """select c.duty, c.step from alarms a join climbs k on k.subject = 'alarm:' || a.id
           join climb_calls c on c.climb = k.id where k.step = a.step and k.ended_at is null"""
    )
    assert {(r["duty"], r["step"]) for r in climbed} >= {("lead", 1), ("director", 2)}
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
    weekly = "select max(on_day) from care_sessions where kind <> 'holiday_class'"
    before = await eyes.fetchval(weekly)
    class_before = await eyes.fetch("select on_day from care_sessions where kind = 'holiday_class'")
    held = await eyes.fetchval("select count(*) from registers")
    clock.shift(timedelta(days=8))
    try:
        assert (await load_demo(url)).what == "later"
    finally:
        clock.shift(timedelta(0))
    assert await eyes.fetchval(weekly) > before
    assert class_before == await eyes.fetch(
        "select on_day from care_sessions where kind = 'holiday_class'"
    )
    assert await eyes.fetchval("select count(*) from registers") > held


async def test_the_demo_is_refused_where_a_real_child_is(root, database):
    with pytest.raises(NotEmpty):
        await load_demo(servers.database_url(root, "carenet_migrator", database))


async def test_people_have_something_in_hand_on_every_page_they_keep(demo):
    eyes, _, _ = demo
    mine = await eyes.fetchval("select person from accounts where handle = 'guardian'")
    assert await eyes.fetchval("select count(*) from call_slots where guardian = $1", mine) == 1
    assert await eyes.fetchval("select count(*) from call_slots where guardian is null") > 20
    assert (
        await eyes.fetchval("select count(*) from family_requests where guardian = $1", mine) == 1
    )
    assert await eyes.fetchval("select count(*) from visit_tasks where done_at is null") == 7
    assert await eyes.fetchval("select count(*) from parent_stays") == 6
    successor = await eyes.fetchval("select successor from handovers where answered_at is null")
    assert successor == await eyes.fetchval("select person from accounts where handle = 'proxy'")
    read = await eyes.fetchrow(
        "select count(*) as all, count(acknowledged_at) as read from letter_recipients"
    )
    assert 0 < read["read"] < read["all"]
    climb = await eyes.fetchrow("select * from climbs where ladder = 'letter'")
    assert climb["next_at"] > climb["started_at"]


async def test_the_next_holidays_class_has_its_days_its_children_and_those_who_wait(demo):
    eyes, _, _ = demo
    row = await eyes.fetchrow(
        """select h.*, s.first_on, s.last_on, s.children_max from holiday_classes h join series s on s.id = h.id"""
    )
    assert row["taken"] == row["places"]
    assert row["waiting"] > 0
    assert row["enrol_from"] < clock.today() <= row["enrol_until"]
    assert not await eyes.fetchval(
        "select exists (select from terms where starts_on <= $2 and ends_on >= $1)",
        row["first_on"], row["last_on"],
    )  # fmt: skip
    days = await eyes.fetch("select on_day from care_sessions where series = $1", row["id"])
    assert len(days) >= 8
    enrolled = await eyes.fetch("select child from enrolments where series = $1", row["id"])
    assert len(enrolled) == row["taken"]
    free = await eyes.fetchval(
        """select count(*) from accounts a join guardians g on g.person = a.person
           where a.handle = 'guardian' and not exists (
             select from class_applications x where x.child = g.child)"""
    )
    assert free >= 1, "the parent of the demo can still ask for one of her children"


async def test_one_visit_of_the_team_is_approved_and_one_waits_for_a_word(demo):
    eyes, _, _ = demo
    rows = await eyes.fetch("select * from team_visits order by first_on")
    assert [row["state"] for row in rows] == ["approved", "proposed"]
    assert [row["first_on"].isoweekday() for row in rows] == [6, 6]
    assert rows[0]["decided_by"] != rows[0]["proposed_by"]


async def test_who_visits_has_a_day_of_several_houses_before_them(demo):
    eyes, _, _ = demo
    for handle, kind, least in (("teacher", "teacher_visit", 3), ("proxy", "quarterly_meeting", 1), ("director", "kin_assessment", 3)):  # fmt: skip
        owed = await eyes.fetchval(
            """select count(distinct o.child) from obligations o join accounts a on a.person = o.person
               where a.handle = $1 and o.kind = $2 and o.met_at is null and o.opens_on <= $3 and o.due_on < $3 + 14""",
            handle, kind, clock.today(),
        )  # fmt: skip
        assert owed >= least, handle
    looks = await eyes.fetch("select agreed from kin_assessments order by visited_on")
    assert [r["agreed"] for r in looks] == [True, None]
