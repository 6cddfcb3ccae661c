"""Climbs by the clock: people found past absences and turns, messages bundled, taken back with their cause."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core import beats, clock
from carenet.core.database import engine
from carenet.core.refusals import MayNot, NotFound
from carenet.escalation.queries.chains import chain
from carenet.escalation.queries.holders import holes
from carenet.escalation.queries.timeline import timelines
from carenet.escalation.rules import CHILD, CONCERN, MANDATORY, UNCOVERED
from carenet.escalation.services import answering, standing_in
from carenet.notifications.queries.machinery import figures
from carenet.safeguarding.services.closing import answer_closing, close_concern
from carenet.safeguarding.services.concerns import raise_concern, take_concern
from carenet.scheduling.services import alarms, registers
from carenet.scheduling.services.climbing import watch_lacking
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up
from carenet.visits.rules import Night, State
from carenet.visits.services.illness import Line, add_illness_entry, close_illness, open_illness
from carenet.visits.services.reporting import Found, report_visit
from tests.cast import (
    BIN,
    FANG,
    GUO,
    HERE,
    LAN,
    LIAN,
    MEI,
    NAI,
    OTHER_TOWNSHIP,
    QIN,
    TOWNSHIP,
    XIAOSHAN,
    XIAOYU,
    YE,
)  # fmt: skip
from tests.scheduling.conftest import a_course
from tests.scheduling.test_register import until
from tests.scheduling.test_sign_up import drain


@pytest.fixture
async def missed(eyes, act, travel, worker):
    """Both children are missed at Qin's centre; the steps climb from here."""
    course = await a_course(eyes, await act(QIN))
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(QIN))
    session = course.on(2)
    await until(eyes, travel, session, -5)
    await registers.open_register(session, by=await act(QIN))

    async def at(minutes):
        await until(eyes, travel, session, minutes)
        await drain(worker)

    at.session = session
    return at


async def told(eyes, ladder):
    rows = await eyes.fetch(
        "select c.step, c.person from climb_calls c join climbs k on k.id = c.climb where k.ladder = $1",
        ladder,
    )
    return {(r["step"], r["person"]) for r in rows}


async def due(eyes, kind):
    return await eyes.fetch("select * from reminders where kind = $1 and state = 'due'", kind)


async def alarm_of(eyes, child):
    return await eyes.fetchval(
        "select id from alarms where child = $1 and closed_at is null", child.id
    )


async def test_two_children_missed_at_one_place_are_one_message_to_each_person(missed, eyes):
    await missed(21)
    assert len(await due(eyes, "alarm.children")) == 1
    (small,) = await due(eyes, "alarm.child")  # the director at once, for the one under eight
    assert small["recipient"] == MEI.person
    said = await eyes.fetchrow(
        "select * from reminders where kind = 'alarm.children' and recipient = $1", QIN.person
    )
    assert said["details"]["count"] == 2
    assert len([t for t in await told(eyes, CHILD) if t[1] == QIN.person]) == 1


async def test_a_message_about_two_children_stays_until_both_are_answered_for(missed, eyes, act):
    await missed(21)
    for left, child in ((1, XIAOYU), (0, XIAOSHAN)):
        alarm = await alarm_of(eyes, child)
        await alarms.close_alarm(alarm, "at the aunt's", by=await act(QIN))
        rows = [r for r in await due(eyes, "alarm.children") if r["recipient"] == QIN.person]
        assert len(rows) == left


async def test_i_am_on_it_holds_the_ladder_for_a_while_and_then_it_climbs_on(missed, eyes, act):
    await missed(21)
    for child in (XIAOYU, XIAOSHAN):
        await alarms.take_alarm(await alarm_of(eyes, child), by=await act(QIN))
    await missed(35)
    assert NAI.person not in {p for _s, p in await told(eyes, CHILD)}
    await missed(42)
    assert NAI.person in {p for _s, p in await told(eyes, CHILD)}


async def test_a_closed_alarm_climbs_no_further(missed, eyes, act):
    await missed(21)
    for child in (XIAOYU, XIAOSHAN):
        await registers.mark_child(missed.session, child.id, "here", by=await act(QIN))
    await missed(90)
    assert {s for s, _p in await told(eyes, CHILD)} == {1}
    assert not await due(eyes, "alarm.children")


