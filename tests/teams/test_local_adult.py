"""Where a visiting team serves, a cleared adult of the place has a place too: in any order, by any verb, also under races."""

import asyncio
import random
from datetime import time

import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import Refusal
from carenet.people.services.times import AlreadyTaken
from carenet.scheduling.queries.sessions import short_sessions
from carenet.scheduling.rules.signing import NoLocalAdult, NotCleared, NoVisit
from carenet.scheduling.services.changing import move_session
from carenet.scheduling.services.climbing import watch_lacking
from carenet.scheduling.services.grouping import sign_group_up
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.teams.queries.visits import visit_page
from carenet.teams.services.visits import call_off_visit
from tests.cast import BIN, CENTRE, DONG, LAN, LIAN, PING, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain
from tests.teams.conftest import on

EVERYBODY = (QIN, PING, LIAN, BIN, DONG)


@pytest.fixture
def places(eyes):
    async def read(session):
        rows = await eyes.fetch(
            "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
        )
        return {r["person"] for r in rows}

    return read


async def test_the_team_comes_after_the_adult_of_the_place_and_no_word_passes_over_it(
    visiting, eyes, act, worker, places
):
    qin, lian = await act(QIN), await act(LIAN)
    course = await a_course(eyes, qin, adults_max=6)
    session = course.on(2)
    with pytest.raises(NoLocalAdult):
        await sign_up(session, by=lian)
    with pytest.raises(NoLocalAdult):
        await sign_up(session, by=qin, person=BIN.person, although="they know the way")
    await sign_group_up(session, [BIN.person, DONG.person], None, by=lian)
    await drain(worker)
    why = "select distinct why from group_sign_ups where done_at is not null"
    assert [r["why"] for r in await eyes.fetch(why)] == ["local"]
    await sign_up(session, by=qin)
    await sign_group_up(session, [BIN.person, DONG.person], None, by=lian)
    await drain(worker)
    assert await places(session) == {QIN.person, BIN.person, DONG.person}
    await sign_up(course.on(4), by=lian)  # after the visit they are as everybody


async def test_a_group_helper_of_the_place_is_not_enough(visiting, eyes, act):
    course = await a_course(eyes, await act(QIN), adults_max=6)
    await eyes.execute("delete from team_members where person = $1", DONG.person)
    await sign_up(course.on(2), by=await act(DONG))
    with pytest.raises(NoLocalAdult):
        await sign_up(course.on(2), by=await act(BIN))


async def test_when_the_adult_of_the_place_withdraws_it_is_shown_and_somebody_is_sought(
    visiting, eyes, act, worker
):
    qin = await act(QIN)
    course = await a_course(eyes, qin, adults_max=6)
    session = course.on(2)
    for one in (QIN, LIAN, BIN):
        await sign_up(session, by=await act(one))
    assert session not in {s.id for s in await short_sessions(by=qin)}
    await withdraw(session, "sick", by=qin)
    (found,) = [s for s in await short_sessions(by=await act(LAN)) if s.id == session]
    assert found.no_local
    assert not found.lacking
    page = await visit_page(visiting.visit, by=await act(LIAN))
    assert [(s["coming"], s["has_local"]) for s in page.sessions if s["id"] == session] == [(2, False)]  # fmt: skip
    assert page.alone == 1
    await eyes.execute("delete from climbs")
    await eyes.execute(
        "update care_sessions set starts_at = now() + interval '5 hours', ends_at = now() + interval '6 hours' where id = $1",
        session,
    )  # fmt: skip
    await watch_lacking(by=worker)
    climbs = "select subject from climbs where ladder = 'uncovered' and ended_at is null"
    assert f"session:{session}" in {r["subject"] for r in await eyes.fetch(climbs)}
    await sign_up(session, by=await act(PING))
    assert f"session:{session}" not in {r["subject"] for r in await eyes.fetch(climbs)}


