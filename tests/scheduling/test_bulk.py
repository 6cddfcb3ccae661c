"""Several sessions changed together, one thing in a room at a time, and the way between two places."""

import asyncio
from datetime import time, timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import MayNot
from carenet.scheduling.rules.arranging import CannotArrange, RoomTaken
from carenet.scheduling.rules.bulk import Choice, Turn
from carenet.scheduling.rules.signing import NotCleared, TooFar
from carenet.scheduling.services.bulk import change_many, preview_bulk
from carenet.scheduling.services.changing import move_session, set_room
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.series import create_series, roll_out
from carenet.scheduling.services.signing import AlreadyTaken, sign_up, withdraw
from tests import cast
from tests.cast import BIN, CHUN, GUO, LAN, LIAN, MEI, NAI, QIN, THERE, XIAOYU, id_of
from tests.scheduling.conftest import a_course, a_wish
from tests.scheduling.test_sign_up import drain


def choice(course, **more):
    today = clock.today()
    wish = {"centre": cast.CENTRE, "first": today, "last": today + timedelta(days=60), "series": course.id}  # fmt: skip
    return Choice(**{**wish, **more})


async def state(eyes):
    rows = await eyes.fetch(
        "select id, on_day, starts_at, ends_at, room, cancelled_at, sequence from care_sessions order by id"
    )
    return [tuple(row) for row in rows]


async def test_a_preview_says_what_happens_and_leaves_nothing_and_then_it_happens(
    course, act, eyes, worker
):
    qin, bin_ = await act(QIN), await act(BIN)
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=qin)
    first = min(course.sessions)
    tuesdays = [d for d in course.sessions if d.isoweekday() == first.isoweekday()]
    await sign_up(course.sessions[first], by=bin_)
    picked = choice(course, weekdays=(first.isoweekday(),))
    turn = Turn("hours", time(9), time(10, 30))
    before = await state(eyes)
    effect = await preview_bulk(picked, turn, by=qin)
    assert await state(eyes) == before
    assert [row.day for row in effect.rows] == tuesdays
    assert (effect.rows[0].adults, effect.rows[0].families, effect.told) == (1, 1, (1, len(tuesdays)))  # fmt: skip

    done = await change_many(picked, turn, by=qin)
    assert [r.day for r in done.done] == tuesdays
    hours = await eyes.fetch(
        """select (starts_at at time zone 'Asia/Shanghai')::time as t, on_day from care_sessions where series = $1""",
        course.id,
    )
    assert {r["on_day"] for r in hours if r["t"] == time(9)} == set(tuesdays)
    assert len({r["t"] for r in hours}) == 2, "the other weekdays stay"
    await drain(worker)
    told = await eyes.fetch("select distinct recipient from reminders where kind = 'session.moved'")
    assert {r["recipient"] for r in told} == {BIN.person, NAI.person}
    again = await roll_out(course.id, by=qin)
    assert not again.changes, "making the series again brings nothing back"

    with pytest.raises(CannotArrange):
        await preview_bulk(choice(course), Turn("hours", time(6), None), by=qin)
    off = await change_many(choice(course, marked=(course.sessions[first],)), Turn("off", because="洪水"), by=qin)  # fmt: skip
    assert [r.day for r in off.done] == [first]
    assert not (await preview_bulk(choice(course, marked=(course.sessions[first],)), Turn("off", because="x"), by=qin)).rows  # fmt: skip
    with pytest.raises(MayNot):
        await preview_bulk(choice(course), turn, by=await act(GUO))


async def test_hours_that_do_not_do_are_refused_session_by_session_and_said(course, act, eyes):
    qin = await act(QIN)
    effect = await change_many(choice(course), Turn("hours", time(18), time(21)), by=qin)
    assert effect.rows
    assert not effect.done
    assert all("08:00" in (row.refused or "") for row in effect.rows)


async def test_one_thing_is_held_in_a_room_at_a_time(course, act, eyes):
    qin = await act(QIN)
    with pytest.raises(CannotArrange) as refused:
        await create_series(a_wish(title="另一个"), own_room=True, by=qin)
    assert refused.value.values["days"] == 30
    beside = await a_course(
        eyes, qin
    )  # made by a plan: the days go on without a room that is named
    assert await eyes.fetchval("select count(room) from care_sessions where series = $1", beside.id) == 0  # fmt: skip
    with pytest.raises(RoomTaken):
        await set_room(beside.on(2), id_of("room"), by=qin)
    await move_session(beside.on(2), clock.today() + timedelta(days=2), time(9), time(10), by=qin)
    await set_room(beside.on(2), id_of("room"), by=qin)
    with pytest.raises(RoomTaken):
        await move_session(beside.on(2), clock.today() + timedelta(days=2), time(16), time(17), by=qin)  # fmt: skip
    effect = await preview_bulk(choice(beside), Turn("room", room=id_of("room")), by=qin)
    assert [row.day for row in effect.done] == [clock.today() + timedelta(days=2)]
    assert effect.told == (0, 0)
    with pytest.raises(asyncpg.ExclusionViolationError):
        await eyes.execute("update care_sessions set room = $1 where id = $2", id_of("room"), beside.on(3))  # fmt: skip
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute("update series set ends_at = '21:00' where id = $1", beside.id)


async def test_two_who_take_one_room_at_once_one_gets_it(course, act, eyes):
    qin = await act(QIN)
    pair = [await a_course(eyes, qin, room=None, starts_at=time(9), ends_at=time(10)) for _ in range(2)]  # fmt: skip
    got = await asyncio.gather(
        *(set_room(one.on(2), id_of("room"), by=qin) for one in pair), return_exceptions=True
    )
    assert sorted(type(g).__name__ for g in got) == ["NoneType", "RoomTaken"]


