"""A session that is moved: whoever comes still gets there from another place, or somebody says why it will do."""

from datetime import time, timedelta

import pytest

from carenet.core import clock
from carenet.scheduling.rules.arranging import WaysTooLong
from carenet.scheduling.rules.bulk import Choice, Turn
from carenet.scheduling.services.bulk import change_many
from carenet.scheduling.services.changing import move_session
from carenet.scheduling.services.joining import join_sessions
from carenet.scheduling.services.signing import sign_up
from tests import cast
from tests.cast import BIN, LAN, LIAN, QIN
from tests.scheduling.conftest import a_course
from tests.scheduling.test_bulk import far_course

DAY = timedelta(days=2)
OVERRIDES = "select person, minutes, left_minutes, because, by from sign_up_overrides order by at"


@pytest.fixture
async def near(course, act, eyes):
    """Bin is at the village beside until 15:00, 25 minutes from Qin's place, where he and Lian come at 16:10."""
    made = await far_course(eyes, act, time(14), time(15))
    bin_ = await act(BIN)
    await sign_up(made.on(2), by=bin_)
    await sign_up(course.on(2), by=bin_)
    await sign_up(course.on(2), by=await act(LIAN))
    return made


@pytest.mark.usefixtures("near")
async def test_a_move_that_leaves_no_time_for_the_way_is_refused_with_names(course, act, eyes):
    qin, day = await act(QIN), clock.today() + DAY
    with pytest.raises(WaysTooLong) as refused:
        await move_session(course.on(2), day, time(15, 15), time(16, 45), by=qin)
    ((who, (name, way)),) = refused.value.late.items()
    assert (who, way.need, way.gap) == (BIN.person, 25, 15)
    assert refused.value.values == {"names": name}
    held = await eyes.fetchrow("select * from care_sessions where id = $1", course.on(2))
    assert (held["moved_at"], held["sequence"]) == (None, 0)
    assert not await eyes.fetchval("select count(*) from facts where name = 'SessionMoved'")
    hours = await eyes.fetch("select starts_at from commitments where because = $1", f"session:{course.on(2)}")  # fmt: skip
    assert {h["starts_at"] for h in hours} == {held["starts_at"]}


@pytest.mark.usefixtures("near")
async def test_time_enough_or_another_day_needs_no_word(course, act, eyes):
    qin, day = await act(QIN), clock.today() + DAY
    await move_session(course.on(2), day, time(15, 25), time(16, 45), by=qin)
    await move_session(course.on(2), clock.today() + timedelta(days=40), time(9), time(10), by=qin)
    assert await eyes.fetch(OVERRIDES) == []


@pytest.mark.usefixtures("near")
async def test_a_reason_moves_it_and_is_kept_for_those_it_concerns_once(course, act, eyes):
    qin, day = await act(QIN), clock.today() + DAY
    hours = (time(15, 15), time(16, 45))
    assert await move_session(course.on(2), day, *hours, although="骑车送他", by=qin) == []
    (kept,) = await eyes.fetch(OVERRIDES)
    assert tuple(kept) == (BIN.person, 25, 15, "骑车送他", QIN.account)
    # As much time or more is judged already; less is asked anew.
    await move_session(course.on(2), day, time(15, 20), time(16, 45), by=qin)
    assert len(await eyes.fetch(OVERRIDES)) == 1
    with pytest.raises(WaysTooLong):
        await move_session(course.on(2), day, time(15, 5), time(16, 45), by=qin)


async def test_no_reason_passes_over_an_overlap(near, course, act, eyes):
    day = clock.today() + DAY
    gone = await move_session(course.on(2), day, time(14, 30), time(16), although="他说行", by=await act(QIN))  # fmt: skip
    assert gone == [BIN.person]
    assert await eyes.fetch(OVERRIDES) == []
    assert await eyes.fetchval("select count(*) from sign_ups where care_session = $1 and withdrawn_at is null", near.on(2)) == 1  # fmt: skip


async def test_the_place_one_comes_from_cannot_be_moved_too_near_either(near, act):
    day, lan = clock.today() + DAY, await act(LAN)
    with pytest.raises(WaysTooLong):
        await move_session(near.on(2), day, time(14, 30), time(15, 50), by=lan)
    await move_session(near.on(2), day, time(14, 30), time(15, 45), by=lan)


@pytest.mark.usefixtures("near")
async def test_of_several_the_one_nobody_could_reach_stays_and_says_who(course, act, eyes):
    qin, day = await act(QIN), clock.today() + DAY
    choice = Choice(cast.CENTRE, day, day + timedelta(days=1), course.id, (), ())
    done = await change_many(choice, Turn("hours", time(15, 15), time(16, 45)), by=qin)
    assert [bool(row.refused) for row in done.rows] == [True, False]
    name = await eyes.fetchval("select name from people where id = $1", BIN.person)
    assert name in done.rows[0].refused


@pytest.mark.usefixtures("near")
async def test_taking_an_earlier_one_in_is_refused_where_somebody_misses_another_place(
    course, act, eyes
):
    qin = await act(QIN)
    early = await a_course(eyes, qin, title="early", room=None, starts_at=time(15, 10), ends_at=time(16))  # fmt: skip
    with pytest.raises(WaysTooLong):
        await join_sessions(course.on(2), early.on(2), by=qin)
    assert not await eyes.fetchval("select cancelled_at from care_sessions where id = $1", early.on(2))  # fmt: skip


@pytest.mark.usefixtures("near")
async def test_the_page_names_them_keeps_what_was_typed_and_takes_the_reason(course, visitor, eyes):
    client, at = await visitor(QIN), f"/sessions/{course.on(2)}"
    typed = {"on_day": (clock.today() + DAY).isoformat(), "starts_at": "15:15", "ends_at": "16:45"}
    assert 'name="ways_do"' not in (await client.get(at)).text
    answer = await client.post(f"{at}/move", data=typed)
    name = await eyes.fetchval("select name from people where id = $1", BIN.person)
    assert answer.status_code == 422
    assert f"With these hours {name} would not get" in answer.text
    assert "about 25 minutes, 15 in between" in answer.text
    assert 'value="15:15"' in answer.text
    answer = await client.post(f"{at}/move", data=typed | {"ways_do": "有人骑车送"})
    assert answer.status_code == 303
    shown = (await client.get(at)).text
    assert "The way takes about 25 minutes, there are 15:" in shown
    assert "有人骑车送" in shown
