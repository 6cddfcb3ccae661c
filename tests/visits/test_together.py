"""Several go to one home together: one record, each says whether they were there, and a yes counts as their own visit."""

import asyncio
import re
from datetime import time, timedelta

import pytest
from icalendar import Calendar

from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.visits import services
from carenet.visits.queries.companions import asked_together, house_of
from carenet.visits.queries.joint import planned_visits
from carenet.visits.rules import CannotLog, Night, State
from carenet.visits.services.joint import Plan
from carenet.visits.services.reporting import Found
from tests.cast import ADUO, BIN, HERE, HONG, MEI, NAI, PING, QIN, XIAOYU
from tests.visits.test_visits_and_contacts import hear, told

NAMED = "select * from visit_companions"
OWED = "select met_at, met_by from obligations where person = $1 and kind = 'quarterly_meeting'"


@pytest.fixture
async def owed(eyes, owes):
    """Ping owes 小雨 a meeting this quarter, and reaches her."""
    await eyes.execute(
        """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
           select child, village, placement, person, 'quarterly_meeting', opens_on, due_on from obligations"""
    )


async def written_by_mei(act, *people, on_day=None):
    found = Found(
        State.WELL, ("grandparents",), Night.FAMILY, on_day=on_day,
        companions=tuple(one.person for one in people),
    )  # fmt: skip
    return await services.report_visit([XIAOYU.id], found, by=await act(MEI))


async def test_a_yes_meets_what_the_companion_owed_and_only_a_yes(act, eyes, owed, worker, visitor):
    await written_by_mei(act, PING)
    assert (await eyes.fetchrow(OWED, PING.person))["met_at"] is None
    await hear(worker)
    assert await told(eyes, "visit.together") == {PING.person}
    phone = await visitor(PING)
    page = await phone.get("/visits/together")
    assert XIAOYU.given in page.text
    id_ = await eyes.fetchval("select id from visit_companions")
    done = await phone.post(f"/visits/together/{id_}", data={"came": "yes"})
    assert done.headers["location"] == "/visits/together"
    row = await eyes.fetchrow(OWED, PING.person)
    report = await eyes.fetchval("select id from visit_reports")
    assert row["met_by"] == f"visit_report:{report}"
    assert not await told(eyes, "visit.together")
    assert (await phone.post(f"/visits/together/{id_}", data={"came": "no"})).status_code == 404


async def test_a_no_meets_nothing_and_keeps_its_words(act, eyes, owed):
    await written_by_mei(act, PING)
    id_ = await eyes.fetchval("select id from visit_companions")
    await services.answer_companion(id_, "那天在县里", came=False, by=await act(PING))
    assert (await eyes.fetchrow(OWED, PING.person))["met_at"] is None
    assert tuple(await eyes.fetchrow("select came, words from visit_companions")) == (
        False, "那天在县里",
    )  # fmt: skip


async def test_only_who_looks_after_the_child_can_have_come_and_nobody_of_the_family(
    act, eyes, owed
):
    mei = await act(MEI)
    could = {id_ for id_, _ in (await house_of(XIAOYU.id, by=mei)).people}
    assert str(PING.person) in could
    assert could.isdisjoint(str(one.person) for one in (HONG, NAI, BIN, MEI))
    for stranger in (BIN, HONG):
        with pytest.raises(CannotLog):
            await written_by_mei(act, stranger)
    assert not await eyes.fetchval("select count(*) from visit_reports")


async def test_nobody_answers_for_another_and_a_stranger_sees_nothing(act, eyes, owed):
    await written_by_mei(act, PING)
    id_ = await eyes.fetchval("select id from visit_companions")
    for one in (MEI, QIN, BIN):
        with pytest.raises(NotFound):
            await services.answer_companion(id_, None, came=True, by=await act(one))
    assert not await asked_together(by=await act(BIN))
    house = await house_of(ADUO.id, by=await act(PING))
    assert (house.people, house.lately) == ([], [])