async def far_course(eyes, act, starts, ends):
    """Lan's series at a place in the village beside: half an hour away and more."""
    await eyes.execute(
        "insert into organisations (id, kind, name, division) values ($1, 'centre', '邻村儿童之家', $2)",
        id_of("there"), THERE,
    )  # fmt: skip
    await eyes.execute(
        "insert into centres (id, kind, name, village, short_code, capacity, opened_on) values ($1, 'childrens_room', '邻村儿童之家', $2, 'C09', 30, '2024-01-01')",
        id_of("there"), THERE,
    )  # fmt: skip
    return await a_course(eyes, await act(LAN), centre=id_of("there"), room=None, starts_at=starts, ends_at=ends)  # fmt: skip


async def test_the_way_between_two_places_takes_its_time(course, act, eyes):
    """25 minutes within a township; 16:10 begins at Mei's place."""
    bin_, lan = await act(BIN), await act(LAN)
    near = await far_course(eyes, act, time(14), time(15, 55))
    await sign_up(near.on(2), by=bin_)
    with pytest.raises(TooFar) as refused:
        await sign_up(course.on(2), by=bin_)
    assert (refused.value.values["need"], refused.value.values["gap"]) == (25, 15)
    assert not await eyes.fetchval("select count(*) from commitments where because = $1", f"session:{course.on(2)}")  # fmt: skip
    with pytest.raises(MayNot):
        await sign_up(course.on(2), by=bin_, although="骑得快")
    # An organiser's own judgement, with its reason; never past papers.
    made = await sign_up(course.on(2), by=lan, person=BIN.person, although="有人开车送他")
    kept = await eyes.fetchrow("select * from sign_up_overrides where sign_up = $1", made)
    assert (kept["minutes"], kept["left_minutes"], kept["because"]) == (25, 15, "有人开车送他")
    assert kept["by"] == LAN.account
    with pytest.raises(NotCleared):
        await sign_up(course.on(2), by=lan, person=CHUN.person, although="她是好人")
    # Early enough before, no word is needed; another person is untouched.
    await sign_up(course.on(3), by=bin_)
    await move_session(near.on(3), clock.today() + timedelta(days=3), time(13), time(15), by=lan)
    await sign_up(near.on(3), by=bin_)
    await sign_up(course.on(2), by=await act(LIAN))


async def test_whoever_leads_the_place_signs_up_on_somebodys_word_and_gives_it_back(
    course, act, eyes
):
    qin, other = await act(QIN), await a_course(eyes, await act(QIN), room=None)
    taken = "select count(*) from commitments where person = $1"
    await sign_up(course.on(2), by=qin, person=BIN.person)
    with pytest.raises(AlreadyTaken):
        await sign_up(other.on(2), by=qin, person=BIN.person)
    assert await eyes.fetchval(taken, BIN.person) == 1
    await withdraw(course.on(2), "病了", by=qin, person=BIN.person)
    assert await eyes.fetchval(taken, BIN.person) == 0
    far = await far_course(eyes, act, time(14), time(15))
    with pytest.raises(MayNot):
        await sign_up(far.on(2), by=qin, person=BIN.person)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction(qin) as db:
            await db.execute("select app.take_hours(uuidv7(), $1, $2)", BIN.person, far.on(2))


async def test_the_pages_of_several_sessions(course, visitor, act, eyes):
    qin = await visitor(QIN)
    today = clock.today()
    session = course.on(2)
    day = today + timedelta(days=2)
    table = (await (await visitor(LAN)).get(f"/sessions?centre={cast.CENTRE}&on={day}")).text
    listed = (await (await visitor(LAN)).get(f"/sessions?centre={cast.CENTRE}&on={day}&agenda=true")).text  # fmt: skip
    assert ("data-grid" in table, "data-grid" in listed) == (True, False)
    assert f'id="d{day}"' in listed
    form = await qin.get(f"/sessions/changes?centre={cast.CENTRE}&series={course.id}&weekday={today.isoweekday()}&first={today}")  # fmt: skip
    assert form.status_code == 200
    sent = {
        "centre": str(cast.CENTRE), "series": str(course.id), "weekday": str((today + timedelta(days=2)).isoweekday()),
        "first_on": str(today), "last_on": str(today + timedelta(days=5)), "what": "off", "because": "赶圩",
    }  # fmt: skip
    shown = await qin.post("/sessions/changes", data=sent)
    assert "1 session would change" in shown.text
    assert not await eyes.fetchval("select cancelled_at from care_sessions where id = $1", session)
    done = await qin.post("/sessions/changes", data={**sent, "sure": "yes"})
    assert "1 session was changed" in done.text
    assert await eyes.fetchval("select cancelled_at from care_sessions where id = $1", session)
    wrong = await qin.post("/sessions/changes", data={**sent, "because": ""})
    assert wrong.status_code == 422
    assert "Please say why" in wrong.text
    await eyes.execute(
        "insert into volunteers (person, joined_on) values ($1, current_date)", BIN.person
    )
    mei = await visitor(MEI)
    address = f"/sessions/{course.on(3)}"
    assert "Somebody told me that they come" in (await mei.get(address)).text
    assert (
        await mei.post(f"{address}/people", data={"person": str(BIN.person)})
    ).status_code == 303
    assert BIN.name in (await mei.get(address)).text
