"""What a visit opened ends with its last day, by dated rows; its leader hands over before, or is asked until it is written."""

from datetime import time, timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.services.signing import sign_up
from carenet.teams.queries.visits import visit_page
from carenet.teams.services.ending import end_visits
from carenet.teams.services.handing_over import (
    CannotHandOver,
    on_handover_step,
    read_handover,
    write_handover,
)
from carenet.teams.services.visits import call_off_visit
from tests.cast import BIN, CENTRE, DONG, GUO, HERE, LAN, LIAN, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of
from tests.teams.conftest import on

DONE = "一起读了两本绘本，练了口算。"


@pytest.fixture
def served(visiting, eyes, act):
    """The team had places on the first day, which is today now."""

    async def come(*people):
        course = await a_course(eyes, await act(QIN), adults_max=6)
        for one in (QIN, *people):
            await sign_up(course.on(2), by=await act(one))
        await eyes.execute("set session_replication_role = replica")
        await eyes.execute(
            "update team_visits set agreed_on = $2, first_on = $2, last_on = $3 where id = $1", visiting.visit, on(-1), on(2)
        )  # fmt: skip
        await eyes.execute("set session_replication_role = origin")
        return course

    return come


async def test_the_leader_hands_each_group_over_once_and_the_place_reads_it(
    served, visiting, eyes, act, worker
):
    course = await served(LIAN, BIN)
    lian, qin = await act(LIAN), await act(QIN)
    page = await visit_page(visiting.visit, by=lian)
    assert [(g.series, g.written) for g in page.groups] == [(course.id, None)]
    for one, refusal in ((BIN, MayNot), (QIN, MayNot), (GUO, NotFound)):
        with pytest.raises(refusal):
            await write_handover(visiting.visit, course.id, DONE, None, by=await act(one))
    with pytest.raises(NotFound):
        await write_handover(visiting.visit, None, DONE, None, by=lian)
    with pytest.raises(NotFound):
        await read_handover(visiting.visit, by=qin)
    await write_handover(visiting.visit, course.id, DONE, "接着练乘法", by=lian)
    with pytest.raises(CannotHandOver):
        await write_handover(visiting.visit, course.id, DONE, None, by=lian)
    await drain(worker)
    assert ("team.handed_over", "due") in await reminders_of(eyes, QIN)
    said = await eyes.fetch("select details::text as said from reminders where kind like 'team.%'")
    assert not any("绘本" in row["said"] for row in said)
    with pytest.raises(NotFound):
        await read_handover(visiting.visit, by=lian)
    assert (await visit_page(visiting.visit, by=qin)).unread
    await read_handover(visiting.visit, by=qin)
    row = await eyes.fetchrow("select read_by, done from team_handovers")
    assert (row["read_by"], row["done"]) == (QIN.account, DONE)
    assert not (await visit_page(visiting.visit, by=qin)).unread


