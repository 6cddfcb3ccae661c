"""Who of the family keeps a child is looked at by two people of the village, and each year again; nobody is taken on."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.database import reading
from carenet.core.ladders import climb
from carenet.core.refusals import NotFound
from carenet.placements.services.kin import owe_kin_first
from carenet.placements.services.passing_on import pass_on_left
from carenet.safeguarding.rules.kin import ITEMS, CannotAssess, first_due, next_due
from carenet.safeguarding.services.kin import Seen, answer_assessment, write_assessment
from tests.cast import BIN, FANG, GUO, LAN, MEI, NAI, PING, QIN, XIAOYU, YE
from tests.people.test_joining import invite
from tests.placements.test_standing_in import hear, said
from workers.listeners import LADDERS as LISTENED_LADDERS

YES = dict.fromkeys(ITEMS, "yes")
OWED = "select person, opens_on, due_on, met_at is not null as met from obligations where kind = 'kin_assessment' order by due_on"


async def written(act, *, first=MEI, second=LAN, days=0, outcome="suits", support=None, **worse):
    seen = Seen(clock.today() - timedelta(days=days), YES | worse, outcome, support, "奶奶做饭好吃")
    return await write_assessment(XIAOYU.id, NAI.person, second.person, seen, by=await act(first))


async def test_two_look_and_a_year_later_it_is_owed_again_by_the_director(act, eyes, worker):
    id_ = await written(act, days=3)
    await hear(worker)
    assert await eyes.fetch(OWED) == [], "it counts once the second has confirmed"
    for one in (MEI, YE):
        with pytest.raises(NotFound):
            await answer_assessment(XIAOYU.id, id_, agreed=True, differs=None, by=await act(one))
    await answer_assessment(XIAOYU.id, id_, agreed=True, differs=None, by=await act(LAN))
    await hear(worker)
    due = next_due(clock.today() - timedelta(days=3))
    assert [tuple(r) for r in await eyes.fetch(OWED)] == [
        (MEI.person, due - timedelta(days=60), due, False)
    ]
    await eyes.execute("update duties set ends_on = current_date - 1 where role = 'director'")
    assert await pass_on_left(clock.now(), by=worker) == 1
    assert {r["person"] for r in await eyes.fetch(OWED)} == {LAN.person}
    await eyes.execute("update duties set ends_on = current_date + 9 where role = 'director'")
    again = await written(act, days=1)
    await answer_assessment(XIAOYU.id, again, agreed=True, differs=None, by=await act(LAN))
    await hear(worker)
    assert [r["met"] for r in await eyes.fetch(OWED)] == [True, False]


def test_the_day_a_year_later_is_that_of_the_calendar_over_leap_days():
    for year in range(2023, 2033):
        for month in range(1, 13):
            for day in range(1, calendar.monthrange(year, month)[1] + 1):
                last = calendar.monthrange(year + 1, month)[1]
                assert next_due(date(year, month, day)) == date(year + 1, month, min(day, last))


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"days": 31}, "30 days"), ({"days": -1}, "still to come"), ({"outcome": "support"}, "support"),
        ({"outcome": "not", "support": " "}, "support"), ({"night": "no"}, "not in order"),
        ({"second": MEI}, "another officer"), ({"second": GUO}, "another officer"), ({"second": BIN}, "another officer"),
    ],
)  # fmt: skip
async def test_what_is_not_whole_is_not_kept(act, eyes, how, why):
    with pytest.raises(CannotAssess) as no:
        await written(act, **{"days": 0, **how})
    assert why in no.value.msgid.replace("%(days)s", "30")
    assert not await eyes.fetchval("select count(*) from kin_assessments")


async def test_a_second_who_saw_it_otherwise_says_what_and_nothing_is_owed(act, eyes, worker):
    id_ = await written(act)
    by = await act(LAN)
    with pytest.raises(CannotAssess):
        await answer_assessment(XIAOYU.id, id_, agreed=False, differs=" ", by=by)
    await answer_assessment(XIAOYU.id, id_, agreed=False, differs="夜里没有大人", by=by)
    await hear(worker)
    assert await eyes.fetch(OWED) == []
    assert await written(act), "it can be looked at anew"


async def test_it_stands_on_the_childs_page_and_only_offices_of_the_place_read_it(
    act, eyes, visitor
):
    await written(act, outcome="support", support="想要一张写字桌", bed="mend")
    mei = await visitor(MEI)
    assert f"/children/{XIAOYU.id}/kin" in (await mei.get(f"/children/{XIAOYU.id}")).text
    page = (await mei.get(f"/children/{XIAOYU.id}/kin")).text
    assert "想要一张写字桌" in page
    assert "waits for the second" in page
    lan = await visitor(LAN)
    assert "I saw the same" in (await lan.get(f"/children/{XIAOYU.id}/kin")).text
    typed = {"person": str(NAI.person), "second": str(LAN.person), "visited_on": str(clock.today()),
             "outcome": "support", "support": "", "child_said": "想妈妈", **YES}  # fmt: skip
    no = await mei.post(f"/children/{XIAOYU.id}/kin", data=typed)
    assert no.status_code == 422
    assert 'value="想妈妈"' in no.text
    assert (await (await visitor(GUO)).get(f"/children/{XIAOYU.id}/kin")).status_code == 404
    assert (await (await visitor(QIN)).get(f"/children/{XIAOYU.id}/kin")).status_code == 403
    for one, sees in ((MEI, 1), (LAN, 1), (GUO, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval("select count(*) from kin_assessments") == sees, one.handle


async def test_a_relative_who_applies_as_host_family_is_led_to_it_kindly(visitor, act, eyes):
    _, token = await invite(act, kind="host")
    form = {"name": "桂兰英", "mobile": "13800009931", "sex": "f", "beds": "2", "takes": "girls",
            "care": "full", "for_whom": "kin"}  # fmt: skip
    no = await (await visitor()).post(f"/join/{token}", data=form)
    assert no.status_code == 422
    assert "You need not apply for that" in no.text
    assert 'value="桂兰英"' in no.text
    assert not await eyes.fetchval(
        "select count(*) from host_families where entered_by is not null"
    )
    form["for_whom"] = "others"
    assert (await (await visitor()).post(f"/join/{token}", data=form)).status_code == 303


async def confirmed(act, **how):
    id_ = await written(act, **how)
    await answer_assessment(XIAOYU.id, id_, agreed=True, differs=None, by=await act(LAN))
    return id_


async def test_the_second_hears_that_they_are_asked_until_they_answer(act, eyes):
    id_ = await written(act)
    assert await said(eyes, "kin.second") == {LAN.person}
    await answer_assessment(XIAOYU.id, id_, agreed=False, differs="夜里没有大人", by=await act(LAN))
    assert await said(eyes, "kin.second") == set()


async def test_a_child_that_cannot_stay_needs_another_home_and_is_raised_at_once(act, eyes, worker):
    await confirmed(act, outcome="not", support="奶奶住院，没有人")
    await hear(worker)
    need = "select count(*) from needs where child = $1 and service = 'host_family' and met_at is null and closed_at is null"  # fmt: skip
    climbing = "select count(*) from climbs where ladder = 'kin_cannot_stay' and ended_at is null"
    assert await eyes.fetchval(need, XIAOYU.id) == 1
    assert await eyes.fetchval(climbing) == 1
    first = "select tier from {} where child = $1 and {} is null"
    urgent = first.format("urgencies", "ended_on")
    assert await eyes.fetchval(urgent, XIAOYU.id) == 0, "first of all who wait"
    assert await eyes.fetchval(first.format("needs", "closed_at"), XIAOYU.id) == 0
    await climb(LISTENED_LADDERS, clock.now(), worker)
    await hear(worker)
    assert await said(eyes, "kin.cannot_stay") == {MEI.person, LAN.person}
    assert await eyes.fetch(OWED) == [], "no yearly look while another home is sought"
    again = await confirmed(act, days=0, outcome="not", support="还是一样")
    assert again
    await hear(worker)
    assert await eyes.fetchval(need, XIAOYU.id) == 1, "sought once"
    await confirmed(act, days=0)
    await hear(worker)
    assert await eyes.fetchval(climbing) == 0
    assert await eyes.fetchval(urgent, XIAOYU.id) > 0


async def test_beside_the_carer_stands_what_two_people_found_for_those_who_may_read_it(
    act, eyes, visitor
):
    await written(act, outcome="not", support="奶奶住院，没有人")
    path, found = f"/children/{XIAOYU.id}", "The child cannot stay like this"
    assert found not in (await (await visitor(MEI)).get(path)).text, "the second has not confirmed"
    await eyes.execute("update kin_assessments set answered_at = now(), agreed = true, second_account = $1", LAN.account)  # fmt: skip
    for one in (MEI, LAN):
        page = (await (await visitor(one)).get(path)).text
        assert found in page.split("奶奶住院，没有人")[0]
    for one in (PING, QIN, FANG):
        page = await (await visitor(one)).get(path)
        assert found not in page.text, one.handle
        assert "奶奶住院" not in page.text, one.handle
        assert f"{path}/kin" not in page.text, one.handle


async def test_it_ends_by_itself_once_the_need_is_met(act, eyes, worker):
    await confirmed(act, outcome="not", support="奶奶住院，没有人")
    await hear(worker)
    await eyes.execute("update needs set met_at = now(), met_by = 'placement:x'")
    await climb(LISTENED_LADDERS, clock.now(), worker)
    await hear(worker)
    assert await said(eyes, "kin.cannot_stay") == set()
    assert await eyes.fetchval("select ended_because from climbs where ladder = 'kin_cannot_stay'")


async def test_who_keeps_a_child_already_is_looked_at_first_a_few_a_week(act, eyes, worker):
    today, now = clock.today(), clock.now()
    kept = await eyes.fetchval(
        """select count(distinct k.child) from carers k join children c on c.id = k.child where k.ends_on is null
             and k.person is not null and k.relation not in ('mother', 'father') and not c.short_record and c.left_on is null"""
    )
    assert kept
    assert await owe_kin_first(today, now, by=worker) == kept
    assert await owe_kin_first(today, now, by=worker) == 0, "once"
    rows = await eyes.fetch("select opens_on, due_on from obligations where kind = 'kin_assessment'")  # fmt: skip
    assert all(r["due_on"] - r["opens_on"] == timedelta(days=28) for r in rows)
    await confirmed(act)
    await hear(worker)
    assert [r["met"] for r in await eyes.fetch(OWED)].count(True) == 1


@given(st.integers(0, 400))
def test_first_looks_are_three_a_week_and_all_within_half_a_year(ahead):
    today = date(2026, 11, 28)
    day = first_due(today, ahead)
    assert (day - today).days % 7 == 0
    assert timedelta(days=28) <= day - today <= timedelta(days=28 + 26 * 7)
    if ahead < 26 * 3:
        assert day == today + timedelta(days=28 + 7 * (ahead // 3))
