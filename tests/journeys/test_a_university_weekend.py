"""A university weekend: a student joins by the team's link, papers go out and come back, the team signs up beside an adult of the place, hands over, and is gone."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from carenet.core import clock
from carenet.teams.workbook import write_list
from tests import cast
from tests.cast import HERE, LAN, LIAN, QIN, YE, id_of
from tests.journeys.acts.joining import join
from tests.journeys.stack import DESK, PHONE, until

pytestmark = pytest.mark.journey
NAME, ROLE_OF = "陆新苗", "select id from people where name = '陆新苗'"


async def a_weekend(eyes):
    """Lian's team, approved for today and tomorrow; an activity of Qin's today, another in three days."""
    today = clock.today()
    await eyes.execute(
        """insert into teams (id, organisation, name, leader, starts_on, ends_on, division)
           values ($1, $2, '春晖支教队', $3, $4, $5, $6)""",
        id_of("team"), cast.SCHOOL, LIAN.person, today, today + timedelta(days=90), f"{HERE[:6]}000000",
    )  # fmt: skip
    await eyes.execute(
        "insert into team_members (team, person) values ($1, $2)", id_of("team"), LIAN.person
    )
    await eyes.execute(
        """insert into team_visits (id, team, centre, village, rhythm, first_on, last_on, agreement, agreed_on, proposed_by)
           values ($1, $2, $3, $4, 'weekend', $5, $6, '协议七号', $5, $7)""",
        id_of("visit"), id_of("team"), cast.CENTRE, HERE, today, today + timedelta(days=1), LAN.account,
    )  # fmt: skip
    await eyes.execute(
        "insert into team_visit_states (visit, village, state, by) values ($1, $2, 'approved', $3)",
        id_of("visit"), HERE, YE.account,
    )  # fmt: skip
    for days in (0, 3):
        await eyes.execute(
            """insert into care_sessions (id, centre, village, kind, activity, title, on_day, starts_at, ends_at, adults_max, children_max)
               values ($1, $2, $3, 'activity', 'play', '周末活动', $4, now() + $5, now() + $5 + interval '1 hour', 6, 20)""",
            id_of(f"weekend {days}"), cast.CENTRE, HERE, today + timedelta(days=days), timedelta(days=days, minutes=40),
        )  # fmt: skip


async def test_a_university_weekend(stack, browser, tmp_path):
    eyes = await stack.eyes()
    await a_weekend(eyes)
    visit, today = f"{stack.base}/team-visits/{id_of('visit')}", clock.today()

    # The leader hands out one link; a student joins with it and stands on the list, papers missing.
    leader = await stack.enter(browser, LIAN, PHONE)
    await leader.goto(f"{stack.base}/me/team")
    await leader.locator("form[action$='/me/team/invitations'] button").click()
    address = await leader.locator("#address").input_value()
    student = await join(browser, address, NAME, "13900000031", "volunteer")
    person = await eyes.fetchval(ROLE_OF)
    await leader.reload()
    line = leader.locator("#members ~ ul li", has_text=NAME)
    await expect(line.locator(".chip-warn")).to_have_count(1)

    # The township takes the list, and sends it back in with the results.
    desk = await stack.enter(browser, LAN, DESK)
    await desk.goto(visit)
    forms = desk.locator("details", has=desk.locator("form[action$='/clearances']"))
    await forms.locator("summary").click()
    await forms.locator("[name=recipient]").fill("镇派出所")
    async with desk.expect_download() as got:
        await forms.locator("form[action$='/clearances'] button").click()
    assert (await (await got.value).path()).stat().st_size > 1000
    back = tmp_path / "back.xlsx"
    day = today - timedelta(days=1)
    row = {"number": str(person), "name": NAME, "identity": day, "self_declaration": day, "result": "in order", "record_check": day, "issuer": "镇派出所"}  # fmt: skip
    back.write_bytes(write_list([row], "名单"))
    await desk.goto(visit)
    await forms.locator("summary").click()
    await forms.locator("[name=workbook]").set_input_files(back)
    await forms.locator("form[action$='/results'] button").click()
    await desk.locator("form[action$='/entering'] button").click()
    await expect(desk.locator(".chip-ok")).to_have_count(3)

    # Beside an adult of the place the leader signs the student up.
    lead = await stack.enter(browser, QIN, PHONE)
    session = f"{stack.base}/sessions/{id_of('weekend 0')}"
    await lead.goto(session)
    await lead.locator("form[action$='/sign-up'] button").click()
    await leader.goto(f"{session}/group")
    await leader.locator(f"input[value='{person}']").check()
    await leader.locator("form[action$='/group'] button.btn-primary").click()
    comes = "select exists (select from sign_ups where person = $1 and withdrawn_at is null)"
    await until(lambda: eyes.fetchval(comes, person), "a worker to take the place")
    await lead.goto(visit)
    beside = lead.locator(f"a[href='/sessions/{id_of('weekend 0')}'] .chip-ok")
    await expect(beside).to_have_count(1)

    # Before leaving the leader hands over; whoever leads the place reads it.
    await leader.goto(f"{visit}/handover")
    await leader.locator("[name=done]").fill("一起读了两本绘本，教了一首歌。")
    await leader.locator("form[action$='/handover'] button").click()
    await lead.reload()
    await lead.locator("form[action$='/reading'] button").click()
    await expect(lead.locator("#handover ~ ul .chip-ok").first).to_be_visible()

    # After the last day there is no place for the student here.
    await student.goto(f"{stack.base}/sessions/{id_of('weekend 3')}")
    await student.locator("form[action$='/sign-up'] button").click()
    await expect(student.locator("main")).to_contain_text(re.compile("你们团队那天不在这里来访"))