async def test_the_duty_phone_rings_whose_turn_it_is_and_a_deputy_answers_for_who_is_away(
    missed, eyes, act
):
    lan = await act(LAN)
    await standing_in.set_rota(TOWNSHIP, clock.today(), 7, [MEI.person], by=lan)
    now = clock.now()
    await standing_in.note_absence(
        MEI.person,
        now - timedelta(hours=1),
        now + timedelta(days=3),
        LIAN.person,
        "training",
        by=lan,
    )
    await missed(21)
    await missed(62)
    third = {p for s, p in await told(eyes, CHILD) if s == 3}
    assert LIAN.person in third
    assert MEI.person not in {p for _s, p in await told(eyes, CHILD)}
    await standing_in.swap_day(TOWNSHIP, clock.today(), QIN.person, "wedding", by=lan)
    held = await eyes.fetchval("select app.on_call($1, $2)", TOWNSHIP, clock.at(clock.today(), clock.now().time().replace(hour=12)))  # fmt: skip
    assert held == QIN.person


async def test_a_climb_keeps_the_steps_it_began_with(missed, eyes, act):
    await missed(21)
    await standing_in.set_steps(CHILD, [5, 6, 7], [], "the river rises", by=await act(LAN))
    await missed(25)
    assert {s for s, _p in await told(eyes, CHILD)} == {1}
    kept = await eyes.fetchval("select steps from climbs where ladder = $1 limit 1", CHILD)
    assert [s["minutes"] for s in kept] == [20, 30, 60]
    async_chain = await chain(CHILD, HERE, clock.now(), by=await act(LAN))
    assert [r.step.minutes for r in async_chain.rungs] == [5, 6, 7]


async def test_only_an_officer_of_the_area_sets_its_steps_and_turns(act):
    for one in (QIN, BIN, MEI):
        with pytest.raises(MayNot):
            await standing_in.set_steps(CHILD, [1, 2, 3], [], "why not", by=await act(one))
    with pytest.raises(NotFound):
        await standing_in.set_rota(TOWNSHIP, clock.today(), 7, [GUO.person], by=await act(GUO))


async def test_the_timeline_says_whom_it_reached_and_what_comes_next(missed, eyes, act):
    await missed(21)
    alarm = await alarm_of(eyes, XIAOYU)
    (shown,) = await timelines("alarm", alarm, by=await act(QIN))
    assert QIN.name in [s.name for s in shown.said]
    assert [n.tell for n in shown.coming] == [("carer", "director"), ("duty_phone", "proxy")]
    with pytest.raises(NotFound):
        await timelines("alarm", alarm, by=await act(GUO))


async def test_one_of_the_nine_goes_a_level_up_at_2_and_24_hours_and_never_to_whom_it_names(
    act, eyes, travel, worker
):
    concern = await raise_concern(
        XIAOYU.id, "abandoned", "words", about=LAN.person, by=await act(FANG)
    )
    subject = f"concern:{concern}"
    assert await eyes.fetchval("select ladder from climbs where subject = $1", subject) == MANDATORY
    travel(timedelta(hours=2, minutes=1))
    await drain(worker)
    assert await told(eyes, MANDATORY) == {(1, YE.person)}
    ye = await act(YE)
    await take_concern(concern, by=ye)
    travel(timedelta(hours=24, minutes=2))
    await drain(worker)
    assert (2, YE.person) in await told(eyes, MANDATORY)
    await close_concern(concern, "the police came", "4502-77", by=ye)
    assert not await eyes.fetchval("select ended_at from climbs where subject = $1", subject)
    await answer_closing(concern, "I rang the police", agreed=True, by=await act(MEI))
    assert await eyes.fetchval("select ended_at from climbs where subject = $1", subject)
    assert not await due(eyes, "concern.waiting")


async def test_an_ordinary_worry_stops_climbing_when_somebody_takes_it_on(
    act, eyes, travel, worker
):
    concern = await raise_concern(XIAOYU.id, "worry", "words", by=await act(FANG))
    await take_concern(concern, by=await act(MEI))
    travel(timedelta(hours=80))
    await drain(worker)
    assert not await told(eyes, CONCERN)


