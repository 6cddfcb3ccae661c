"""The register on one screen, the child nobody has seen, and the way home."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.rules.leaving import CannotTick
from carenet.scheduling.rules.missing import CannotClose
from carenet.scheduling.services import alarms, attendance, registers
from carenet.scheduling.services.climbing import watch_beginnings
from carenet.scheduling.services.enrolling import CannotEnrol, end_enrolment, enrol_children
from carenet.scheduling.services.signing import sign_up
from carenet.visits.rules import Night
from carenet.visits.services.illness import open_illness
from tests import cast
from tests.cast import ADUO, BIN, DONG, GUO, LAN, MEI, NAI, PING, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain


async def until(eyes, travel, session, minutes):
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    clock.shift(timedelta(0))
    travel(starts + timedelta(minutes=minutes) - clock.now())


async def turn(worker):
    await watch_beginnings(by=worker)
    await drain(worker)


async def told(eyes, kind):
    rows = await eyes.fetch(
        "select recipient from reminders where kind = $1 and state = 'due'", kind
    )
    return {r["recipient"] for r in rows}


async def open_alarms(eyes):
    rows = await eyes.fetch("select kind, child from alarms where closed_at is null")
    return {(r["kind"], r["child"]) for r in rows}


async def test_a_register_nobody_opened_is_one_alarm_that_climbs(class_, eyes, travel, worker):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    await turn(worker)
    await until(eyes, travel, session, 19)
    await turn(worker)
    assert not await open_alarms(eyes)
    await until(eyes, travel, session, 21)
    await turn(worker)
    assert await open_alarms(eyes) == {("register", None)}
    assert await told(eyes, "alarm.register") == {QIN.person}
    await until(eyes, travel, session, 41)
    await turn(worker)
    assert MEI.person in await told(eyes, "alarm.register")
    await until(eyes, travel, session, 75)
    await turn(worker)
    assert await told(eyes, "alarm.register") == {QIN.person, MEI.person, LAN.person}
    assert await open_alarms(eyes) == {("register", None)}


async def test_opening_the_register_answers_the_alarm_and_stops_the_climb(
    class_, act, eyes, travel, worker
):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    await turn(worker)
    await until(eyes, travel, session, 25)
    await turn(worker)
    await registers.open_register(session, by=await act(QIN))
    assert not await open_alarms(eyes)
    await until(eyes, travel, session, 28)
    await turn(worker)
    assert not await open_alarms(eyes)  # five minutes to tick
    await until(eyes, travel, session, 31)
    await turn(worker)
    assert await open_alarms(eyes) == {("child", XIAOYU.id), ("child", XIAOSHAN.id)}


async def test_a_missing_child_climbs_from_lead_to_carer_to_township(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await eyes.execute("update children set birth_date = '2012-01-01'")
    await eyes.execute(
        """insert into placements (child, village, kind, person, planned_from, starts_on, began_at, created_by)
           select $1, $2, 'proxy_parent', $3, current_date, current_date, now(), $3
           from (select set_config('session_replication_role', 'replica', false)) x""",
        XIAOYU.id, cast.HERE, PING.person,
    )  # fmt: skip
    await eyes.execute("set session_replication_role = default")
    await until(eyes, travel, session, -5)
    await registers.open_register(session, by=qin)
    await registers.mark_child(session, XIAOSHAN.id, "here", by=qin)
    await until(eyes, travel, session, 21)
    await turn(worker)
    assert await open_alarms(eyes) == {("child", XIAOYU.id)}
    flood = clock.today().month in {4, 5, 6, 7, 8, 9}
    assert await told(eyes, "alarm.child") == {QIN.person} | ({MEI.person} if flood else set())
    await until(eyes, travel, session, 32)
    await turn(worker)
    assert await told(eyes, "alarm.child") == {QIN.person, NAI.person, MEI.person}
    await until(eyes, travel, session, 62)
    await turn(worker)
    assert await told(eyes, "alarm.child") >= {LAN.person, PING.person}
    assert await eyes.fetchval("select step from alarms") == 3
    said = await eyes.fetch("select details::text as d from reminders")
    assert not any(XIAOYU.name in r["d"] for r in said)


@pytest.mark.parametrize(
    ("opened", "looked", "told_at_once", "township"),
    [(26, 32, {QIN, NAI, MEI}, 61), (55, 61, {QIN, NAI, MEI, LAN}, 61)],
)
async def test_a_register_opened_late_moves_no_step_of_a_missing_child(
    class_, act, eyes, travel, worker, opened, looked, told_at_once, township
):
    session, qin = class_.on(2), await act(QIN)
    await eyes.execute("update children set birth_date = '2012-01-01'")
    await until(eyes, travel, session, opened)
    await registers.open_register(session, by=qin)
    await registers.mark_child(session, XIAOSHAN.id, "here", by=qin)
    await until(eyes, travel, session, looked)
    for _ in range(3):
        await turn(worker)
    assert await told(eyes, "alarm.child") == {one.person for one in told_at_once}
    assert await eyes.fetchval("select count(*) from climbs where ladder = 'missing_child'") == 1
    await until(eyes, travel, session, township)
    await turn(worker)
    assert LAN.person in await told(eyes, "alarm.child")


async def test_for_a_child_under_eight_the_director_is_told_at_once(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    await registers.mark_child(session, XIAOYU.id, "here", by=qin)
    await until(eyes, travel, session, 21)
    await turn(worker)
    reasons = await eyes.fetchval("select reasons from alarms where child = $1", XIAOSHAN.id)
    assert "under_8" in reasons
    assert await told(eyes, "alarm.child") == {QIN.person, MEI.person}


async def registers_open_late(session, qin, eyes, travel):
    await until(eyes, travel, session, -5)
    await registers.open_register(session, by=qin)


async def test_a_tick_or_an_excuse_closes_the_alarm_with_its_reason(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    await until(eyes, travel, session, 22)
    await turn(worker)
    assert len(await open_alarms(eyes)) == 2
    await registers.mark_child(
        session, XIAOYU.id, "excused", because="market", said_by="carer", by=qin
    )
    seen = clock.now() - timedelta(minutes=15)  # the phone had no network
    await registers.mark_child(session, XIAOSHAN.id, "here", noted_at=seen, by=qin)
    rows = {r["child"]: r for r in await eyes.fetch("select * from alarms")}
    assert rows[XIAOYU.id]["closed_because"] == "market (carer)"
    assert rows[XIAOYU.id]["false_alarm"] is False
    assert rows[XIAOSHAN.id]["false_alarm"] is True
    assert {r["closed_by"] for r in rows.values()} == {QIN.person}
    await until(eyes, travel, session, 65)
    await turn(worker)
    assert LAN.person not in await told(eyes, "alarm.child")


async def test_an_alarm_for_a_child_who_came_only_after_it_was_no_false_one(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    await until(eyes, travel, session, 22)
    await turn(worker)
    await until(eyes, travel, session, 40)
    await registers.mark_child(session, XIAOYU.id, "here", late=True, by=qin)
    await registers.mark_child(session, XIAOSHAN.id, "here", by=qin)
    rows = {r["child"]: r for r in await eyes.fetch("select * from alarms")}
    late, there = rows[XIAOYU.id], rows[XIAOSHAN.id]
    assert (late["false_alarm"], late["closed_because"]) == (False, "came_later")
    assert (there["false_alarm"], there["closed_because"]) == (True, "here")


async def test_all_others_are_here_ends_no_search_but_one_that_began_after_it_was_tapped(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    tapped = clock.now()
    await until(eyes, travel, session, 22)
    await turn(worker)
    looked_for = await open_alarms(eyes)
    assert looked_for == {("child", XIAOYU.id), ("child", XIAOSHAN.id)}
    assert await registers.mark_rest_here(session, by=qin) == 0
    assert await open_alarms(eyes) == looked_for
    assert await registers.mark_rest_here(session, noted_at=tapped, by=qin) == 2
    assert not await open_alarms(eyes)


async def test_an_excuse_known_before_keeps_a_child_from_becoming_an_alarm(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    day = clock.today() + timedelta(days=2)
    await eyes.execute(
        """insert into excuses (child, village, because, said_by, starts_on, ends_on, by)
           values ($1, $2, 'school', 'teacher', $3, $3, $4)""",
        XIAOYU.id, cast.HERE, day, QIN.account,
    )  # fmt: skip
    await registers_open_late(session, qin, eyes, travel)
    await until(eyes, travel, session, 22)
    await turn(worker)
    assert await open_alarms(eyes) == {("child", XIAOSHAN.id)}


async def test_an_alarm_closes_only_with_a_reason_and_by_whom_it_reaches(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    await until(eyes, travel, session, 22)
    await turn(worker)
    alarm = await eyes.fetchval("select id from alarms where child = $1", XIAOYU.id)
    with pytest.raises(CannotClose):
        await alarms.close_alarm(alarm, " ", by=qin)
    for stranger in (GUO, BIN):
        with pytest.raises(NotFound):
            await alarms.close_alarm(alarm, "found", by=await act(stranger))
    await alarms.take_alarm(alarm, by=await act(MEI))
    await alarms.close_alarm(alarm, "with her aunt", by=await act(MEI))
    row = await eyes.fetchrow("select * from alarms where id = $1", alarm)
    assert (row["taken_by"], row["closed_by"]) == (MEI.person, MEI.person)
    with pytest.raises(CannotClose, match="already"):
        await alarms.close_alarm(alarm, "again", by=qin)
    other = await eyes.fetchval("select id from alarms where child = $1", XIAOSHAN.id)
    with pytest.raises(MayNot):  # the carer is asked and does not answer for it alone
        await alarms.close_alarm(other, "at home", by=await act(NAI))


async def test_not_open_today_calls_the_session_off(class_, act, eyes, travel, worker):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    await turn(worker)
    await until(eyes, travel, session, 21)
    await turn(worker)
    alarm = await eyes.fetchval("select id from alarms")
    await alarms.answer_unopened(alarm, "not_open", by=await act(QIN))
    assert not await open_alarms(eyes)
    assert await eyes.fetchval("select cancelled_at from care_sessions where id = $1", session)


async def test_the_register_closes_when_each_child_has_gone_home(class_, act, eyes, travel):
    session, qin = class_.on(2), await act(QIN)
    with pytest.raises(CannotTick, match="hour before"):
        await registers.open_register(session, by=qin)
    await registers_open_late(session, qin, eyes, travel)
    assert await registers.mark_rest_here(session, by=qin) == 2
    await until(eyes, travel, session, 92)
    with pytest.raises(CannotTick, match="2"):
        await registers.close_register(session, by=qin)
    with pytest.raises(CannotTick):
        await registers.note_leaving(session, XIAOYU.id, "fetched", by=qin)
    await registers.note_leaving(session, XIAOYU.id, "fetched", with_whom="grandmother", by=qin)
    await registers.note_all_leaving(session, "together", by=qin)
    await registers.close_register(session, by=qin)
    rows = await eyes.fetch("select child, left_how from child_attendances")
    assert {r["child"]: r["left_how"] for r in rows} == {
        XIAOYU.id: "fetched",
        XIAOSHAN.id: "together",
    }
    with pytest.raises(CannotTick, match="closed"):
        await registers.mark_child(session, XIAOYU.id, "here", by=qin)


async def test_fetched_by_somebody_not_on_the_list_tells_the_director_at_once(
    class_, act, eyes, travel, worker
):
    session, qin = class_.on(2), await act(QIN)
    await eyes.execute(
        """insert into pickup_people (child, village, name, agreed_on) values ($1, $2, 'Aunt Hua', current_date)""",
        XIAOYU.id, cast.HERE,
    )  # fmt: skip
    await registers_open_late(session, qin, eyes, travel)
    await registers.mark_rest_here(session, by=qin)
    await until(eyes, travel, session, 90)
    await registers.note_leaving(session, XIAOYU.id, "fetched", with_whom=NAI.name, by=qin)
    assert not await open_alarms(eyes)
    await registers.note_leaving(session, XIAOYU.id, "fetched", with_whom="aunt  hua", by=qin)
    assert not await open_alarms(eyes)
    await registers.note_leaving(session, XIAOYU.id, "fetched", with_whom="a man", by=qin)
    await turn(worker)
    assert await open_alarms(eyes) == {("stranger", XIAOYU.id)}
    assert MEI.person in await told(eyes, "alarm.child")


async def test_who_may_not_open_or_tick(class_, act, eyes, travel):
    session = class_.on(2)
    await until(eyes, travel, session, -5)
    for one in (BIN, GUO, NAI):
        with pytest.raises(MayNot):
            await registers.open_register(session, by=await act(one))
    await registers.open_register(session, by=await act(QIN))
    with pytest.raises(MayNot):
        await registers.mark_child(session, XIAOYU.id, "here", by=await act(BIN))
    with pytest.raises(NotFound):
        await registers.mark_child(session, ADUO.id, "here", by=await act(QIN))


async def test_whoever_leads_the_place_reaches_a_child_for_as_long_as_it_is_enrolled(
    course, act, eyes
):
    mei = await act(MEI)
    await enrol_children(course.id, [ADUO.id], clock.today(), by=mei)
    reach = "select ends_at from reaches where person = $1 and child = $2"
    row = await eyes.fetchrow(reach, QIN.person, ADUO.id)
    assert row["ends_at"] is None
    await end_enrolment(course.id, ADUO.id, clock.today(), by=mei)
    row = await eyes.fetchrow(reach, QIN.person, ADUO.id)
    assert row["ends_at"] is not None


async def test_a_child_is_enrolled_in_one_thing_at_a_time(class_, act, eyes):
    other = await a_course(eyes, await act(QIN), room=None)
    with pytest.raises(CannotEnrol):
        await enrol_children(other.id, [XIAOYU.id], clock.today(), by=await act(QIN))
    with pytest.raises(NotFound):
        await enrol_children(other.id, [cast.YUAN.id], clock.today(), by=await act(MEI))
    with pytest.raises(MayNot):
        await enrol_children(other.id, [cast.YUAN.id], clock.today(), by=await act(GUO))


async def test_a_child_who_drops_in_gets_the_short_record_and_is_here(class_, act, eyes, travel):
    session, qin = class_.on(2), await act(QIN)
    await registers_open_late(session, qin, eyes, travel)
    child = await registers.take_in_at(
        session, "潘青苗苗", by=qin, class_said="二（1）班", fetched_by="奶奶", phone="13900000000"
    )
    row = await eyes.fetchrow("select * from children where id = $1", child)
    assert (row["short_record"], row["class_said"], row["village"]) == (
        True,
        "二（1）班",
        cast.HERE,
    )
    assert (
        await eyes.fetchval("select state from child_attendances where child = $1", child) == "here"
    )
    await registers.note_leaving(session, child, "fetched", with_whom="奶奶", by=qin)
    assert not await open_alarms(eyes)


async def test_adults_check_in_by_the_sessions_own_code_and_the_minutes_count(
    class_, act, eyes, travel
):
    session, bin_ = class_.on(2), await act(BIN)
    await sign_up(session, by=bin_)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    other = await eyes.fetchval(
        "select check_in_code from care_sessions where id = $1", class_.on(3)
    )
    with pytest.raises(attendance.CannotCheckIn, match="early"):
        await attendance.check_in(session, code, by=bin_)
    await until(eyes, travel, session, -10)
    with pytest.raises(attendance.CannotCheckIn):
        await attendance.check_in(session, other, by=bin_)
    with pytest.raises(NotFound):
        await attendance.check_out(session, by=bin_)
    await attendance.check_in(session, code, by=bin_)
    await until(eyes, travel, session, 60)
    assert await attendance.check_out(session, by=bin_) == 60
    assert await attendance.check_out(session, by=bin_) == 60
    hours = await eyes.fetch("select * from service_hours")
    assert [(h["person"], h["kind"], h["minutes"]) for h in hours] == [(BIN.person, "measured", 60)]
    with pytest.raises(NotFound):
        await attendance.check_in(session, code, by=await act(DONG))


async def test_whom_the_lead_ticked_and_who_forgot_to_go_gets_the_sessions_minutes(
    class_, act, eyes, travel
):
    session, qin = class_.on(2), await act(QIN)
    await sign_up(session, by=await act(BIN))
    await registers_open_late(session, qin, eyes, travel)
    with pytest.raises(MayNot):
        await attendance.tick_adult(session, BIN.person, by=await act(DONG))
    await attendance.tick_adult(session, BIN.person, by=qin)
    await until(eyes, travel, session, 100)
    await registers.close_register(session, by=qin)
    assert await eyes.fetchval("select minutes from service_hours") == 90


async def test_a_child_said_to_be_ill_has_an_illness_and_nobody_is_presumed_with_it(
    class_, act, eyes, travel, worker
):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    lead = await act(QIN)
    await registers.open_register(session, by=lead)
    for child, sayer in ((XIAOYU, "carer"), (XIAOSHAN, "child")):
        await registers.mark_child(
            session, child.id, "excused", because="ill", said_by=sayer, by=lead
        )
    await turn(worker)
    rows = await eyes.fetch("select child, opened_by, adult_tonight from illness_episodes")
    assert {tuple(r) for r in rows} == {
        (XIAOYU.id, QIN.person, None),
        (XIAOSHAN.id, QIN.person, "unknown"),
    }
    assert await told(eyes, "illness.opened") == {MEI.person}
    climbing = "select count(*) from climbs where ladder = 'illness_alone' and ended_at is null"
    assert await eyes.fetchval(climbing) == 1


async def test_an_illness_that_is_open_stays_as_its_home_wrote_it(
    class_, act, eyes, travel, worker
):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    await open_illness(XIAOYU.id, Night.FAMILY, ("fever",), by=await act(NAI))
    lead = await act(QIN)
    await registers.open_register(session, by=lead)
    await registers.mark_child(
        session, XIAOYU.id, "excused", because="ill", said_by="child", by=lead
    )
    await turn(worker)
    (row,) = await eyes.fetch("select opened_by, adult_tonight from illness_episodes")
    assert tuple(row) == (NAI.person, "family")
