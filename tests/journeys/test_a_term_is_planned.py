"""The coordinator's term: from its days in the calendar to a published timetable and a phone."""

from datetime import timedelta

import pytest

from tests.cast import ADUO, BIN, LAN, LIAN, XIAOSHAN, XIAOYU, YE
from tests.journeys.acts import planning
from tests.journeys.stack import DESK, PHONE
from tests.timetables.builders import a_village, next_monday

pytestmark = pytest.mark.journey


async def test_a_term_goes_from_the_calendar_to_a_published_timetable(township, browser):
    eyes = await township.eyes()
    await a_village(eyes)
    first = next_monday()
    last = first + timedelta(days=34)
    county = await township.enter(browser, YE, DESK)
    await planning.write_down_the_term(township, county, str(first), str(last))

    desk = await township.enter(browser, LAN, DESK)
    await planning.open_a_timetable(township, desk, "2027年春季课表", str(first), str(last))
    await planning.work_on_it(desk, "solution")
    wanted = await planning.want_another_day(desk)
    await planning.work_on_it(desk, "solution")
    await planning.work_on_it(desk, "publication")

    series = await eyes.fetchrow("select id, weekdays, last_on from series")
    assert (series["weekdays"], series["last_on"]) == ([int(wanted[0])], last)
    children = await eyes.fetch("select child from enrolments where series = $1", series["id"])
    assert {c["child"] for c in children} == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    held = await eyes.fetch("select adults from care_sessions where cancelled_at is null")
    assert [h["adults"] for h in held] == [2] * 5
    who = {r["person"] for r in await eyes.fetch("select distinct person from sign_ups")}
    one = next(x for x in (BIN, LIAN) if x.person in who)
    phone = await township.enter(browser, one, PHONE)
    session = await eyes.fetchval("select min(id::text) from care_sessions")
    await phone.goto(f"{township.base}/sessions/{session}")
    assert "16:10" in await phone.inner_text("main")
