"""A series becomes sessions; sessions move and are called off; whoever comes is told."""

from datetime import date, time, timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot
from carenet.scheduling.rules.arranging import CannotArrange
from carenet.scheduling.services.changing import call_off, move_session
from carenet.scheduling.services.series import create_series, end_series, roll_out
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.services.stopping import stop_centre, stop_township
from tests import cast
from tests.cast import BIN, GUO, LAN, LIAN, MEI, NAI, QIN
from tests.scheduling.conftest import a_course, a_wish
from tests.scheduling.test_sign_up import drain, reminders_of


async def calendar_day(eyes, day, kind, name=None):
    await eyes.execute(
        """insert into calendar_days (day, kind, name, lunar, source, confirmed)
           values ($1, $2, $3, '', 'notice', true)""",
        day, kind, name,
    )  # fmt: skip


async def test_a_holiday_has_no_session_and_every_other_day_has_one(act, eyes):
    off = clock.today() + timedelta(days=3)
    await calendar_day(eyes, off, "holiday", "National Day")
    course = await a_course(eyes, await act(QIN))
    assert off not in course.sessions
    assert len(course.sessions) == 29
    codes = await eyes.fetch("select check_in_code from care_sessions where series = $1", course.id)
    assert all(len(r["check_in_code"]) == 6 for r in codes)


async def test_making_the_sessions_again_changes_nothing_and_an_announced_holiday_calls_one_off(
    course, act, eyes
):
    qin = await act(QIN)
    assert (await roll_out(course.id, by=qin)).changes == 0
    await calendar_day(eyes, clock.today() + timedelta(days=4), "holiday", "Labour Day")
    assert (await roll_out(course.id, by=qin)).changes == 1
    row = await eyes.fetchrow("select * from care_sessions where id = $1", course.on(4))
    assert row["cancelled_at"] is not None
    assert row["sequence"] == 1
    why = await eyes.fetchval("select because from session_cancellations")
    assert why == "Labour Day"
    assert (await roll_out(course.id, by=qin)).changes == 0


async def test_a_moved_session_takes_its_adults_along_and_gets_no_twin(course, act, eyes):
    session, day = course.on(3), clock.today() + timedelta(days=40)
    await sign_up(session, by=await act(BIN))
    before = {r["id"] for r in await eyes.fetch("select id from reminders")}
    await move_session(session, day, time(9), time(10, 30), by=await act(QIN))
    row = await eyes.fetchrow("select * from care_sessions where id = $1", session)
    assert (row["on_day"], row["sequence"]) == (day, 1)
    taken = await eyes.fetchrow("select * from commitments where person = $1", BIN.person)
    assert (taken["starts_at"], taken["ends_at"]) == (row["starts_at"], row["ends_at"])
    reminders = await eyes.fetch("select * from reminders where recipient = $1", BIN.person)
    assert {r["state"] for r in reminders if r["id"] in before} == {"cancelled"}
    assert {r["due_at"] for r in reminders if r["state"] == "due"} >= {
        row["starts_at"] - timedelta(hours=2)
    }
    assert (await roll_out(course.id, by=await act(QIN))).changes == 0


async def test_who_is_taken_at_the_new_time_is_let_go_and_told(course, act, eyes, worker):
    qin = await act(QIN)
    other = await a_course(eyes, qin, starts_at=time(9), ends_at=time(10), room=None)
    for one in (BIN, LIAN):
        await sign_up(course.on(3), by=await act(one))
    await sign_up(other.on(3), by=await act(BIN))
    gone = await move_session(
        course.on(3), clock.today() + timedelta(days=3), time(9, 30), time(10, 30), by=qin
    )
    assert gone == [BIN.person]
    assert await eyes.fetchval("select adults from care_sessions where id = $1", course.on(3)) == 1
    assert await eyes.fetchval("select because from withdrawals") == "the session was moved"
    await drain(worker)
    for one in (BIN, LIAN):
        assert ("session.moved", "due") in await reminders_of(eyes, one)