async def test_an_ill_child_without_an_adult_climbs_until_one_is_named(act, eyes, travel, worker):
    mei = await act(MEI)
    episode = await open_illness(XIAOYU.id, Night.ALONE, by=mei)
    travel(timedelta(minutes=31))
    await drain(worker)
    assert (1, LAN.person) in await told(eyes, "illness_alone")
    await add_illness_entry(episode, Line("adult_tonight", "neighbour"), by=mei)
    travel(timedelta(minutes=95))
    await drain(worker)
    assert {s for s, _p in await told(eyes, "illness_alone")} == {1}
    await close_illness(episode, by=mei)


async def test_a_child_alone_at_night_climbs_until_somebody_says_what_was_done(
    act, eyes, travel, worker
):
    mei = await act(MEI)
    await report_visit([XIAOYU.id], Found(State.WELL, ("only_children",), Night.ALONE), by=mei)
    travel(timedelta(minutes=31))
    await drain(worker)
    assert (1, LAN.person) in await told(eyes, "alone")
    with pytest.raises(answering.CannotAnswer):
        await answering.answer_alone(XIAOYU.id, " ", by=mei)
    await answering.answer_alone(XIAOYU.id, "the aunt sleeps there", by=mei)
    ended = await eyes.fetchrow("select * from climbs where ladder = 'alone'")
    assert "the aunt sleeps there" in ended["ended_because"]
    assert ended["ended_by"] == MEI.account
    with pytest.raises(answering.CannotAnswer):
        await answering.answer_alone(XIAOYU.id, "again", by=mei)
    with pytest.raises(MayNot):
        await answering.answer_alone(XIAOYU.id, "me too", by=await act(NAI))


async def test_a_session_that_lacks_adults_climbs_from_the_day_before_until_there_are_enough(
    act, eyes, travel, worker
):
    course = await a_course(eyes, await act(QIN))
    session = course.on(2)
    await until(eyes, travel, session, -23 * 60)
    await watch_lacking(by=worker)
    await drain(worker)
    assert (1, QIN.person) in await told(eyes, UNCOVERED)
    subject = f"session:{session}"
    for one in (BIN, LIAN):
        await sign_up(session, by=await act(one))
    row = await eyes.fetchrow("select * from climbs where ladder = $1 and subject = $2", UNCOVERED, subject)  # fmt: skip
    assert row["ended_because"] == "enough adults"
    await watch_lacking(by=worker)
    again = await eyes.fetchval("select ended_at from climbs where id = $1", row["id"])
    assert again is not None


async def test_a_register_left_open_after_the_end_is_chased(missed, eyes, act):
    await registers.mark_rest_here(missed.session, by=await act(QIN))
    await missed(90 + 31)
    assert (1, QIN.person) in await told(eyes, "register_closing")
    await registers.note_all_leaving(missed.session, "together", by=await act(QIN))
    await registers.close_register(missed.session, by=await act(QIN))
    await missed(90 + 121)
    assert {s for s, _p in await told(eyes, "register_closing")} == {1}


async def test_the_simulator_writes_nothing_and_shows_holes_and_only_ones_own_area(act, eyes):
    before = await eyes.fetchval(
        "select (select count(*) from reminders) + (select count(*) from climbs)"
    )
    found = await chain(CHILD, HERE, clock.now(), by=await act(LAN))
    assert [p.name for p in found.rungs[0].reach.people] == [QIN.name]
    assert found.rungs[1].of_child == ("carer",)
    after = await eyes.fetchval(
        "select (select count(*) from reminders) + (select count(*) from climbs)"
    )
    assert before == after
    with pytest.raises(NotFound):
        await chain(CHILD, HERE, clock.now(), by=await act(GUO))
    assert any(h.duty == "director" for h in await holes(clock.now(), by=await act(LAN)))


async def test_a_step_that_is_minutes_late_is_noticed(missed, eyes):
    await missed(21)
    now = clock.now()
    assert beats.LADDERS not in await beats.silent_loops(now)
    assert beats.LADDERS in await beats.silent_loops(now + timedelta(minutes=15))


