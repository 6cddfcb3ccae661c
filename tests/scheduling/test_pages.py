"""The pages of sessions, from the volunteer's sign-up to the last child gone home."""

from datetime import timedelta

from carenet.core import clock
from carenet.scheduling.services.enrolling import enrol_children
from tests import cast
from tests.cast import BIN, CHUN, FANG, GUO, HONG, LAN, LIAN, MEI, QIN, XIAOSHAN, XIAOYU, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_register import turn, until


async def test_the_volunteers_way_from_the_list_to_the_withdrawal(course, visitor, eyes):
    client = await visitor(BIN)
    shown = (await client.get("/sessions/open")).text
    assert f"/sessions/{course.on(1)}/sign-up" in shown
    assert "more needed" in shown
    answer = await client.post(f"/sessions/{course.on(3)}/sign-up")
    assert answer.status_code == 303
    page = await client.get(answer.headers["location"])
    assert "I can’t come" in page.text
    assert "Who comes" not in page.text
    assert "Check-in code" not in page.text
    assert f"/sessions/{course.on(3)}/sign-up" not in (await client.get("/sessions/open")).text
    answer = await client.post(f"/sessions/{course.on(3)}/withdrawal", data={"because": ""})
    assert answer.status_code == 303
    answer = await client.post(f"/sessions/{course.on(1)}/sign-up")
    answer = await client.post(f"/sessions/{course.on(1)}/withdrawal", data={"because": ""})
    assert answer.status_code == 422
    assert "say in a word why" in answer.text


async def test_who_comes_too_late_for_the_last_place_is_told_and_may_wait(course, visitor):
    for one in (BIN, LIAN):
        await (await visitor(one)).post(f"/sessions/{course.on(3)}/sign-up")
    client = await visitor(QIN)
    answer = await client.post(f"/sessions/{course.on(3)}/sign-up")
    assert answer.status_code == 422
    assert "All places are taken" in answer.text
    assert (await client.post(f"/sessions/{course.on(3)}/waiting")).status_code == 303
    assert "You wait for a place" in (await client.get(f"/sessions/{course.on(3)}")).text


async def test_without_papers_there_is_nothing_to_sign_up_for(course, visitor):
    client = await visitor(CHUN)
    assert "papers are still on their way" in (await client.get("/sessions/open")).text
    answer = await client.post(f"/sessions/{course.on(3)}/sign-up")
    assert answer.status_code == 422
    assert "papers do not cover" in answer.text


async def test_the_desk_sees_the_week_of_a_centre_and_what_lacks_people(course, visitor):
    client = await visitor(LAN)
    day = clock.today() + timedelta(days=7)
    shown = (await client.get(f"/sessions?on={day.isoformat()}")).text
    assert "weekgrid" in shown
    assert f"/sessions/{course.on(7)}" in shown
    assert f"/sessions/{course.on(1)}" in (await client.get("/sessions?short=1")).text
    stranger = await visitor(GUO)
    assert (
        f"/sessions/{course.on(7)}"
        not in (await stranger.get(f"/sessions?on={day.isoformat()}&centre={cast.CENTRE}")).text
    )


async def test_a_series_is_previewed_made_and_joined(visitor, eyes):
    client = await visitor(QIN)
    assert (await client.get("/series/new")).status_code == 200
    tomorrow = clock.today() + timedelta(days=1)
    typed = {
        "centre": str(cast.CENTRE), "kind": "tutoring", "activity": "homework", "subject": "math",
        "weekdays": ["1", "3"], "weeks": "every", "starts_at": "16:10", "ends_at": "17:40",
        "first_on": tomorrow.isoformat(), "last_on": (tomorrow + timedelta(days=20)).isoformat(),
        "adults_min": "2", "adults_max": "3", "children_max": "20",
    }  # fmt: skip
    answer = await client.post("/series", data={**typed, "preview": "yes"})
    assert "It would make 6 sessions" in answer.text
    assert await eyes.fetchval("select count(*) from series") == 0
    wrong = await client.post("/series", data={**typed, "adults_min": "1"})
    assert wrong.status_code == 422
    assert "Two adults" in wrong.text
    answer = await client.post("/series", data=typed)
    where = answer.headers["location"]
    shown = (await client.get(where)).text
    assert "after-school class · mathematics" in shown
    answer = await client.post(
        f"{where}/children", data={"child": str(XIAOYU.id), "first_on": tomorrow.isoformat()}
    )
    assert answer.status_code == 303
    reads = await eyes.fetchval(
        "select count(*) from read_log where child = $1 and purpose = 'series'", XIAOYU.id
    )
    assert reads
    shown = (await client.get(where)).text
    assert "欢小雨, 三（2）班" in shown
    assert XIAOYU.name not in shown
    stranger = await visitor(BIN)
    assert "三（2）班" not in (await stranger.get(where)).text