async def test_what_is_written_stands_and_is_seen_by_whom_it_concerns(served, visiting, eyes, act):
    course = await served(LIAN)
    await write_handover(visiting.visit, course.id, DONE, None, by=await act(LIAN))
    for one, seen in ((LAN, 1), (YE, 1), (QIN, 1), (LIAN, 1), (BIN, 0), (DONG, 0), (GUO, 0)):
        async with transaction(await act(one), readonly=True) as db:
            assert await db.fetchval("select count(*) from team_handovers") == seen, one
    await eyes.execute("set session_replication_role = replica")
    later, team = uuid7(), uuid7()
    await eyes.execute(
        """insert into teams select (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'leader', $3::uuid))).*
           from teams t join team_visits v on v.team = t.id where v.id = $1""",
        visiting.visit, team, DONG.person,
    )  # fmt: skip
    await eyes.execute(
        """insert into team_visits select (jsonb_populate_record(v, jsonb_build_object('id', $2::uuid, 'team', $3::uuid,
             'first_on', $4::date, 'last_on', $4::date))).* from team_visits v where v.id = $1""",
        visiting.visit, later, team, on(20),
    )  # fmt: skip
    await eyes.execute("set session_replication_role = origin")
    for one in (DONG, QIN, LAN):
        assert [b["done"] for b in (await visit_page(later, by=await act(one))).before] == [DONE]
    async with transaction(await act(BIN), readonly=True) as db:
        assert not await db.fetch("select * from app.handed_over_before($1)", later)
    for one, deed in (
        (LIAN, "update team_handovers set done = 'something else entirely'"),
        (QIN, "update team_handovers set read_at = now(), read_by = by"),
        (LIAN, "delete from team_handovers"),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(await act(one)) as db:
                await db.execute(deed)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(await act(BIN)) as db:
            await db.execute(
                "insert into team_handovers (id, visit, centre, village, done, by) values ($1, $2, $3, $4, $5, $6)",
                uuid7(), visiting.visit, CENTRE, HERE, DONE, BIN.account,
            )  # fmt: skip


async def test_who_does_not_hand_over_is_asked_then_the_offices_hear_of_it(
    served, visiting, eyes, act, worker
):
    course = await served(LIAN)
    await drain(worker)
    climb = await eyes.fetchrow("select * from climbs where ladder = 'team_handover'")
    assert climb["next_at"] == clock.at(on(2), time(12))
    step = {"ladder": "team_handover", "subject": f"visit:{visiting.visit}"}
    await on_handover_step([{**step, "name": "leader"}], worker)
    assert ("team.handover", "due") in await reminders_of(eyes, LIAN)
    assert ("team.not_handed_over", "due") not in await reminders_of(eyes, LAN)
    await on_handover_step([{**step, "name": "office"}], worker)
    for one in (LIAN, QIN, LAN):
        assert ("team.not_handed_over", "due") in await reminders_of(eyes, one)
    await write_handover(visiting.visit, course.id, DONE, None, by=await act(LIAN))
    await drain(worker)
    assert await eyes.fetchval("select ended_at is not null from climbs where id = $1", climb["id"])
    before = await eyes.fetchval("select count(*) from reminders")
    await on_handover_step([{**step, "name": "office"}], worker)
    assert await eyes.fetchval("select count(*) from reminders") == before


async def test_with_the_last_day_what_the_visit_opened_ends_by_dated_rows(
    served, visiting, eyes, act, worker
):
    course = await served(BIN)
    await eyes.execute("update team_members set visiting = true where person = $1", BIN.person)
    await sign_up(course.on(1), by=await act(QIN))
    await sign_up(course.on(1), by=await act(BIN))
    feed, duty = uuid7(), uuid7()
    await eyes.execute(
        """insert into feeds (id, token_sha256, account, person, purpose, language, ends)
           values ($1, 'x', $2, $3, 'shifts', 'en', now() + interval '90 days')""",
        feed, BIN.account, BIN.person,
    )  # fmt: skip
    await eyes.execute(
        """insert into duties (id, account, role, organisation, division, lo, hi, towns, starts_on, ends_on, proposed_by, approved_by, approved_at)
           values ($1, $2, 'lead', $3, $4, $4, $5, '{}', $6, $7, $8, $9, now())""",
        duty, BIN.account, CENTRE, HERE, f"{HERE}~", on(-1), on(90), LAN.account, YE.account,
    )  # fmt: skip
    assert await end_visits(clock.today(), by=worker) == 0
    await eyes.execute("set session_replication_role = replica")
    await eyes.execute("update team_visits set first_on = $1, last_on = $1", on(-1))
    await eyes.execute("set session_replication_role = origin")
    assert await end_visits(clock.today(), by=worker) == 1
    assert await end_visits(clock.today(), by=worker) == 0
    states = await eyes.fetch("select state from team_visit_states where visit = $1 order by at, id", visiting.visit)  # fmt: skip
    assert [s["state"] for s in states] == ["proposed", "approved", "over"]
    live = "select count(*) from sign_ups where person = $1 and withdrawn_at is null"
    assert await eyes.fetchval(live, BIN.person) == 0
    assert await eyes.fetchval("select ended_at is not null from feeds where id = $1", feed)
    assert await eyes.fetchval("select count(*) from duty_endings where duty = $1", duty) == 1
    assert await eyes.fetchval("select app.children_of($1)", BIN.person) == []


async def test_a_visit_called_off_gives_the_places_back_and_who_lives_there_keeps_the_calendar(
    visiting, eyes, act, worker
):
    course = await a_course(eyes, await act(QIN), adults_max=6)
    for one in (QIN, LIAN, DONG):
        await sign_up(course.on(2), by=await act(one))
    feed = uuid7()
    await eyes.execute(
        """insert into feeds (id, token_sha256, account, person, purpose, language, ends)
           values ($1, 'x', $2, $3, 'shifts', 'en', $4)""",
        feed, LIAN.account, LIAN.person, clock.now() + timedelta(days=90),
    )  # fmt: skip
    await call_off_visit(visiting.visit, "期末考试", by=await act(YE))
    await drain(worker)
    rows = await eyes.fetch("select person from sign_ups where withdrawn_at is null")
    assert [r["person"] for r in rows] == [QIN.person]
    assert await eyes.fetchval("select ended_at is null from feeds where id = $1", feed)


async def test_the_page_keeps_what_was_typed_and_says_what_is_owed(served, visiting, visitor):
    course = await served(LIAN)
    lian, at = await visitor(LIAN), f"/team-visits/{visiting.visit}"
    assert f"{at}/handover" in (await lian.get(at)).text
    short = await lian.post(f"{at}/handover", data={"series": str(course.id), "done": "kurz"})
    assert short.status_code == 422
    assert ">kurz</textarea>" in short.text
    done = await lian.post(f"{at}/handover", data={"series": str(course.id), "done": DONE})
    assert done.headers["location"] == f"{at}/handover"
    qin = await visitor(QIN)
    assert DONE in (await qin.get(at)).text
    assert (await qin.post(f"{at}/handover/reading")).headers["location"] == at
    assert "/handover/reading" not in (await qin.get(at)).text
