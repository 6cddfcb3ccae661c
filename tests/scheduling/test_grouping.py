"""The leader of a team signs several members up: by the rules of each, with a result for each, told to each."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.grouping import PLACES_MAX, WHY, CannotGroup, require_group
from carenet.scheduling.services.away import go_away
from carenet.scheduling.services.grouping import CODES, serve_groups, sign_group_up
from carenet.scheduling.services.hearing import hear_answer
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, CENTRE, CHUN, DONG, GUO, LIAN, PING, QIN, id_of
from tests.scheduling.conftest import a_course
from tests.scheduling.test_away_and_standing import on
from tests.scheduling.test_sign_up import drain, reminders_of

TOLD = ("session.by_group", "due")


@pytest_asyncio.fixture
async def team(eyes):
    """Lian leads a team of the university: Bin, Dong, Chun whose papers lapsed, and herself."""
    made = id_of("team")
    await eyes.execute(
        """insert into teams (id, organisation, name, leader, starts_on, ends_on)
           values ($1, $2, '春晖支教队', $3, $4, $5)""",
        made, CENTRE, LIAN.person, on(-9), on(90),
    )  # fmt: skip
    for one in (LIAN, BIN, DONG, CHUN):
        await eyes.execute(
            "insert into team_members (team, person) values ($1, $2)", made, one.person
        )
    return made


async def came_of(eyes, session):
    rows = await eyes.fetch(
        "select person, done_at is not null as done, why from group_sign_ups where care_session = $1",
        session,
    )
    return {r["person"]: r["why"] or ("took" if r["done"] else "waits") for r in rows}


@given(st.integers(0, 70), st.integers(0, 70), st.integers(-5, 200))
def test_what_is_asked_for_at_once_has_bounds(people, days, span):
    first = clock.today()
    good = people > 0 and 0 <= span <= 120 and people * days <= PLACES_MAX
    try:
        require_group(people, days, first, first + timedelta(days=span))
    except CannotGroup:
        assert not good
    else:
        assert good


def test_each_result_has_its_words():
    assert {code for _, code in CODES} | {"there", "other"} == set(WHY)


async def test_each_has_a_result_and_is_told_and_may_say_no(team, eyes, act, worker):
    course = await a_course(eyes, await act(QIN), adults_max=4)
    session = course.on(3)
    await go_away(on(3), on(3), None, by=await act(DONG))
    await sign_up(session, by=await act(LIAN))
    people = [one.person for one in (LIAN, BIN, DONG, CHUN)]
    assert await sign_group_up(session, people, None, by=await act(LIAN)) == 4
    await drain(worker)
    assert await came_of(eyes, session) == {
        LIAN.person: "there", BIN.person: "took", DONG.person: "away", CHUN.person: "papers",
    }  # fmt: skip
    assert TOLD in await reminders_of(eyes, BIN)
    assert TOLD not in await reminders_of(eyes, DONG)
    assert await eyes.fetchval("select signed_up_by from sign_ups where person = $1", BIN.person) == LIAN.account  # fmt: skip
    said = {
        "kind": "session.by_group",
        "subject": f"session:{session}",
        "recipient": str(BIN.person),
        "answer": "cannot",
    }
    await hear_answer([said], worker)
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 1


async def test_two_groups_racing_for_the_last_places_never_overbook(team, eyes, act, worker):
    course = await a_course(eyes, await act(QIN))
    session = course.on(3)
    other = id_of("other team")
    await eyes.execute(
        """insert into teams (id, organisation, name, leader, starts_on, ends_on)
           values ($1, $2, '二队', $3, $4, $5)""",
        other, CENTRE, PING.person, on(-9), on(90),
    )  # fmt: skip
    await eyes.execute("insert into team_members (team, person) values ($1, $2)", other, PING.person)  # fmt: skip
    people = [one.person for one in (LIAN, BIN, DONG)]
    await sign_group_up(session, people, None, by=await act(LIAN))
    await sign_group_up(session, [PING.person], None, by=await act(PING))
    await asyncio.gather(*(asyncio.create_task(serve_groups(by=worker)) for _ in range(3)))
    found = await came_of(eyes, session)
    assert sorted(found.values()) == ["full", "full", "took", "took"]
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 2


async def test_a_second_tap_asks_nothing_twice_and_later_days_go_along(team, eyes, act, worker):
    course = await a_course(eyes, await act(QIN))
    lian = await act(LIAN)
    assert await sign_group_up(course.on(2), [BIN.person], on(5), by=lian) == 4
    assert await sign_group_up(course.on(2), [BIN.person], on(5), by=lian) == 0
    await drain(worker)
    assert await eyes.fetchval("select count(*) from sign_ups where person = $1", BIN.person) == 4
    assert await sign_group_up(course.on(2), [BIN.person], None, by=lian) == 1
    await drain(worker)
    assert await eyes.fetchval("select count(*) from sign_ups where person = $1", BIN.person) == 4


async def test_opening_times_and_a_word_hold_for_a_group_too(team, eyes, act, worker):
    qin, lian = await act(QIN), await act(LIAN)
    later = await a_course(eyes, qin, opens_days=2)
    word = await a_course(eyes, qin, needs_word=True, room=None)
    await sign_group_up(later.on(5), [BIN.person], None, by=lian)
    await sign_group_up(word.on(6), [BIN.person], None, by=lian)
    await drain(worker)
    assert await came_of(eyes, later.on(5)) == {BIN.person: "unopened"}
    assert await came_of(eyes, word.on(6)) == {BIN.person: "word"}
    assert not await eyes.fetchval("select count(*) from sign_ups")


async def test_only_the_leader_and_only_for_the_team_also_by_the_database(team, eyes, act):
    course = await a_course(eyes, await act(QIN))
    session = course.on(3)
    with pytest.raises(NotFound):
        await sign_group_up(session, [BIN.person], None, by=await act(BIN))
    with pytest.raises(NotFound):
        await sign_group_up(session, [PING.person], None, by=await act(LIAN))
    with pytest.raises(CannotGroup):
        await sign_group_up(session, [], None, by=await act(LIAN))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(await act(BIN)) as db:
            await db.execute("update teams set leader = $1", BIN.person)
    await sign_group_up(session, [BIN.person], None, by=await act(LIAN))
    for one, seen in ((GUO, 0), (DONG, 0), (BIN, 1), (LIAN, 1), (QIN, 1)):
        async with transaction(await act(one), readonly=True) as db:
            assert await db.fetchval("select count(*) from group_sign_ups") == seen, one
    await eyes.execute("update teams set ends_on = $1", on(-1))
    with pytest.raises(NotFound):
        await sign_group_up(session, [DONG.person], None, by=await act(LIAN))


async def test_the_page_takes_it_says_what_came_of_it_and_keeps_what_was_typed(
    team, eyes, act, worker, visitor
):
    course = await a_course(eyes, await act(QIN))
    at = f"/sessions/{course.on(3)}/group"
    leader = await visitor(LIAN)
    assert at in (await leader.get(f"/sessions/{course.on(3)}")).text
    assert (await (await visitor(BIN)).get(at)).status_code == 404
    assert at not in (await (await visitor(BIN)).get(f"/sessions/{course.on(3)}")).text
    assert (await leader.post(at, data={})).status_code == 422
    wrong = await leader.post(at, data={"person": str(BIN.person), "until_on": f"{on(1)}"})
    assert wrong.status_code == 422
    assert "The last day lies before the first" in wrong.text
    assert f'value="{BIN.person}" checked' in wrong.text
    assert (await leader.post(at, data={"person": "nobody"})).status_code == 422
    done = await leader.post(at, data={"person": [str(BIN.person), str(CHUN.person)]})
    assert done.headers["location"] == at
    assert "being signed up" in (await leader.get(at)).text
    await drain(worker)
    page = (await leader.get(at)).text
    assert "signed up and told" in page
    assert "the papers do not cover that day" in page