async def test_the_lead_ticks_all_on_one_screen_and_sees_them_home(
    course, act, visitor, eyes, travel
):
    session = course.on(1)
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(QIN))
    client = await visitor(QIN)
    await until(eyes, travel, session, -5)
    assert f"/registers/{session}/opening" in (await client.get("/registers")).text
    await client.post(f"/registers/{session}/opening")
    shown = (await client.get(f"/registers/{session}")).text
    assert "欢小雨" in shown
    assert XIAOYU.name not in shown  # given name and class on a phone
    tick = {"child": str(XIAOYU.id), "state": "excused", "because": "ill"}
    answer = await client.post(f"/registers/{session}/children", data=tick)
    assert answer.status_code == 422
    assert "who said so" in answer.text
    await client.post(f"/registers/{session}/children", data={**tick, "said_by": "carer"})
    await client.post(
        f"/registers/{session}/children", data={"child": str(XIAOSHAN.id), "state": "here"}
    )
    await client.post(
        f"/registers/{session}/drop-ins", data={"name": "Invented Child", "class_said": "2"}
    )
    shown = (await client.get(f"/registers/{session}")).text
    assert "here 2" in shown
    assert "excused 1" in shown
    answer = await client.post(f"/registers/{session}/closing")
    assert answer.status_code == 422
    await client.post(
        f"/registers/{session}/leaving",
        data={"child": str(XIAOSHAN.id), "how": "fetched", "other": "吴奶秀"},
    )
    await client.post(f"/registers/{session}/leaving", data={"how": "together"})
    assert (await client.post(f"/registers/{session}/closing")).status_code == 303
    roster = (await client.get(f"/registers/{session}/roster")).text
    assert "欢小雨" in roster
    reads = await eyes.fetchval(
        "select count(*) from read_log where purpose = 'attendance' and child = $1", XIAOYU.id
    )
    assert reads >= 3


async def test_an_alarm_is_seen_taken_and_closed_by_those_it_reaches(
    course, act, visitor, eyes, travel, worker
):
    session = course.on(1)
    await enrol_children(course.id, [XIAOSHAN.id], clock.today(), by=await act(QIN))
    await eyes.execute(
        "insert into contact_ways (person, kind, value, works) values ($1, 'own_phone', '13800000001', true)",
        cast.NAI.person,
    )
    client = await visitor(MEI)
    await until(eyes, travel, session, 1)
    await turn(worker)
    await until(eyes, travel, session, 21)
    await turn(worker)
    assert "The register is not open" in (await client.get("/alarms")).text
    lead = await visitor(QIN)
    alarm = await eyes.fetchval("select id from alarms")
    answer = await lead.post(f"/alarms/{alarm}/answer", data={"answer": "some_missing"})
    assert answer.headers["location"] == f"/registers/{session}"
    await until(eyes, travel, session, 27)
    await turn(worker)
    await until(eyes, travel, session, 68)
    await turn(worker)
    alarm = await eyes.fetchval("select id from alarms where closed_at is null")
    shown = (await client.get(f"/alarms/{alarm}")).text
    assert XIAOSHAN.name in shown
    assert "call the police now" in shown
    assert "younger than 8" in shown
    for stranger in (GUO, BIN, FANG):
        other = await visitor(stranger)
        assert (await other.get(f"/alarms/{alarm}")).status_code == 404
        assert str(alarm) not in (await other.get("/alarms")).text
    assert "13800000001" in (await lead.get(f"/alarms/{alarm}")).text, (
        "whoever looks rings its home"
    )
    await client.post(f"/alarms/{alarm}/taking")
    assert "is on it" in (await lead.get("/alarms")).text
    assert (await client.post(f"/alarms/{alarm}/closing", data={"because": ""})).status_code == 422
    await client.post(
        f"/alarms/{alarm}/closing", data={"because": "at his aunt's", "false_alarm": "true"}
    )
    assert "13800000001" not in (await lead.get(f"/alarms/{alarm}")).text
    shown = (await client.get("/alarms?closed=true")).text
    assert "false alarm" in shown
    assert "False alarms this week" in shown
    reads = await eyes.fetchval(
        "select count(*) from read_log where purpose = 'alarms' and child = $1", XIAOSHAN.id
    )
    assert reads