@pytest.mark.parametrize("one", [QIN, FANG])
async def test_a_lead_or_a_teacher_who_reaches_the_child_may_answer_for_it(
    one, act, eyes, travel, worker, visitor
):
    course = await a_course(eyes, await act(QIN))
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=await act(QIN))
    await report_visit([XIAOYU.id], Found(State.WELL, ("only_children",), Night.ALONE), by=await act(MEI))  # fmt: skip
    travel(timedelta(minutes=31))
    await drain(worker)
    page = await visitor(one)
    asked = await page.get(f"/climbs/child/{XIAOYU.id}")
    assert f"/children/{XIAOYU.id}/company" in asked.text
    empty = await page.post(f"/children/{XIAOYU.id}/company", data={"because": ""})
    assert empty.status_code == 422
    done = await page.post(f"/children/{XIAOYU.id}/company", data={"because": "the aunt is there"})
    assert done.status_code == 303
    assert await eyes.fetchval("select ended_by from climbs where ladder = 'alone'") == one.account


async def test_an_area_of_named_townships_sets_turns_and_steps_for_those_alone(eyes):
    """Row security itself: raw SQL as the role of an area, whatever the verbs would have said."""
    rota = "insert into rotas (town, starts_on, turn_days, people, set_by) values ($1, current_date, 7, array[$2::uuid], $2)"
    swap = "insert into rota_overrides (town, on_day, person, because, by) values ($1, current_date, $2, 'ill', $2)"
    steps = "insert into ladder_policies (ladder, lo, steps, set_by, because) values ('missing_child', $1, '[]', $2, 'x y')"

    async def as_area(sql, *values):
        async with engine().pool.acquire() as connection, connection.transaction():
            await connection.execute("select set_config('role', 'carenet_area', true)")
            for name, value in (("lo", "450226"), ("hi", "450226~"), ("towns", TOWNSHIP)):
                await connection.execute("select set_config($1, $2, true)", f"app.{name}", value)
            return await connection.fetch(sql, *values)

    for sql in (rota, swap, steps):
        await as_area(sql, TOWNSHIP, LAN.person)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await as_area(sql, OTHER_TOWNSHIP, LAN.person)
        await eyes.execute(sql, OTHER_TOWNSHIP, LAN.person)
    for table in ("rotas", "rota_overrides"):
        assert {r["town"] for r in await as_area(f"select town from {table}")} == {TOWNSHIP}
    await as_area("update ladder_policies set ended_at = now(), ended_by = $1", LAN.person)
    left = await eyes.fetch("select lo from ladder_policies where ended_at is null")
    assert {r["lo"] for r in left} == {OTHER_TOWNSHIP}


async def test_the_lateness_of_the_ladders_stands_in_the_figures_to_the_second(missed, eyes):
    await missed(21)
    due = await eyes.fetchval("select min(next_at) from climbs where ended_at is null")
    for late in (0, 7, 300):
        rows = await figures(due + timedelta(seconds=late))
        of = {(r["name"], r["label"]): r["value"] for r in rows}
        assert of["queue_age_seconds", "climbs"] == late
        assert of["queue_waiting", "climbs"] >= 1
    await missed(90)
    rows = await figures(clock.now())
    assert {(r["label"], r["value"]) for r in rows if r["name"].startswith("queue") and r["label"] == "climbs"} == {("climbs", 0)}  # fmt: skip


async def test_a_child_who_left_and_is_not_home_is_looked_for_after_one_call(
    missed, eyes, visitor, act
):
    await registers.mark_rest_here(missed.session, by=await act(QIN))
    lead, address = await visitor(QIN), f"/registers/{missed.session}"
    gone = {"child": str(XIAOYU.id)}
    assert (await lead.post(f"{address}/not-home", data=gone)).status_code == 422  # still here
    await missed(90)
    await registers.note_all_leaving(missed.session, "together", by=await act(QIN))
    await registers.close_register(missed.session, by=await act(QIN))
    assert f"{address}/not-home" in (await lead.get(address)).text
    await missed(140)
    asked = await lead.post(f"{address}/not-home", data=gone)
    alarm = asked.headers["location"]
    await missed(141)
    assert await told(eyes, CHILD) == {(1, QIN.person), (1, MEI.person)}
    await missed(151)
    assert (2, NAI.person) in await told(eyes, CHILD)
    assert (await lead.post(f"{address}/not-home", data=gone)).status_code == 422  # once
    page = (await lead.get(alarm)).text
    assert "did not come home" in page
    await lead.post(f"{alarm}/closing", data={"because": "she was at her aunt's"})
    await missed(200)
    assert {s for s, _p in await told(eyes, CHILD)} == {1, 2}
    assert (await (await visitor(BIN)).post(f"{address}/not-home", data=gone)).status_code == 403