async def test_an_answer_at_the_same_moment_from_two_phones_is_one(act, eyes, owed):
    await written_by_mei(act, PING)
    id_, ping = await eyes.fetchval("select id from visit_companions"), await act(PING)
    both = await asyncio.gather(
        *(services.answer_companion(id_, None, came=yes, by=ping) for yes in (True, False)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["NoneType", "NotFound"]


async def test_before_somebody_sets_off_the_page_says_who_was_there_in_sixty_days(
    act, eyes, owed, visitor
):
    phone = await visitor(PING)
    path = f"/log/visit?child={XIAOYU.id}"
    await eyes.execute("update accounts set language = 'en'")
    assert "Nobody was there in the last 60 days." in (await phone.get(path)).text
    await written_by_mei(act, PING, on_day=clock.today() - timedelta(days=3))
    page = (await phone.get(path)).text
    assert "There in the last 60 days:" in page
    assert MEI.name in page
    old = clock.today() - timedelta(days=61)
    await eyes.execute("update visit_reports set on_day = $1", old)
    assert MEI.name not in (await phone.get(path)).text.partition("companions")[0]


async def test_the_form_takes_who_came_along(eyes, owed, visitor):
    phone = await visitor(MEI)
    page = (await phone.get(f"/log/visit?child={XIAOYU.id}")).text
    assert PING.name in page
    form = {
        "child": str(XIAOYU.id), "state": "well", "who_was_there": "grandparents",
        "companions": str(PING.person),
    }  # fmt: skip
    assert (await phone.post("/log/visit", data=form)).status_code == 303
    assert await eyes.fetchval("select person from visit_companions") == PING.person
    wrong = await phone.post("/log/visit", data=form | {"companions": str(BIN.person)})
    assert wrong.status_code == 422
    assert "does not look after" in wrong.text or "不负责" in wrong.text


async def test_the_days_round_says_who_was_at_the_house_and_who_could_come_along(
    act, eyes, owed, worker, visitor
):
    await eyes.execute("update obligations set person = $1, kind = 'teacher_visit' where kind = 'quarterly_meeting'", MEI.person)  # fmt: skip
    await written_by_mei(act, PING, on_day=clock.today() - timedelta(days=9))
    await eyes.execute("update obligations set met_at = null, opens_on = current_date - 1")
    client = await visitor(MEI)
    page = (await client.get("/round")).text
    assert "There in the last 60 days" in page
    assert MEI.name in page
    assert PING.name in page.split("Could come along")[1]
    before = page.split("Could come along")[0]
    assert PING.name not in before, "whoever is only named has not been there"
    asked = await eyes.fetchval("select id from visit_companions")
    await services.answer_companion(asked, came=True, by=await act(PING))
    before = (await client.get("/round")).text.split("Could come along")[0]
    assert PING.name in before.split("There in the last 60 days")[1]
    sheet = (await client.get("/round?sheet=yes")).text
    assert PING.name in sheet
    assert PING.name not in (await (await visitor(QIN)).get("/round")).text


async def test_the_days_round_holds_who_of_the_family_is_to_be_looked_at_by_two(eyes, visitor):
    due = clock.today() + timedelta(days=9)
    await eyes.execute(
        """insert into obligations (child, village, person, kind, opens_on, due_on)
           values ($1, $2, $3, 'kin_assessment', current_date, $4)""",
        XIAOYU.id, HERE, MEI.person, due,
    )  # fmt: skip
    client = await visitor(MEI)
    page = (await client.get("/round")).text
    assert f"/children/{XIAOYU.id}/kin" in page
    assert "(by two)" in (await client.get("/round?sheet=yes")).text
    assert f"/children/{XIAOYU.id}/kin" not in (await (await visitor(PING)).get("/round")).text


async def planned(act, *people, hours=24, child=XIAOYU):
    plan = Plan(
        (child.id,), tuple(one.person for one in people),
        clock.now() + timedelta(hours=hours), ("quarterly_meeting",),
    )  # fmt: skip
    return await services.propose_visit(plan, by=await act(MEI))


async def calendar_of(phone):
    shown = (await phone.post("/me/feeds", data={"purpose": "shifts", "alarm_minutes": "60"})).text
    feed = (await phone.get(re.search(r"/calendars/[\w-]+\.ics", shown)[0])).text
    return [one for one in Calendar.from_ical(feed).walk("VEVENT") if "visit-" in one["UID"]]


async def test_a_visit_planned_by_two_stands_in_both_calendars_and_counts_for_each_once_both_confirm(
    act, eyes, owed, visitor
):
    await eyes.execute(
        """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
           select child, village, placement, $1, kind, opens_on, due_on from obligations where kind = 'quarterly_meeting'""",
        MEI.person,
    )
    mei, ping = await visitor(MEI), await visitor(PING)
    tomorrow = clock.today() + timedelta(days=1)
    form = {
        "child": str(XIAOYU.id), "person": str(PING.person), "on_day": f"{tomorrow}",
        "at_time": "16:30", "owed": "quarterly_meeting",
    }  # fmt: skip
    assert PING.name in (await mei.get(f"/visits/planned/new?child={XIAOYU.id}")).text
    gone = await mei.post(
        "/visits/planned", data=form | {"on_day": f"{clock.today() - timedelta(days=1)}"}
    )
    assert (gone.status_code, PING.name in gone.text) == (422, True)
    for _ in range(2):
        assert (await mei.post("/visits/planned", data=form)).status_code == 303
    visit = await eyes.fetchval("select visit from joint_visits")
    assert await told(eyes, "joint.asked") == {PING.person}
    assert f"/visits/planned/{visit}" in (await ping.get("/visits/together")).text
    assert not await calendar_of(ping)
    assert [entry["SEQUENCE"] for entry in await calendar_of(mei)] == [0]
    assert (await ping.post(f"/visits/planned/{visit}", data={"answer": "yes"})).status_code == 303
    assert await told(eyes, "joint.answered") == {MEI.person}
    for phone in (mei, ping):
        (entry,) = await calendar_of(phone)
        assert entry["SEQUENCE"] == 1  # the answer changed the bytes
        assert entry.decoded("DTSTART") == clock.at(tomorrow, time(16, 30))
        assert XIAOYU.given not in str(entry)
        assert XIAOYU.given in (await phone.get("/round")).text
    await eyes.execute("update joint_visits set starts_at = $1", clock.now() - timedelta(minutes=5))
    written = (await mei.get(f"/log/visit?child={XIAOYU.id}")).text
    assert re.search(rf'value="{PING.person}"[^>]* checked', written)
    await written_by_mei(act, PING)
    asked = await eyes.fetchval("select id from visit_companions")
    await services.answer_companion(asked, came=True, by=await act(PING))
    for one in (MEI, PING):
        assert (await eyes.fetchrow(OWED, one.person))["met_at"]
    assert f"{visit}" not in (await ping.get("/visits/together")).text


async def test_a_plan_is_answered_by_the_asked_called_off_by_the_asker_and_seen_by_no_other(
    act, eyes, owed, visitor
):
    for stranger in (BIN, HONG):
        with pytest.raises(CannotLog):
            await planned(act, stranger)
    with pytest.raises(CannotLog):
        await planned(act, PING, hours=-1)
    visit = await planned(act, PING)
    for one in (MEI, QIN, BIN):
        with pytest.raises(NotFound):
            await services.answer_visit(visit, comes=True, by=await act(one))
    assert not await planned_visits(by=await act(BIN))
    ping = await act(PING)
    await services.answer_visit(visit, comes=True, by=ping)
    with pytest.raises(NotFound):
        await services.call_off_visit(visit, by=ping)
    await services.answer_visit(visit, "要开会", comes=False, by=ping)
    (plan,) = await planned_visits(by=await act(MEI))
    assert plan.asked == {PING.name: (False, "要开会")}
    (entry,) = await calendar_of(await visitor(PING))
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 2)
    other = await planned(act, PING, hours=48)
    await services.call_off_visit(other, by=await act(MEI))
    assert await told(eyes, "joint.off") == {PING.person}
    with pytest.raises(NotFound):
        await services.answer_visit(other, comes=True, by=ping)