async def test_the_lead_knows_at_once_that_only_a_team_is_left_days_ahead_too(
    visiting, eyes, act, worker
):
    qin = await act(QIN)
    course = await a_course(eyes, qin, adults_max=6)
    session = course.on(3)  # more than 48 hours ahead at any hour of the day
    for one in (PING, LIAN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "sick", by=await act(PING))
    await drain(worker)
    told = await eyes.fetch(
        "select recipient, due_at from reminders where kind = 'session.no_local' and subject = $1",
        f"session:{session}",
    )
    assert QIN.person in {r["recipient"] for r in told}
    assert all(r["due_at"] <= clock.now() for r in told)
    climbs = "select count(*) from climbs where ladder = 'stand_in' and ended_at is null"
    assert await eyes.fetchval(climbs) == 1
    await withdraw(session, "sick", by=await act(BIN))
    await drain(worker)
    assert await eyes.fetchval(climbs) == 1, "the search goes on for one place"


async def test_racing_with_the_adult_who_withdraws_no_team_is_let_in_alone(
    visiting, eyes, act, places
):
    course = await a_course(eyes, await act(QIN), adults_max=6)
    actors = {one: await act(one) for one in (QIN, BIN, DONG, LIAN)}
    session = course.on(3)
    await sign_up(session, by=actors[QIN])

    async def tried(deed):
        try:
            await deed
        except Refusal as refusal:
            return type(refusal)
        return None

    came = await asyncio.gather(
        tried(withdraw(session, "sick", by=actors[QIN])),
        *(tried(sign_up(session, by=actors[one])) for one in (BIN, DONG, LIAN)),
    )
    assert set(came) <= {None, NoLocalAdult}
    left = await places(session)
    assert QIN.person not in left
    lacking = await eyes.fetch("select app.lacking_local() as id")
    assert ({r["id"] for r in lacking} == {session}) == bool(left)


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_order_nobody_of_the_team_gets_a_place_where_no_adult_of_the_place_has_one(
    seed, visiting, eyes, act, places
):
    course = await a_course(eyes, await act(QIN), adults_max=6)
    actors = {one.person: await act(one) for one in EVERYBODY}
    visitors, drawn = {LIAN.person, BIN.person, DONG.person}, random.Random(seed)
    session, there = course.on(2), set()
    for _ in range(25):
        who = drawn.choice([one.person for one in EVERYBODY])
        if who in there:
            await withdraw(session, "sick", by=actors[who])
            there.discard(who)
            continue
        may = who not in visitors or bool(there - visitors)
        try:
            await sign_up(session, by=actors[who])
        except NoLocalAdult:
            assert not may
        except (NotCleared, AlreadyTaken):
            continue
        else:
            assert may
            there.add(who)
        assert await places(session) == there
        alone = bool(there & visitors) and not there - visitors
        assert await eyes.fetchval("select $1 in (select app.lacking_local())", session) == alone


async def test_who_came_with_a_team_has_places_within_its_approved_visits_alone(
    visiting, eyes, act, worker
):
    qin, bin_ = await act(QIN), await act(BIN)
    await eyes.execute("update team_members set visiting = true where person = $1", BIN.person)
    course = await a_course(eyes, qin, adults_max=6)
    for day in (2, 3, 4):
        await sign_up(course.on(day), by=qin)
    await sign_up(course.on(2), by=bin_)
    with pytest.raises(NoVisit):
        await sign_up(course.on(4), by=bin_)
    await call_off_visit(visiting.visit, "期末考试", by=await act(YE))
    with pytest.raises(NoVisit):
        await sign_up(course.on(3), by=bin_)
    async with transaction(worker) as db:
        assert not await db.fetchval("select app.visits_with_team($1, $2, $3)", BIN.person, CENTRE, course_day(course, 3))  # fmt: skip


def course_day(course, days):
    """The date of a session so many days ahead."""
    return next(day for day, id_ in course.sessions.items() if id_ == course.on(days))


async def test_a_session_that_moves_out_of_the_visit_leaves_the_team_behind(
    visiting, eyes, act, places
):
    course = await a_course(eyes, await act(QIN), adults_max=6, last_on=on(4))
    session = course.on(3)
    for one in (QIN, LIAN, DONG):
        await sign_up(session, by=await act(one))
    gone = await move_session(session, on(8), time(16, 10), time(17, 10), by=await act(QIN))
    assert set(gone) == {LIAN.person, DONG.person}
    assert await places(session) == {QIN.person}
