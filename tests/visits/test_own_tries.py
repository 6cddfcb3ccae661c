"""Whoever owes it says on the phone: tried, when, how, whom, why not. It stays owed; three tries are heard of."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.refusals import MayNot
from carenet.placements.rules.trying import AIMS, CannotTry, tried_enough
from carenet.placements.services import Try, note_own_try
from tests.cast import BIN, GUI, HONG, LAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.placements.test_standing_in import hear, said
from tests.visits.sealing import sealed, send

KEY = "01935d2e-0000-7000-8000-0000000000{:02x}"
TRIED = [
    ("child", str(XIAOYU.id)),
    ("aim", "child_call"),
    ("how", "rang"),
    ("whom", "carer"),
    ("note", "没人接"),
]


async def rows(eyes):
    return [tuple(r) for r in await eyes.fetch("select tried_on, how, whom, note from duty_tries order by tried_on, how")]  # fmt: skip


async def tried(act, days, how, one=PING):
    day = clock.today() - timedelta(days=days)
    return await note_own_try([XIAOYU.id], "child_call", Try(day, how), by=await act(one))


async def test_a_try_comes_from_a_phone_without_a_network_once_and_it_stays_owed(
    visitor, owes, eyes
):
    client = await visitor(PING)
    server = (await client.get("/offline/key")).json()
    then = clock.now() - timedelta(days=1)
    entry = sealed(server, PING.account, "/log/tried", TRIED, key=KEY.format(1), at=int(then.timestamp() * 1000))  # fmt: skip
    for _reply_lost in range(2):
        answer = await send(client, entry)
        assert answer.json() == {"key": KEY.format(1), "state": "done", "location": "/log?done=tried"}  # fmt: skip
    assert await rows(eyes) == [(clock.day_of(then), "rang", "carer", "没人接")]
    owed = await eyes.fetchrow("select met_at, missed_at, tried_at from obligations")
    assert owed["met_at"] is owed["missed_at"] is None
    assert owed["tried_at"]
    page = (await (await visitor(MEI)).get("/obligations?show=open")).text
    assert "tried once" in page
    assert "没人接" in page


async def test_the_form_is_reached_from_the_week_and_says_what_is_wrong(visitor, owes, eyes):
    client = await visitor(PING)
    assert f"/log/tried?child={XIAOYU.id}&amp;aim=child_call" in (await client.get("/week")).text
    page = await client.get(f"/log/tried?child={XIAOYU.id}&aim=child_call")
    assert 'value="child_call" required checked' in page.text or 'value="child_call" checked' in page.text  # fmt: skip
    wrong = await client.post("/log/tried", data={**dict(TRIED), "aim": "visit"})
    assert wrong.status_code == 422
    assert "没人接" in wrong.text
    assert "Nothing of this kind is open" in wrong.text
    assert (await client.post("/log/tried", data=dict(TRIED))).status_code == 303
    assert "It stays owed" in (await client.get("/log?done=tried")).text
    assert not await eyes.fetchval("select count(*) from contacts")


async def test_only_whoever_owes_it_or_stands_in_writes_a_try_and_the_database_agrees(
    act, owes, eyes
):
    for one in (GUI, BIN):
        with pytest.raises((CannotTry, MayNot)):
            await tried(act, 0, "rang", one)
    with pytest.raises(CannotTry):
        await note_own_try([XIAOSHAN.id], "child_call", Try(clock.today(), "rang"), by=await act(PING))  # fmt: skip
    from carenet.core.database import transaction

    await eyes.execute("update obligations set person = $1, placement = null", HONG.person)
    with pytest.raises(Exception, match="row-level security"):
        async with transaction(await act(PING)) as db:
            await db.execute(
                """insert into duty_tries (obligation, child, village, tried_on, how, written_by)
                   select id, child, village, current_date, 'rang', $1 from obligations""",
                PING.account,
            )
    assert await rows(eyes) == []


async def test_three_dated_tries_by_two_ways_are_heard_of_once_by_the_director(
    act, owes, eyes, worker
):
    for days, how, heard in ((9, "rang", set()), (5, "rang", set()), (2, "rang", set()), (2, "wrote", {MEI.person}), (0, "went", {MEI.person})):  # fmt: skip
        await tried(act, days, how)
        await hear(worker)
        assert await said(eyes, "obligation.tried") == heard, (days, how)
    assert await eyes.fetchval("select count(*) from reminders where kind = 'obligation.tried'") == 1  # fmt: skip


async def test_what_the_director_tried_is_heard_of_above_not_by_the_director(
    act, owes, eyes, worker
):
    await eyes.execute("update obligations set person = $1, placement = null", MEI.person)
    for days, how in ((5, "rang"), (2, "wrote"), (0, "rang")):
        await tried(act, days, how, MEI)
    await hear(worker)
    assert await said(eyes, "obligation.tried") == {LAN.person}


async def test_a_day_ahead_or_long_ago_is_no_try(act, owes):
    for days in (-1, 15):
        with pytest.raises(CannotTry):
            await tried(act, days, "rang")


DAY = date(2026, 3, 1)
TRIES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["rang", "went", "wrote"])), max_size=8)  # fmt: skip


@given(TRIES)
def test_enough_is_three_days_and_two_ways_within_fourteen_days(found):
    near = [(n, how) for n, how in found if n < 14]
    wanted = len({n for n, _ in near}) >= 3 and len({how for _, how in near}) >= 2
    assert tried_enough([(DAY - timedelta(days=n), how) for n, how in found], DAY) is wanted
    assert not tried_enough([(DAY + timedelta(days=n + 1), how) for n, how in found], DAY)


def test_every_duty_that_recurs_can_be_tried():
    from carenet.placements.rules import RECURRING

    assert {kind for kinds in AIMS.values() for kind in kinds} == RECURRING | {"guardian_call"}