async def test_what_cannot_be_moved_says_why(course, act, travel):
    qin = await act(QIN)
    day = clock.today() + timedelta(days=5)
    with pytest.raises(CannotArrange, match="meets on that day"):
        await move_session(course.on(3), day, time(9), time(10), by=qin)
    with pytest.raises(CannotArrange, match="08:00"):
        await move_session(course.on(3), day, time(20), time(21), by=qin)
    with pytest.raises(MayNot):
        await move_session(
            course.on(3), clock.today() + timedelta(days=50), time(9), time(10), by=await act(BIN)
        )
    session = course.on(1)
    travel(timedelta(days=3))
    with pytest.raises(CannotArrange, match="ahead"):
        await move_session(session, clock.today() + timedelta(days=60), time(9), time(10), by=qin)


async def test_calling_off_frees_tells_and_bumps(course, act, eyes, worker):
    session = course.on(3)
    await sign_up(session, by=await act(BIN))
    await eyes.execute(
        """insert into enrolments (series, centre, child, village, starts_on, source, enrolled_by)
           values ($1, $2, $3, $4, $5, 'asked', $2)""",
        course.id, cast.CENTRE, cast.XIAOYU.id, cast.HERE, clock.today(),
    )  # fmt: skip
    assert await call_off(session, "flood", by=await act(QIN))
    assert not await call_off(session, "flood", by=await act(QIN))
    row = await eyes.fetchrow("select * from care_sessions where id = $1", session)
    assert row["sequence"] == 1
    assert row["updated_at"] >= row["cancelled_at"]
    assert not await eyes.fetchval("select count(*) from commitments")
    await drain(worker)
    told = await reminders_of(eyes, BIN)
    assert ("session.cancelled", "due") in told
    assert ("session.soon", "due") not in told
    assert ("session.cancelled", "due") in await reminders_of(eyes, NAI)
    said = await eyes.fetch("select details::text as d from reminders")
    assert not any(cast.XIAOYU.name in r["d"] for r in said)


async def test_who_may_not_arrange_anything(course, act):
    for one in (BIN, GUO):
        with pytest.raises(MayNot):
            await call_off(course.on(3), "no", by=await act(one))
        with pytest.raises(MayNot):
            await create_series(a_wish(), by=await act(one))
        with pytest.raises(MayNot):
            await stop_centre(cast.CENTRE, clock.today(), "no", by=await act(one))
    with pytest.raises(MayNot):
        await stop_township(cast.TOWNSHIP, clock.today(), "no", by=await act(MEI))
    with pytest.raises(MayNot):
        await create_series(a_wish(centre=cast.FAR_CENTRE, room=None), by=await act(LAN))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"adults_min": 1}, "Two adults"),
        ({"starts_at": time(7)}, "08:00"),
        ({"ends_at": time(15)}, "before the beginning"),
        ({"last_on": date(2099, 1, 1)}, "school year"),
        ({"adults_max": 1}, "At most"),
        ({"room": cast.SCHOOL}, "no such room"),
    ],
)
async def test_a_series_that_may_not_be_says_why(act, more, words):
    with pytest.raises(CannotArrange, match=words):
        await create_series(a_wish(**more), by=await act(QIN))


async def test_an_approved_observable_place_may_open_with_one_adult(act, eyes):
    await eyes.execute(
        "update centres set observable_until = '2099-01-01' where id = $1", cast.CENTRE
    )
    await a_course(eyes, await act(QIN), adults_min=1, children_max=15)
    with pytest.raises(CannotArrange, match="Two adults"):
        await create_series(a_wish(adults_min=1, children_max=16), by=await act(QIN))


async def test_today_all_stop_closes_the_place_and_calls_off_what_has_not_begun(
    course, act, eyes, worker
):
    day = clock.today() + timedelta(days=2)
    await sign_up(course.on(2), by=await act(BIN))
    assert await stop_township(cast.TOWNSHIP, day, "flood", by=await act(LAN)) == 1
    assert await stop_centre(cast.CENTRE, day, "flood", by=await act(QIN)) == 0
    await drain(worker)
    assert ("session.cancelled", "due") in await reminders_of(eyes, BIN)
    later = await a_course(eyes, await act(QIN), starts_at=time(9), ends_at=time(10))
    assert day not in later.sessions  # the closure counts for whatever is made afterwards


async def test_an_ended_series_meets_no_more(course, act, eyes):
    await end_series(course.id, "nobody comes", by=await act(LAN))
    ahead = await eyes.fetchval("select count(*) from care_sessions where cancelled_at is null")
    assert ahead == 0
