"""One session divided in two, two joined for a day: children, adults and hours follow, and all are told."""

from datetime import time, timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot
from carenet.scheduling.queries.registers import register_page
from carenet.scheduling.rules.arranging import CannotArrange
from carenet.scheduling.services.enrolling import CannotEnrol, enrol_children
from carenet.scheduling.services.joining import divide_session, join_sessions
from carenet.scheduling.services.series import roll_out
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, GUO, LIAN, NAI, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain


async def hours(eyes, session):
    row = await eyes.fetchrow("select * from care_sessions where id = $1", session)
    return tuple(row[k].astimezone(clock.SHANGHAI).time() for k in ("starts_at", "ends_at"))


async def comes(eyes, session):
    rows = await eyes.fetch(
        "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
    )
    return {r["person"] for r in rows}


async def test_a_session_is_divided_and_its_children_and_adults_are_in_both_parts(
    course, act, eyes
):
    qin = await act(QIN)
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=qin)
    await sign_up(course.on(2), by=await act(BIN))
    for at in (time(16, 20), time(17, 30)):
        with pytest.raises(CannotArrange):
            await divide_session(course.on(2), at, by=qin)
    with pytest.raises(MayNot):
        await divide_session(course.on(2), time(17), by=await act(GUO))
    second = await divide_session(course.on(2), time(17), by=qin)
    assert await hours(eyes, course.on(2)) == (time(16, 10), time(17))
    assert await hours(eyes, second) == (time(17), time(17, 40))
    assert await comes(eyes, second) == await comes(eyes, course.on(2)) == {BIN.person}
    page = await register_page(second, by=qin)
    assert {line.child for line in page.lines} == {XIAOYU.id, XIAOSHAN.id}
    busy = "select count(*) from commitments where person = $1"
    assert await eyes.fetchval(busy, BIN.person) == 2
    assert not (await roll_out(course.id, by=qin)).changes
    # The day after, the children are where they always are, and still in one thing at a time.
    other = await a_course(eyes, qin, room=None)
    with pytest.raises(CannotEnrol):
        await enrol_children(other.id, [XIAOYU.id], clock.today(), by=qin)


async def test_two_sessions_become_one_for_a_day_and_all_are_told(course, act, eyes, worker):
    qin = await act(QIN)
    other = await a_course(eyes, qin, room=None, starts_at=time(16, 30), ends_at=time(18))
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=qin)
    await enrol_children(other.id, [XIAOSHAN.id], clock.today(), by=qin)
    await sign_up(course.on(2), by=await act(BIN))
    await sign_up(other.on(2), by=await act(LIAN))
    with pytest.raises(CannotArrange):
        await join_sessions(course.on(2), other.on(3), by=qin)
    await join_sessions(course.on(2), other.on(2), by=qin)
    assert await hours(eyes, course.on(2)) == (time(16, 10), time(18))
    assert await comes(eyes, course.on(2)) == {BIN.person, LIAN.person}
    assert await eyes.fetchval("select cancelled_at from care_sessions where id = $1", other.on(2))
    page = await register_page(course.on(2), by=qin)
    assert {line.child for line in page.lines} == {XIAOYU.id, XIAOSHAN.id}
    tomorrow = await register_page(course.on(3), by=qin)
    assert {line.child for line in tomorrow.lines} == {XIAOYU.id}
    await drain(worker)
    told = await eyes.fetch(
        "select kind, recipient from reminders where subject = $1 and state = 'due' and kind like 'session.%' and due_at <= $2",
        f"session:{course.on(2)}", clock.now(),
    )  # fmt: skip
    moved = {r["recipient"] for r in told if r["kind"] == "session.moved"}
    assert {LIAN.person, BIN.person, NAI.person} <= moved
    off = await eyes.fetchval("select count(*) from reminders where kind = 'session.cancelled'")
    assert not off, "nobody hears that it does not take place"
    with pytest.raises(CannotArrange):
        await join_sessions(course.on(2), other.on(2), by=qin)
    assert clock.today() + timedelta(days=2) in course.sessions


async def test_both_are_offered_on_the_page_of_a_session(course, act, eyes, visitor):
    other = await a_course(eyes, await act(QIN), room=None, starts_at=time(9), ends_at=time(10))
    qin = await visitor(QIN)
    address = f"/sessions/{course.on(2)}"
    shown = (await qin.get(address)).text
    assert "Divide it" in shown
    assert f'value="{other.on(2)}"' in shown
    wrong = await qin.post(f"{address}/division", data={"at": "16:15"})
    assert wrong.status_code == 422
    assert "20 minutes at least" in wrong.text
    assert (await qin.post(f"{address}/division", data={"at": "17:00"})).status_code == 303
    assert (await qin.post(f"{address}/joining", data={"other": str(other.on(2))})).status_code == 303  # fmt: skip
