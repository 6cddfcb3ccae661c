"""Away for a time, places are given back in one step; every time until a known day, they are taken in one."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.queries.openings import openings
from carenet.scheduling.rules.away import CannotBeAway, CannotStand
from carenet.scheduling.rules.signing import Away
from carenet.scheduling.services import standing
from carenet.scheduling.services.away import come_back, go_away
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.series import end_series, roll_out
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.succeeding import name_successor, say_goodbye
from carenet.scheduling.services.turns import give_places
from carenet.scheduling.services.waiting import wait_for_place
from tests.cast import BIN, HONG, LIAN, NAI, PING, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of

NO_PLACE = "session.not_every_time"


def on(days):
    return clock.today() + timedelta(days=days)


async def live(eyes, one):
    return await eyes.fetchval(
        "select count(*) from sign_ups where person = $1 and withdrawn_at is null", one.person
    )


async def test_being_away_gives_back_what_falls_into_it_and_no_more(
    course, act, eyes, visitor, worker
):
    bin_ = await act(BIN)
    for days in (2, 5, 6, 9):
        await sign_up(course.on(days), by=bin_)
    phone = await visitor(BIN)
    data = {"starts_on": f"{on(4)}", "ends_on": f"{on(7)}", "because": "农忙"}
    shown = await phone.post("/me/away", data=data)
    assert shown.status_code == 200
    assert "2 promises of yours" in shown.text
    assert await live(eyes, BIN) == 4
    done = await phone.post("/me/away", data={**data, "sure": "1"})
    assert done.headers["location"] == "/me/away"
    assert await live(eyes, BIN) == 2
    why = await eyes.fetch("select because, late from withdrawals")
    assert [(r["because"], r["late"]) for r in why] == [("农忙", False)] * 2
    assert (
        await eyes.fetchval("select count(*) from commitments where person = $1", BIN.person) == 2
    )


async def test_whoever_waited_has_the_place_and_the_one_away_is_not_asked(
    course, act, eyes, worker
):
    session = course.on(5)
    for one in (BIN, QIN):
        await sign_up(session, by=await act(one))
    await wait_for_place(session, by=await act(LIAN))
    await go_away(on(5), on(5), None, by=await act(BIN))
    await drain(worker)
    assert await live(eyes, LIAN) == 1
    found = await openings(by=await act(BIN))
    assert all(o.session.on_day != on(5) for o in (*found.rows, *found.further))
    with pytest.raises(Away):
        await sign_up(course.on(5), by=await act(BIN))


async def test_coming_back_earlier_lets_one_sign_up_again(course, act, eyes):
    bin_ = await act(BIN)
    await go_away(on(4), on(7), None, by=bin_)
    leave = await eyes.fetchval("select id from leaves")
    with pytest.raises(NotFound):
        await come_back(leave, by=await act(LIAN))
    await come_back(leave, by=bin_)
    await sign_up(course.on(5), by=bin_)


async def test_days_that_do_not_do_are_said(act):
    bin_ = await act(BIN)
    for first, last in ((5, 4), (-5, -1), (1, 900)):
        with pytest.raises(CannotBeAway):
            await go_away(on(first), on(last), None, by=bin_)


async def test_coming_every_time_takes_each_place_that_is_free_and_names_the_others(
    course, act, eyes, visitor
):
    for one in (PING, QIN):
        await sign_up(course.on(3), by=await act(one))
    phone = await visitor(BIN)
    page = await phone.post(f"/series/{course.id}/standing", data={"until_on": f"{on(5)}"})
    assert page.status_code == 200
    assert "4 places are yours" in page.text
    assert "All places were taken when your turn came" in page.text
    assert await live(eyes, BIN) == 4
    assert "You come every time until" in (await phone.get(f"/series/{course.id}")).text
    with pytest.raises(CannotStand):
        await standing.come_every_time(course.id, on(9), by=await act(BIN))
    with pytest.raises(CannotStand):
        await standing.come_every_time(course.id, on(99), by=await act(LIAN))


async def test_new_sessions_of_the_series_have_a_place_too_but_not_what_was_given_back(
    course, act, eyes, worker
):
    bin_ = await act(BIN)
    await standing.come_every_time(course.id, on(20), by=bin_)
    await withdraw(course.on(8), None, by=bin_)
    await eyes.execute("delete from reminders")
    gone = course.on(7)
    await eyes.execute("delete from standing_turns where care_session = $1", gone)
    for table in ("withdrawals", "sign_ups"):
        key = "care_session" if table == "sign_ups" else "sign_up"
        sub = "$1" if table == "sign_ups" else "(select id from sign_ups where care_session = $1)"
        await eyes.execute(f"delete from {table} where {key} = {sub}", gone)
    await eyes.execute("delete from commitments where because = $1", f"session:{gone}")
    await eyes.execute("delete from care_sessions where id = $1", gone)
    await roll_out(course.id, by=await act(QIN))
    assert await give_places(by=worker) == 1
    days = {r["on_day"] for r in await eyes.fetch(
        "select s.on_day from sign_ups u join care_sessions s on s.id = u.care_session where u.person = $1 and u.withdrawn_at is null",
        BIN.person,
    )}  # fmt: skip
    assert on(7) in days
    assert on(8) not in days


async def test_no_longer_every_time_gives_back_what_comes_after(course, act, eyes, worker):
    bin_ = await act(BIN)
    await standing.come_every_time(course.id, on(9), by=bin_)
    assert await standing.come_no_longer(course.id, on(4), by=bin_) == 5
    assert await live(eyes, BIN) == 4
    assert await standing.come_no_longer(course.id, on(4), by=bin_) == 0, "pressed twice"
    await drain(worker)
    assert ("session.last_day", "due") in await reminders_of(eyes, QIN)
    await standing.come_no_longer(course.id, on(0), by=bin_)
    with pytest.raises(NotFound):
        await standing.come_no_longer(course.id, on(0), by=bin_)


async def test_a_last_day_ahead_keeps_the_promise_until_then_also_for_what_opens_later(
    act, eyes, worker, travel
):
    course = await a_course(eyes, await act(QIN), opens_days=3)
    bin_ = await act(BIN)
    await standing.come_every_time(course.id, on(9), by=bin_)
    await standing.come_no_longer(course.id, on(6), by=bin_)
    assert await live(eyes, BIN) == 3
    for days in (1, 2, 3, 4, 5):
        travel(timedelta(days=days))
        await give_places(by=worker)
    last = await eyes.fetchval(
        """select max(s.on_day) - min(s.on_day) from sign_ups u join care_sessions s on s.id = u.care_session
           where u.person = $1 and u.withdrawn_at is null""",
        BIN.person,
    )  # fmt: skip
    assert last == 5, "from tomorrow to the sixth day, and none after it"


async def test_a_successor_is_asked_says_so_themselves_and_goodbye_is_said(
    course, act, eyes, visitor, travel
):
    bin_, qin = await act(BIN), await act(QIN)
    await sign_up(course.on(9), by=await act(LIAN))  # so the lead knows her
    await standing.come_every_time(course.id, on(9), by=bin_)
    await standing.come_no_longer(course.id, on(4), by=bin_)
    one = await eyes.fetchval("select id from standing_sign_ups")
    # What lies after it need not be made yet.
    await eyes.execute("update care_sessions set cancelled_at = now() where on_day > $1", on(4))
    for other in (PING, BIN):
        with pytest.raises(NotFound):
            await name_successor(course.id, one, other.person, by=qin)
    with pytest.raises((MayNot, NotFound)):
        await name_successor(course.id, one, LIAN.person, by=bin_)
    for _ in range(2):
        await name_successor(course.id, one, LIAN.person, by=qin)
    assert ("session.after_you", "due") in await reminders_of(eyes, LIAN)
    lead = await visitor(QIN)
    assert "asked, has not said yes yet" in (await lead.get(f"/series/{course.id}")).text
    await standing.come_every_time(course.id, on(9), by=await act(LIAN))
    assert "comes every time" in (await lead.get(f"/series/{course.id}")).text
    with pytest.raises(CannotStand):
        await say_goodbye(course.id, one, on(4), None, by=bin_)
    travel(timedelta(days=4))
    phone = await visitor(BIN)
    data = {"standing": str(one), "on_day": f"{clock.today()}", "note": "we sang"}
    for _ in range(2):
        assert (await phone.post(f"/series/{course.id}/goodbye", data=data)).status_code == 303
    assert "we sang" in (await lead.get(f"/series/{course.id}")).text
    with pytest.raises((MayNot, NotFound)):
        await say_goodbye(course.id, one, clock.today(), None, by=await act(PING))


async def test_a_full_session_of_the_series_keeps_nobody_from_the_rest(course, act, eyes):
    for one in (BIN, PING):
        await standing.come_every_time(course.id, on(4), by=await act(one))
    made = await standing.come_every_time(course.id, on(4), by=await act(LIAN))
    assert made.taken == 0
    assert {why for _, why in made.left_out} == {"full"}


async def test_coming_every_time_takes_what_is_open_now_and_the_rest_when_it_opens(
    act, eyes, visitor, worker, travel
):
    course = await a_course(eyes, await act(QIN), opens_days=3)
    phone = await visitor(BIN)
    page = await phone.post(f"/series/{course.id}/standing", data={"until_on": f"{on(6)}"})
    assert "3 places are yours" in page.text
    assert "3 more times open later" in page.text
    assert "Sign-up for this opens on" not in page.text
    assert await give_places(by=worker) == 0
    assert await live(eyes, BIN) == 3
    opened, not_yet = course.on(4), course.on(5)
    travel(timedelta(days=1))
    assert await give_places(by=worker) == 1
    assert await give_places(by=worker) == 0
    taken = "select exists (select from sign_ups where care_session = $1 and person = $2)"
    assert await eyes.fetchval(taken, opened, BIN.person)
    assert not await eyes.fetchval(taken, not_yet, BIN.person)
    assert {kind for kind, _ in await reminders_of(eyes, BIN)}.isdisjoint({NO_PLACE})


async def test_where_places_are_scarce_fewer_hours_come_first_and_who_gets_none_is_told_once(
    act, eyes, worker, travel
):
    course = await a_course(eyes, await act(QIN), opens_days=3)
    for one in (BIN, PING, LIAN):  # what is open now is full before Lian comes
        await standing.come_every_time(course.id, on(9), by=await act(one))
    opened = course.on(4)
    travel(timedelta(days=1))
    assert await give_places(by=worker) == 2
    there = await eyes.fetch("select person from sign_ups where care_session = $1", opened)
    assert {row["person"] for row in there} == {LIAN.person, BIN.person}
    told = "select count(*) from reminders where kind = $1 and recipient = $2"
    assert await eyes.fetchval(told, NO_PLACE, PING.person) == 1
    await eyes.execute("update care_sessions set standing_at = null")
    await give_places(by=worker)
    assert await eyes.fetchval(told, NO_PLACE, PING.person) == 1


async def test_two_workers_at_once_give_each_place_once_and_tell_nobody_wrongly(
    act, eyes, worker, travel
):
    course = await a_course(eyes, await act(QIN), opens_days=3)
    for one in (BIN, PING):
        await standing.come_every_time(course.id, on(9), by=await act(one))
    travel(timedelta(days=3))
    given = await asyncio.gather(*(give_places(by=worker) for _ in range(3)))
    left = await give_places(by=worker)  # who finds a series held leaves it to the next turn
    assert sum(given) + left == 6
    assert await give_places(by=worker) == 0
    assert not await eyes.fetchval("select count(*) from reminders where kind = $1", NO_PLACE)


@pytest_asyncio.fixture
async def taught(act, eyes):
    """A tutoring series that the siblings come to; their mother is confirmed as caring."""
    qin = await act(QIN)
    series = await a_course(eyes, qin, kind="tutoring", subject="maths", drop_in=False)
    await enrol_children(series.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=qin)
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-05' where person = $1", HONG.person
    )
    return series


async def said_to(eyes, one):
    return await eyes.fetch(
        """select kind, due_at, details from reminders where recipient = $1 and state = 'due'
           and kind in ('session.new_adult', 'session.adult_away') order by due_at""",
        one.person,
    )


async def test_a_family_hears_once_two_weeks_before_that_somebody_else_comes_and_reads_who(
    taught, act, eyes, worker, visitor
):
    bin_ = await act(BIN)
    await standing.come_every_time(taught.id, on(30), by=bin_)
    for last in (25, 20, 20):
        await standing.come_no_longer(taught.id, on(last), by=bin_)
        await drain(worker)
    for one in (HONG, NAI):
        (said,) = await said_to(eyes, one)
        assert said["due_at"].astimezone(clock.SHANGHAI).date() == on(21 - 14)
        assert said["details"]["date"] == f"{on(21)}"
        assert XIAOYU.name not in str(said["details"])
    phone = await visitor(HONG)
    assert "Who comes from" in (await phone.get("/family")).text
    await standing.come_every_time(taught.id, on(30), by=await act(LIAN))
    page = (await phone.get("/family")).text
    assert BIN.name in page
    assert LIAN.name in page
    assert "Who comes from" not in page
    assert f"{BIN.name} comes until" in page
    await sign_up(taught.on(25), by=bin_)
    assert f"{BIN.name} comes until" not in (await phone.get("/family")).text, "who still comes"
    await end_series(taught.id, "moves away", by=await act(QIN))
    assert not await said_to(eyes, HONG)


async def test_weeks_away_are_said_to_the_family_and_a_week_is_not(taught, act, eyes, worker):
    await standing.come_every_time(taught.id, on(30), by=await act(BIN))
    await go_away(on(2), on(8), None, by=await act(BIN))
    await drain(worker)
    assert not await said_to(eyes, HONG)
    await eyes.execute(
        "update guardians set separated_on = current_date where person = $1", HONG.person
    )
    await go_away(on(10), on(24), None, by=await act(BIN))
    await drain(worker)
    (said,) = await said_to(eyes, NAI)
    assert (said["details"]["date"], said["details"]["until_date"]) == (f"{on(10)}", f"{on(24)}")
    assert not await said_to(eyes, HONG), "to whom the whereabouts are closed"