async def test_today_all_stop_is_two_taps(course, visitor, eyes):
    client = await visitor(LAN)
    day = clock.today() + timedelta(days=2)
    shown = (await client.get("/sessions/stop")).text
    assert cast.TOWNSHIP in shown
    form = {"township": cast.TOWNSHIP, "on_day": day.isoformat(), "because": "flood"}
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"township": ""}, "which place stops"), ({"centre": str(cast.CENTRE)}, "not both"),
        ({"on_day": yesterday}, "day is over"), ({"because": ""}, "say why"),
    ):  # fmt: skip
        answer = await client.post("/sessions/stop", data=form | wrong)
        assert answer.status_code == 422, wrong
        assert sentence in answer.text
    tapped = {"centre": str(cast.CENTRE), "on_day": (day + timedelta(days=2)).isoformat()}
    done = await client.post("/sessions/stop", data=tapped | {"because": "", "why": "road"})
    assert done.status_code == 303
    assert "Called off: the road is cut" in (await client.get(f"/sessions/{course.on(4)}")).text
    assert (await client.post("/sessions/stop", data=form)).status_code == 303
    assert "Called off: flood" in (await client.get(f"/sessions/{course.on(2)}")).text
    other = await visitor(GUO)
    answer = await other.post(
        "/sessions/stop", data={**form, "on_day": (day + timedelta(days=1)).isoformat()}
    )
    assert answer.status_code == 403
    assert not await eyes.fetchval(
        "select cancelled_at from care_sessions where id = $1", course.on(3)
    )


async def test_my_hours_are_mine(course, visitor, act, eyes, travel):
    client = await visitor(BIN)
    session = course.on(1)
    await client.post(f"/sessions/{session}/sign-up")
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    assert "Your hours will stand here" in (await client.get("/hours")).text
    await until(eyes, travel, session, -3)
    wrong = await client.post(
        f"/sessions/{session}/check-in", data={"code": "000000" if code != "000000" else "111111"}
    )
    assert "does not belong to this session" in wrong.text
    await client.post(f"/sessions/{session}/check-in", data={"code": code})
    await until(eyes, travel, session, 80)
    await client.post(f"/sessions/{session}/check-out")
    assert "80 min" in (await client.get("/hours")).text
    other = await visitor(LIAN)
    assert "80 min" not in (await other.get("/hours")).text


async def test_every_page_answers_everyone_without_a_fault(course, act, visitor):
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=await act(MEI))
    paths = [
        "/sessions", "/sessions?short=1", f"/sessions/{course.on(1)}", "/sessions/open",
        "/sessions/stop", "/series/new", f"/series/{course.id}", "/registers",
        f"/registers/{course.on(1)}", f"/registers/{course.on(1)}/roster", "/alarms",
        "/alarms?closed=true", "/hours",
    ]  # fmt: skip
    for one in cast.CAST:
        client = await visitor(one)
        for path in paths:
            answer = await client.get(path)
            assert answer.status_code in (200, 303, 403, 404), (one.handle, path)
    for one in (LAN, MEI, YE):
        client = await visitor(one)
        assert (await client.get(f"/registers/{course.on(1)}")).status_code == 200
    for one in (BIN, GUO, HONG):
        client = await visitor(one)
        assert (await client.get(f"/registers/{course.on(1)}")).status_code == 403


async def test_a_second_series_does_not_show_in_another_county(visitor, act, eyes):
    course = await a_course(eyes, await act(QIN), title="Invented course")
    client = await visitor(GUO)
    assert "Invented course" not in (await client.get("/sessions")).text
    assert (
        await client.post(f"/series/{course.id}/ending", data={"because": "x"})
    ).status_code == 403
